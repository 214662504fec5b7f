"""The ranking core: a group in, its ranking out. Server, command line and benchmarks all call
it."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from types import TracebackType

from deskcheck_extraction import Extraction
from deskcheck_models import duplicates
from deskcheck_models.engine import Engine, Logit
from deskcheck_models.errors import EngineError
from deskcheck_models.extractor import Extractor, InlineExtractor
from deskcheck_models.group import Group
from deskcheck_models.ranking import Judged, Result, best_first, rank, without_score
from deskcheck_models.text.problem import conversation
from deskcheck_models.text.truncation import Fitted, fit
from deskcheck_models.verifier import Verifier


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts of a group; the tokens of a duplicate or repeat count as sent and cached."""

    tokens: int = 0
    cached_tokens: int = 0
    candidates: int = 0
    duplicates: int = 0

    @property
    def computed_tokens(self) -> int:
        """Tokens that went through the model."""
        return self.tokens - self.cached_tokens

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.tokens + other.tokens,
            self.cached_tokens + other.cached_tokens,
            self.candidates + other.candidates,
            self.duplicates + other.duplicates,
        )


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds that a group spent in each phase."""

    extract: float = 0.0
    render: float = 0.0
    engine: float = 0.0
    rank: float = 0.0

    @property
    def total(self) -> float:
        """Seconds in all phases."""
        return self.extract + self.render + self.engine + self.rank


@dataclass(frozen=True, slots=True)
class Ranking:
    """The results of one group, in the order of its candidates."""

    results: tuple[Result, ...]
    usage: Usage
    timing: Timing

    @property
    def best_first(self) -> tuple[Result, ...]:
        """The results in the order of their rank."""
        return best_first(self.results)


class Reranker:
    """Ranks groups with one verifier on one engine; an async context manager that closes both.

    Unless it is told not to share duplicates, the same program is read once for all candidates of a
    group that hold it. Otherwise each of them is read, and none is called a duplicate. `adapters`
    are the names that a group may ask for.
    """

    def __init__(
        self,
        verifier: Verifier,
        engine: Engine,
        extractor: Extractor | None = None,
        *,
        share_duplicates: bool = True,
        adapters: Sequence[str] = (),
    ) -> None:
        self.verifier = verifier
        self.engine = engine
        self._extractor = extractor or InlineExtractor()
        self._share = share_duplicates
        self.adapters = tuple(adapters)

    @property
    def max_tokens(self) -> int:
        """The longest sequence that engine and verifier both read."""
        return min(self.engine.max_tokens, self.verifier.max_tokens or self.engine.max_tokens)

    async def rerank(self, group: Group) -> Ranking:
        """Rank one group.

        Raises ProblemError for a problem that cannot be rendered and EngineError where the forward
        pass failed or the adapter is not served; whatever is odd about a single candidate stands in
        its result.
        """
        if group.adapter is not None and group.adapter not in self.adapters:
            raise EngineError(f"no adapter {group.adapter!r} is served; leave it out")
        conversation(group.problem)
        clock = _Clock()
        extractions = await self._extractor.extract(group)
        sources = duplicates.sources(extractions, share=self._share)
        extract = clock.lap()
        fitted = await self._fitted(group, extractions, sources)
        render = clock.lap()
        logits = await self._logits(fitted, group.adapter)
        engine = clock.lap()
        judged = self._judged(group, extractions, sources, fitted, logits)
        results = rank(judged, resolution=self.engine.resolution)
        timing = Timing(extract, render, engine, clock.lap())
        return Ranking(results, _usage(judged), timing)

    async def _fitted(
        self, group: Group, extractions: Sequence[Extraction], sources: Sequence[int | None]
    ) -> Fitted | None:
        """Token ids of the programs to be read, in the order of their first candidates."""
        programs = [extractions[index].program for index in duplicates.firsts(sources)]
        if not programs:
            return None
        return await asyncio.to_thread(self._read, group, programs)

    def _read(self, group: Group, programs: Sequence[str]) -> Fitted:
        rendered = self.verifier.text.render(group.problem, programs)
        encoded = self.verifier.text.encode(rendered)
        fitted = fit(encoded, self.max_tokens, group.truncation)
        return duplicates.without_repeats(fitted) if self._share else fitted

    async def _logits(self, fitted: Fitted | None, adapter: str | None) -> Sequence[Logit | None]:
        """One per program, None for one that does not fit."""
        if fitted is None:
            return ()
        tokens = replace(fitted.tokens, adapter=adapter)
        suffixes = tokens.suffixes
        logits = await self.engine.score(tokens) if suffixes else ()
        if len(logits) != len(suffixes):
            raise EngineError(f"the engine gave {len(logits)} scores for {len(suffixes)} programs")
        return duplicates.logits_of_programs(fitted, logits)

    def _judged(
        self,
        group: Group,
        extractions: Sequence[Extraction],
        sources: Sequence[int | None],
        fitted: Fitted | None,
        logits: Sequence[Logit | None],
    ) -> list[Judged]:
        places = {index: place for place, index in enumerate(duplicates.firsts(sources))}
        judged: list[Judged] = []
        for index, (candidate, extraction) in enumerate(
            zip(group.candidates, extractions, strict=True)
        ):
            one = Judged(index, candidate.id, extraction, truncated=extraction.truncated)
            source = sources[index]
            if source is not None and fitted is not None:
                duplicate = source if source != index else None
                one = self._scored(one, fitted, places[source], logits, duplicate)
            judged.append(one)
        return judged

    def _scored(
        self,
        one: Judged,
        fitted: Fitted,
        place: int,
        logits: Sequence[Logit | None],
        duplicate_of: int | None,
    ) -> Judged:
        """The candidate with the logit of its program, or with the reason why there is none."""
        tokens, logit = fitted.lengths[place], logits[place]
        if logit is None:
            return without_score(one, "too_long", self._too_long(tokens))
        scored = replace(
            one,
            score=logit.score,
            tokens=tokens,
            cached_tokens=logit.cached_tokens if duplicate_of is None else tokens,
            truncated=one.truncated or fitted.truncated[place],
            duplicate_of=duplicate_of,
        )
        if math.isfinite(logit.score):
            return scored
        return without_score(
            scored, "score_not_finite", f"the verifier's score is {logit.score}: check its weights"
        )

    def _too_long(self, tokens: int) -> str:
        return (
            f"{tokens} tokens with the problem, and the verifier reads {self.max_tokens}: "
            "shorten the program or the problem, or allow it with truncation"
        )

    async def close(self) -> None:
        """Close the extractor and the engine."""
        await self._extractor.close()
        await self.engine.close()

    async def __aenter__(self) -> "Reranker":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def _usage(judged: Sequence[Judged]) -> Usage:
    return Usage(
        tokens=sum(one.tokens for one in judged),
        cached_tokens=sum(one.cached_tokens for one in judged),
        candidates=len(judged),
        duplicates=sum(one.duplicate_of is not None for one in judged),
    )


class _Clock:
    """Seconds since the last lap."""

    def __init__(self) -> None:
        self._last = perf_counter()

    def lap(self) -> float:
        now = perf_counter()
        seconds, self._last = now - self._last, now
        return seconds
