"""The client that blocks."""

import os
from collections.abc import Generator, Sequence
from contextlib import closing
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
from deskcheck_client.retries import retrying
from deskcheck_client.settings import resolve
from deskcheck_client.statuses import status_error
from deskcheck_client.streams import GroupStream, StreamedGroup


class Client:
    """Calls a Deskcheck server and waits for its replies; threads may share one.

    `base_url` and `api_key` default to DESKCHECK_URL and DESKCHECK_API_KEY, read here and now, then
    to http://127.0.0.1:8000 without a key. Of several base URLs, in a list or separated by commas,
    each problem has one that is asked first; one that takes no calls is passed over for a while.

    `timeout` is in seconds for a call with all its retries, checked with each piece that arrives;
    connecting takes at most five of them. `retries` counts the attempts after the first, each at
    all base URLs until one takes the call. An `http_client` that is handed in keeps its own proxies
    and certificates, and is not closed here. Raises InputError on a value that cannot work;
    connects only when the first call is made.

    Every call raises a ClientError; `deskcheck_client.errors` draws the tree.
    """

    def __init__(
        self,
        base_url: str | Sequence[str] | None = None,
        api_key: str | None = None,
        *,
        timeout: float = 60.0,
        retries: int = 2,
        http_client: httpx2.Client | None = None,
    ) -> None:
        self._settings = resolve(
            base_url, api_key, timeout=timeout, retries=retries, environment=os.environ
        )
        self._replicas = Replicas(self._settings.base_urls)
        self._owns_http = http_client is None
        self._http = httpx2.Client(limits=POOL) if http_client is None else http_client

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections, unless they belong to an `http_client` that was handed in."""
        if self._owns_http:
            self._http.close()

    def rerank(
        self,
        problem: Problem,
        candidates: Sequence[str | Candidate],
        **options: Unpack[RerankOptions],
    ) -> Ranking:
        """Rank the candidates of one problem, best first.

        Options: language, entry_point, top_n, truncation, extraction, return_programs, model; see
        `RerankOptions`.
        """
        call = rerank_call(problem, candidates, options)
        return parse_ranking(self._send(call), candidates=len(candidates))

    def best_of(
        self,
        problem: Problem,
        candidates: Sequence[str | Candidate],
        **options: Unpack[BestOptions],
    ) -> Best:
        """The best candidate that is not invalid; raises NoValidCandidateError where all are.

        Options: language, entry_point, truncation, extraction, return_programs, model; see
        `BestOptions`.
        """
        call = best_call(problem, candidates, options)
        return choose(parse_ranking(self._send(call), candidates=len(candidates)), candidates)

    def score(self, groups: Sequence[Group], **options: Unpack[ScoreOptions]) -> Scores:
        """Score many groups in one call; groups and results keep the order of the request.

        Options: truncation, extraction, return_programs, model; see `ScoreOptions`.
        """
        call = score_call(groups, options, stream=False)
        return parse_scores(self._send(call), sizes=sizes(groups))

    def stream(self, groups: Sequence[Group], **options: Unpack[ScoreOptions]) -> GroupStream:
        """Score many groups and yield each as it finishes; the timeout bounds each silence.

        Only the opening is tried again: a stream that breaks raises ConnectionFailedError, and what
        it has yielded stays good. Options as for `score`.
        """
        call = score_call(groups, options, stream=True)
        reader = LineReader(sizes(groups))
        return GroupStream(self._groups(call, reader), reader)

    def feedback(self, reports: Sequence[Report]) -> Receipt:
        """Tell the server which candidates of earlier calls passed their unit tests.

        The receipt names reports that could not be kept; what it calls kept is durable. Sending
        again is safe. Raises NotFoundError where the server keeps no feedback.
        """
        call = feedback_call(reports)
        return parse_receipt(self._send(call), reports=len(reports))

    def models(self) -> tuple[Model, ...]:
        """The verifiers that the server has loaded."""
        return parse_models(self._send(MODELS))

    def ready(self) -> bool:
        """Whether the server takes requests now, and not while it starts, drains or is away.

        It asks once, without retries; other refusals, such as a wrong key, are raised.
        """
        try:
            self._exchange(READY, Deadline.after(self._settings.timeout))
        except (ConnectionFailedError, OverloadedError):
            return False
        return True

    def _send(self, call: Call) -> bytes:
        deadline = Deadline.after(self._settings.timeout)
        return retrying(self._settings.retries, deadline)(self._exchange, call, deadline)

    def _exchange(self, call: Call, deadline: Deadline) -> bytes:
        body = bytearray()
        url, response = self._open(call, deadline)
        with self._replicas.asking(url), translated(url), closing(response):
            for chunk in response.iter_bytes():
                deadline.remaining()
                body += chunk
        return bytes(body)

    def _groups(self, call: Call, reader: LineReader) -> Generator[StreamedGroup, None, None]:
        attempts = retrying(self._settings.retries, Deadline.after(self._settings.timeout))
        opened: tuple[str, httpx2.Response] = attempts(self._open, call, None)
        url, response = opened
        with self._replicas.asking(url), translated(url), closing(response):
            for chunk in response.iter_bytes():
                yield from reader.feed(chunk)
        yield from reader.finish()

    def _open(self, call: Call, deadline: Deadline | None) -> tuple[str, httpx2.Response]:
        """The first replica that takes the call, and its response; no deadline for a stream."""
        *others, last = self._replicas.in_order(call)
        for url in others:
            try:
                return url, self._open_at(url, call, deadline)
            except ClientError as error:
                if not elsewhere(error):
                    raise
        return last, self._open_at(last, call, deadline)

    def _open_at(self, url: str, call: Call, deadline: Deadline | None) -> httpx2.Response:
        request = build_request(self._http, self._settings, call, url, deadline)
        with self._replicas.asking(url), translated(url):
            response = self._http.send(request, stream=True)
            if response.is_success:
                return response
            with closing(response):
                check_time(response.status_code, deadline)
                raise status_error(response.status_code, response.headers, response.read())
