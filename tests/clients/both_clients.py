"""One face for both clients, so that a fact is tested of either."""

import asyncio
from collections.abc import Sequence
from typing import Protocol, Unpack

from deskcheck_client import (
    AsyncClient,
    Best,
    BestOptions,
    Candidate,
    Client,
    FailedGroup,
    Group,
    Message,
    Model,
    Ranking,
    Receipt,
    Report,
    RerankOptions,
    ScoredGroup,
    ScoreOptions,
    Scores,
)

Problem = str | Sequence[Message]
Candidates = Sequence[str | Candidate]


class AnyClient(Protocol):
    """What the tests call; a stream is read to its end."""

    def rerank(
        self, problem: Problem, candidates: Candidates, **options: Unpack[RerankOptions]
    ) -> Ranking: ...
    def best_of(
        self, problem: Problem, candidates: Candidates, **options: Unpack[BestOptions]
    ) -> Best: ...
    def score(self, groups: Sequence[Group], **options: Unpack[ScoreOptions]) -> Scores: ...
    def streamed(
        self, groups: Sequence[Group], **options: Unpack[ScoreOptions]
    ) -> list[ScoredGroup | FailedGroup]: ...
    def feedback(self, reports: Sequence[Report]) -> Receipt: ...
    def models(self) -> tuple[Model, ...]: ...
    def ready(self) -> bool: ...
    def close(self) -> None: ...


class Blocking(Client):
    """The blocking client, with streams read to their end."""

    def streamed(
        self, groups: Sequence[Group], **options: Unpack[ScoreOptions]
    ) -> list[ScoredGroup | FailedGroup]:
        return list(self.stream(groups, **options))


class Awaited:
    """The awaited client, run on an event loop of its own."""

    def __init__(
        self,
        base_url: str | Sequence[str] | None = None,
        api_key: str | None = None,
        *,
        timeout: float = 60.0,
        retries: int = 2,
    ) -> None:
        self._runner = asyncio.Runner()
        self._client = AsyncClient(base_url, api_key, timeout=timeout, retries=retries)

    def rerank(
        self, problem: Problem, candidates: Candidates, **options: Unpack[RerankOptions]
    ) -> Ranking:
        return self._runner.run(self._client.rerank(problem, candidates, **options))

    def best_of(
        self, problem: Problem, candidates: Candidates, **options: Unpack[BestOptions]
    ) -> Best:
        return self._runner.run(self._client.best_of(problem, candidates, **options))

    def score(self, groups: Sequence[Group], **options: Unpack[ScoreOptions]) -> Scores:
        return self._runner.run(self._client.score(groups, **options))

    def streamed(
        self, groups: Sequence[Group], **options: Unpack[ScoreOptions]
    ) -> list[ScoredGroup | FailedGroup]:
        async def collect() -> list[ScoredGroup | FailedGroup]:
            return [group async for group in self._client.stream(groups, **options)]

        return self._runner.run(collect())

    def feedback(self, reports: Sequence[Report]) -> Receipt:
        return self._runner.run(self._client.feedback(reports))

    def models(self) -> tuple[Model, ...]:
        return self._runner.run(self._client.models())

    def ready(self) -> bool:
        return self._runner.run(self._client.ready())

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()
