"""Groups of one request through the reranker: admitted, timed, counted, dropped when abandoned."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from time import perf_counter, time_ns

from structlog.stdlib import BoundLogger

from deskcheck_models.catalogue import CATALOGUE
from deskcheck_models.group import Group
from deskcheck_models.reranker import Ranking, Reranker
from deskcheck_server.asked import Asked
from deskcheck_server.edge.record import Record
from deskcheck_server.errors import DeadlineError, GroupError, UnknownModelError
from deskcheck_server.feedback.feedback import Feedback
from deskcheck_server.logs import place_of
from deskcheck_server.metrics import Metrics
from deskcheck_server.phases import spent_by
from deskcheck_server.queue.admission import Admission, Load
from deskcheck_server.queue.deadline import Deadline
from deskcheck_server.queue.passage import CURRENT, Passage, Stage
from deskcheck_server.queue.terms import Terms
from deskcheck_server.queue.token_estimate import estimated_tokens
from deskcheck_server.queue.waiting_line import WaitingLine
from deskcheck_server.refusals import INTERNAL, refusal
from deskcheck_server.scored import Scored
from deskcheck_server.telemetry.tracing import Tracing

GROUPS_AT_ONCE = 32  # of one request: enough to fill an engine, without all texts as tokens at once


@dataclass(frozen=True, slots=True)
class Finished:
    """A group and its ranking."""

    number: int
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class Failed:
    """A group and why it has no ranking."""

    number: int
    error: GroupError


@dataclass(frozen=True, slots=True)
class _Request:
    """What all groups of a request have in common; `turn` bounds how many are in work."""

    asked: Asked
    deadline: Deadline
    record: Record
    turn: asyncio.Semaphore


class RankingService:
    """Ranks the groups of requests."""

    def __init__(
        self,
        reranker: Reranker,
        *,
        admission: Admission,
        line: WaitingLine,
        metrics: Metrics,
        log: BoundLogger,
        feedback: Feedback | None = None,
        tracing: Tracing | None = None,
    ) -> None:
        self._reranker = reranker
        self._admission = admission
        self._line = line
        self._metrics = metrics
        self._log = log
        self._feedback = feedback
        self._tracing = tracing

    @property
    def model(self) -> str:
        """The name of the verifier that is served."""
        return self._reranker.verifier.name

    @property
    def engine(self) -> str:
        """The name of the engine that runs it."""
        return self._reranker.engine.name

    @property
    def max_tokens(self) -> int:
        """The longest sequence that it reads."""
        return self._reranker.max_tokens

    @property
    def models(self) -> tuple[str, ...]:
        """What a request may ask for: the verifier by its name, then its adapters by theirs."""
        return (self.model, *self._reranker.adapters)

    def named(self, asked: str | None) -> str:
        """The served model that is meant, a verifier also by its hub id.

        Raises UnknownModelError for any other.
        """
        known = CATALOGUE.get(self.model)
        if asked in {known.hub if known else None, None}:
            return self.model
        if asked in self.models:
            return asked
        names = ", ".join(map(repr, self.models))
        raise UnknownModelError(
            f"model {asked!r:.100} is not served here: use {names}, or leave it out", param="model"
        )

    async def rank(self, asked: Asked, terms: Terms, record: Record) -> Scored:
        """All groups; raises the first error, and drops the other groups with it."""
        started = perf_counter()
        rankings: dict[int, Ranking] = {}
        async with aclosing(self.outcomes(asked, terms, record)) as outcomes:
            async for outcome in outcomes:
                if isinstance(outcome, Failed):
                    raise outcome.error
                if isinstance(outcome, Finished):
                    rankings[outcome.number] = outcome.ranking
        ordered = tuple(rankings[number] for number in range(len(asked.groups)))
        return Scored(record.id, self.named(asked.model), ordered, perf_counter() - started)

    async def outcomes(
        self, asked: Asked, terms: Terms, record: Record
    ) -> AsyncGenerator[Finished | Failed | None, None]:
        """None once the request is admitted, then each group as it finishes.

        Raises UnknownModelError, OverloadedError or RequestTooLargeError before that. Closing it
        drops what is left.
        """
        asked = self._adapted(asked)
        loads = [self._load(group) for group in asked.groups]
        deadline, priority = terms.deadline, terms.priority
        with self._admission.admit(loads, priority=priority, seconds=deadline.left()) as places:
            self._metrics.requests.admitted(len(loads))
            yield None
            request = _Request(asked, deadline, record, asyncio.Semaphore(GROUPS_AT_ONCE))
            passages = [Passage(place, self._line, priority) for place in places]
            tasks = [
                asyncio.create_task(self._outcome(request, number, passage))
                for number, passage in enumerate(passages)
            ]
            try:
                for finished in asyncio.as_completed(tasks):
                    yield await finished
            finally:
                await _dropped(tasks)

    def _adapted(self, asked: Asked) -> Asked:
        """The same with its groups scored by the adapter that is asked for, if one is."""
        name = self.named(asked.model)
        if name == self.model:
            return asked
        groups = tuple(replace(group, adapter=name) for group in asked.groups)
        return replace(asked, groups=groups)

    def _load(self, group: Group) -> Load:
        return Load(estimated_tokens(group, longest=self.max_tokens), len(group.candidates))

    async def _outcome(self, request: _Request, number: int, passage: Passage) -> Finished | Failed:
        CURRENT.set(passage)  # for this group's own task
        try:
            ranking = await self._ranked(request, number, passage)
            passage.place.finish()
        except Exception as error:  # noqa: BLE001 - the edge of a group: the others go on
            failed = GroupError(error, request.asked.problem.format(number))
            self._tell(failed, request.record.id)
            self._metrics.rankings.failed()
            if self._tracing is not None:
                self._tracing.failed(number, passage.began, error)
            return Failed(number, failed)
        finally:
            passage.place.leave()
        self._count(request, number, ranking, passage)
        return Finished(number, ranking)

    def _count(self, request: _Request, number: int, ranking: Ranking, passage: Passage) -> None:
        spent = spent_by(ranking.timing, queued=passage.queued)
        request.record.watch.add(spent)
        self._metrics.rankings.ranked(ranking, spent)
        for sequences, tokens in passage.batches:
            self._metrics.engine.computed(sequences=sequences, tokens=tokens)
        if self._tracing is not None:
            self._tracing.ranked(number, passage.began, ranking, spent)
        if self._feedback is not None:
            self._feedback.keep(request.record.id, number, request.asked.groups[number], ranking)

    def _tell(self, failed: GroupError, request_id: str) -> None:
        if refusal(failed).status == INTERNAL:
            error = type(failed.error).__name__
            self._log.error("group failed", id=request_id, error=error, at=place_of(failed.error))

    async def _ranked(self, request: _Request, number: int, passage: Passage) -> Ranking:
        try:
            async with asyncio.timeout(request.deadline.left()) as timeout, request.turn:
                passage.waits_for = Stage.PROGRAMS
                passage.began = time_ns()
                return await self._reranker.rerank(request.asked.groups[number])
        except TimeoutError as error:
            if not timeout.expired():
                raise
            raise self._late(request, passage) from error

    def _late(self, request: _Request, passage: Passage) -> DeadlineError:
        in_the_engine = passage.waits_for is Stage.ENGINE
        return DeadlineError(
            f"not ranked within {request.deadline.seconds:g} s, and it still waited for "
            f"{passage.waits_for}: send fewer candidates at once, or allow more time",
            retry_after=None if in_the_engine else self._admission.wait(passage.priority),
        )


async def _dropped(tasks: Sequence[asyncio.Task[Finished | Failed]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
