"""The routes that rank: `/v1/rerank` with its other doors, and `/v1/score`."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from time import perf_counter
from typing import TypeVar

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from deskcheck_models.reranker import Ranking
from deskcheck_server.asked import Asked
from deskcheck_server.dialects import cohere_rerank, native_rerank, native_score
from deskcheck_server.edge.body import Parse, read_body
from deskcheck_server.edge.body_room import BODIES, BodyRoom
from deskcheck_server.edge.disconnect import unless_gone
from deskcheck_server.edge.record import Record, record_of
from deskcheck_server.line_stream import LineStream
from deskcheck_server.openapi import body_of, replies_of
from deskcheck_server.phases import Phase
from deskcheck_server.queue.deadline import Deadline
from deskcheck_server.queue.priority import Priority
from deskcheck_server.queue.terms import Terms, terms_of
from deskcheck_server.ranking_service import Failed, Finished, RankingService
from deskcheck_server.refusals import refusal
from deskcheck_server.schemas.documents_request import DocumentsRequest
from deskcheck_server.schemas.replies import DocumentsReply, FailedLine, RerankReply, ScoreReply
from deskcheck_server.schemas.requests import RerankRequest, ScoreRequest
from deskcheck_server.scored import Scored
from deskcheck_server.settings import Settings
from deskcheck_server.validation import validated

Body = dict[str, object]
Parsed = TypeVar("Parsed")

IN_A_THREAD = 128  # candidates from which wording a reply is left to a thread


class RankingRoutes:
    """Routes over one service, under the caps of the settings."""

    def __init__(self, service: RankingService, settings: Settings) -> None:
        self._service = service
        self._settings = settings
        self._room = BodyRoom(BODIES * settings.max_body_bytes)

    def router(self) -> APIRouter:
        """The routes, for an application to include."""
        router = APIRouter(tags=["ranking"])
        rerank_body = body_of(native=RerankRequest, documents=DocumentsRequest)
        rerank_replies = replies_of(RerankReply, DocumentsReply)
        for path in ("/v1/rerank", "/v2/rerank", "/rerank"):
            router.add_api_route(
                path,
                self.rerank,
                summary="Rank the candidates of one problem",
                methods=["POST"],
                responses=rerank_replies,
                openapi_extra=rerank_body,
                response_model=None,
            )
        router.add_api_route(
            "/v1/score",
            self.score,
            summary="Score the candidates of many problems",
            methods=["POST"],
            responses=replies_of(ScoreReply, lines=True),
            openapi_extra=body_of(groups=ScoreRequest),
            response_model=None,
        )
        return router

    async def rerank(self, request: Request) -> Response:
        """Rank the candidates of one problem, best first.

        With `problem` and `candidates` the reply is native; with `query` and `documents` it has the
        form of Cohere, Jina and vLLM, with the native fields besides.
        """
        version = "2" if request.url.path.startswith("/v2") else "1"
        deadline = self._deadline(request)
        asked = await self._read(request, partial(self._asked_to_rerank, version), deadline)
        return await self._answered(request, asked, deadline)

    async def score(self, request: Request) -> Response:
        """Score many groups; results keep the order of the request.

        With `stream` the reply is one JSON line per group as it finishes, then a last line.
        """
        deadline = self._deadline(request)
        body = await self._read(request, self._score_body, deadline)
        asked = Asked(
            groups=native_score.groups(body),
            model=body.model,
            problem="groups.{}.problem",
            reply=partial(native_score.reply, body),
            priority=Priority(body.priority or Priority.BULK),
            timeout_ms=body.timeout_ms,
        )
        if not body.stream:
            return await self._answered(request, asked, deadline)
        record = record_of(request)
        record.candidates = asked.candidates
        terms = terms_of(asked, deadline, record.key)
        return LineStream(self._lines(body, asked, terms, record))

    def _deadline(self, request: Request) -> Deadline:
        return Deadline.read(request.headers, longest=self._settings.timeout_seconds)

    async def _read(self, request: Request, parse: Parse[Parsed], deadline: Deadline) -> Parsed:
        with record_of(request).watch.during(Phase.READ):
            return await read_body(
                request,
                parse,
                room=self._room,
                most=self._settings.max_body_bytes,
                seconds=deadline.seconds,
            )

    def _asked_to_rerank(self, version: str, given: Body) -> Asked:
        if "query" in given or "documents" in given:
            return self._documents_asked(version, given)
        body = validated(RerankRequest, given, self._settings)
        return Asked(
            groups=native_rerank.groups(body),
            model=body.model,
            problem="problem",
            reply=partial(native_rerank.reply, body),
            priority=Priority(body.priority or Priority.INTERACTIVE),
            timeout_ms=body.timeout_ms,
        )

    def _documents_asked(self, version: str, given: Body) -> Asked:
        body = validated(DocumentsRequest, given, self._settings)
        return Asked(
            groups=cohere_rerank.groups(body, max_tokens=self._service.max_tokens),
            model=body.model,
            problem="query",
            reply=partial(cohere_rerank.reply, body, version=version),
        )

    def _score_body(self, given: Body) -> ScoreRequest:
        return validated(ScoreRequest, given, self._settings)

    async def _answered(self, request: Request, asked: Asked, deadline: Deadline) -> Response:
        record = record_of(request)
        record.candidates = asked.candidates
        terms = terms_of(asked, deadline, record.key)
        scored = await unless_gone(request.receive, self._service.rank(asked, terms, record))
        with record.watch.during(Phase.WRITE):
            content = await _worded(asked, scored)
        return Response(content, media_type="application/json")

    async def _lines(
        self, body: ScoreRequest, asked: Asked, terms: Terms, record: Record
    ) -> AsyncGenerator[bytes, None]:
        """An empty piece once the request is admitted, then a line per group, then the last."""
        started = perf_counter()
        rankings: list[Ranking] = []
        async with aclosing(self._service.outcomes(asked, terms, record)) as outcomes:
            async for outcome in outcomes:
                if isinstance(outcome, Finished):
                    rankings.append(outcome.ranking)
                with record.watch.during(Phase.WRITE):
                    line = _line(body, outcome)
                yield line
        seconds = perf_counter() - started
        scored = Scored(record.id, self._service.named(asked.model), tuple(rankings), seconds)
        yield _json(native_score.last_line(scored)) + b"\n"


async def _worded(asked: Asked, scored: Scored) -> bytes:
    if asked.candidates < IN_A_THREAD:
        return _json(asked.reply(scored))
    return await asyncio.to_thread(lambda: _json(asked.reply(scored)))


def _line(body: ScoreRequest, outcome: Finished | Failed | None) -> bytes:
    if outcome is None:
        return b""
    if isinstance(outcome, Failed):
        failed = FailedLine(group=outcome.number, error=refusal(outcome.error).body)
        return _json(failed) + b"\n"
    line = native_score.line(body, outcome.number, outcome.ranking.results)
    return _json(line) + b"\n"


def _json(body: BaseModel) -> bytes:
    return body.model_dump_json().encode()
