"""The client that is awaited."""

import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Self, Unpack

import httpx2

from deskcheck_client.choices import Best, choose
from deskcheck_client.deadlines import Deadline
from deskcheck_client.errors import ClientError, ConnectionFailedError, OverloadedError
from deskcheck_client.exchange import POOL, build_request, check_time, translated
from deskcheck_client.feedback import Receipt, Report
from deskcheck_client.groups import Candidate, Group, Problem, sizes
from deskcheck_client.lines import LineReader
from deskcheck_client.options import BestOptions, RerankOptions, ScoreOptions
from deskcheck_client.replicas import Replicas, elsewhere
from deskcheck_client.replies import parse_models, parse_ranking, parse_receipt, parse_scores
from deskcheck_client.requests import (
    MODELS,
    READY,
    Call,
    best_call,
    feedback_call,
    rerank_call,
    score_call,
)
from deskcheck_client.results import Model, Ranking, Scores
from deskcheck_client.retries import async_retrying
from deskcheck_client.settings import resolve
from deskcheck_client.statuses import status_error
from deskcheck_client.streams import AsyncGroupStream, StreamedGroup


class AsyncClient:
    """As `Client`, in argument and effect, with calls that are awaited; tasks may share one.

    Cancelling a call, or leaving a stream, closes its connection, and the server drops the work.
    Made for asyncio. Close it with `async with` or `aclose`.
    """

    def __init__(
        self,
        base_url: str | Sequence[str] | None = None,
        api_key: str | None = None,
        *,
        timeout: float = 60.0,
        retries: int = 2,
        http_client: httpx2.AsyncClient | None = None,
    ) -> None:
        self._settings = resolve(
            base_url, api_key, timeout=timeout, retries=retries, environment=os.environ
        )
        self._replicas = Replicas(self._settings.base_urls)
        self._owns_http = http_client is None
        self._http = httpx2.AsyncClient(limits=POOL) if http_client is None else http_client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections, unless they belong to an `http_client` that was handed in."""
        if self._owns_http:
            await self._http.aclose()

    async def rerank(
        self,
        problem: Problem,
        candidates: Sequence[str | Candidate],
        **options: Unpack[RerankOptions],
    ) -> Ranking:
        """Rank the candidates of one problem, best first; options as for `Client.rerank`."""
        call = rerank_call(problem, candidates, options)
        return parse_ranking(await self._send(call), candidates=len(candidates))

    async def best_of(
        self,
        problem: Problem,
        candidates: Sequence[str | Candidate],
        **options: Unpack[BestOptions],
    ) -> Best:
        """The best candidate that is not invalid; raises NoValidCandidateError where all are.

        Options as for `Client.best_of`.
        """
        call = best_call(problem, candidates, options)
        return choose(parse_ranking(await self._send(call), candidates=len(candidates)), candidates)

    async def score(self, groups: Sequence[Group], **options: Unpack[ScoreOptions]) -> Scores:
        """Score many groups in one call; options as for `Client.score`."""
        call = score_call(groups, options, stream=False)
        return parse_scores(await self._send(call), sizes=sizes(groups))

    def stream(self, groups: Sequence[Group], **options: Unpack[ScoreOptions]) -> AsyncGroupStream:
        """Score many groups and yield each as it finishes; not awaited itself.

        Options and limits as for `Client.stream`.
        """
        call = score_call(groups, options, stream=True)
        reader = LineReader(sizes(groups))
        return AsyncGroupStream(self._groups(call, reader), reader)

    async def feedback(self, reports: Sequence[Report]) -> Receipt:
        """Tell the server which candidates passed their unit tests, as `Client.feedback`."""
        call = feedback_call(reports)
        return parse_receipt(await self._send(call), reports=len(reports))

    async def models(self) -> tuple[Model, ...]:
        """The verifiers that the server has loaded."""
        return parse_models(await self._send(MODELS))

    async def ready(self) -> bool:
        """Whether the server takes requests now; asks once, as `Client.ready`."""
        try:
            await self._exchange(READY, Deadline.after(self._settings.timeout))
        except (ConnectionFailedError, OverloadedError):
            return False
        return True

    async def _send(self, call: Call) -> bytes:
        deadline = Deadline.after(self._settings.timeout)
        return await async_retrying(self._settings.retries, deadline)(
            self._exchange, call, deadline
        )

    async def _exchange(self, call: Call, deadline: Deadline) -> bytes:
        body = bytearray()
        url, response = await self._open(call, deadline)
        with self._replicas.asking(url), translated(url):
            async with aclosing(response):
                async for chunk in response.aiter_bytes():
                    deadline.remaining()
                    body += chunk
        return bytes(body)

    async def _groups(self, call: Call, reader: LineReader) -> AsyncGenerator[StreamedGroup, None]:
        attempts = async_retrying(self._settings.retries, Deadline.after(self._settings.timeout))
        opened: tuple[str, httpx2.Response] = await attempts(self._open, call, None)
        url, response = opened
        with self._replicas.asking(url), translated(url):
            async with aclosing(response):
                async for chunk in response.aiter_bytes():
                    for group in reader.feed(chunk):
                        yield group
        for group in reader.finish():
            yield group

    async def _open(self, call: Call, deadline: Deadline | None) -> tuple[str, httpx2.Response]:
        """The first replica that takes the call, and its response; no deadline for a stream."""
        *others, last = self._replicas.in_order(call)
        for url in others:
            try:
                return url, await self._open_at(url, call, deadline)
            except ClientError as error:
                if not elsewhere(error):
                    raise
        return last, await self._open_at(last, call, deadline)

    async def _open_at(self, url: str, call: Call, deadline: Deadline | None) -> httpx2.Response:
        request = build_request(self._http, self._settings, call, url, deadline)
        with self._replicas.asking(url), translated(url):
            response = await self._http.send(request, stream=True)
            if response.is_success:
                return response
            async with aclosing(response):
                check_time(response.status_code, deadline)
                raise status_error(response.status_code, response.headers, await response.aread())
