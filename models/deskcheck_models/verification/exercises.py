"""The ways in which a subject is asked to score, each a chance for an engine to go wrong."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from deskcheck_models.verification.built_in_groups import BUILT_IN
from deskcheck_models.verification.filler import Filler
from deskcheck_models.verification.scope import Scope
from deskcheck_models.verification.subject import Measured, Sample, Subject

_RESTARTED = 9_001  # seeds of problems that no other exercise uses
_ABORTED = 8_001
_LONGEST = 7_001
_CACHED = 6_001
_GROUPS = 5_001


@dataclass(frozen=True, slots=True)
class Observed:
    """What came back for one sample."""

    sample: Sample
    measured: Measured


@dataclass(frozen=True, slots=True)
class Exercise:
    """What came back for all samples that were scored in one way."""

    name: str
    observed: tuple[Observed, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """All that a subject was asked; `golden` holds nothing where no golden scores are known."""

    exercises: tuple[Exercise, ...]
    built_in: Exercise
    golden: Exercise

    @property
    def compared(self) -> tuple[Exercise, ...]:
        """What is compared with transformers."""
        return (*self.exercises, self.built_in)


class Exercises:
    """Asks one subject; `limit` is the longest sequence that it scores."""

    def __init__(self, subject: Subject, filler: Filler, scope: Scope, limit: int) -> None:
        self._subject = subject
        self._filler = filler
        self._scope = scope
        self._limit = min(limit, scope.longest or limit)

    async def lengths(self) -> Exercise:
        """Programs alone, from one token to the longest that fits."""
        problem = "Sort."
        room = self._limit - self._filler.length(problem, "x")
        lengths = [length for length in self._scope.lengths if length <= room]
        programs = self._filler.programs(lengths, seed=1)
        programs.append(self._filler.longest(problem, self._limit, seed=2))
        observed = [await self._asked(problem, [program]) for program in programs]
        tokens = [one.measured.tokens for (one,) in observed]
        name = f"sequences of {min(tokens)} to {max(tokens)} tokens"
        return Exercise(name, tuple(one for (one,) in observed))

    async def groups(self) -> Exercise:
        """Groups of all sizes, with programs of unequal length."""
        observed: list[Observed] = []
        for place, size in enumerate(self._scope.groups):
            problem = self._filler.problem(_GROUPS + place)
            lengths = [1 + 53 * number % 120 for number in range(size)]
            observed += await self._asked(problem, self._programs(problem, lengths, place))
        sizes = self._scope.groups
        return Exercise(f"groups of {min(sizes)} to {max(sizes)} programs", tuple(observed))

    async def cached(self) -> Exercise:
        """A new problem, the same with other programs, and all of it again."""
        problem, first, second = self._two_halves(_CACHED)
        observed = [
            *await self._asked(problem, first),
            *await self._asked(problem, second),
            *await self._asked(problem, [*first, *second]),
        ]
        tokens = sum(one.measured.tokens for one in observed)
        cached = sum(one.measured.cached_tokens for one in observed)
        note = f"{cached} of {tokens} tokens from a cache"
        return Exercise("cache missed, then hit", tuple(observed), note)

    async def longest(self) -> Exercise:
        """Several of the longest at once: more tokens than an engine computes in one step."""
        problem = self._filler.problem(_LONGEST)
        count = self._scope.together
        programs = [self._filler.longest(problem, self._limit, seed) for seed in range(count)]
        observed = await self._asked(problem, programs)
        tokens = sum(one.measured.tokens for one in observed)
        return Exercise("the longest at once", tuple(observed), f"{tokens} tokens in one group")

    async def after_aborts(self) -> Exercise:
        """Half a group is cancelled while the other is scored; then the cancelled half is asked."""
        seconds = await self._seconds()
        observed: list[Observed] = []
        cancelled = 0
        for number in range(self._scope.aborts):
            problem, first, second = self._two_halves(_ABORTED + number)
            dropped = asyncio.create_task(self._asked(problem, first))
            kept = asyncio.create_task(self._asked(problem, second))
            await asyncio.sleep(seconds * (number + 1) / (self._scope.aborts + 1))
            cancelled += await _cancelled(dropped)
            observed += [*await kept, *await self._asked(problem, first)]
        note = f"{cancelled} of {self._scope.aborts} calls cancelled before they were done"
        return Exercise("after cancelled calls", tuple(observed), note)

    async def after_restart(self) -> Exercise:
        """A group asked of an engine that was closed and started again."""
        problem, first, second = self._two_halves(_RESTARTED)
        return Exercise("after a restart", tuple(await self._asked(problem, [*first, *second])))

    async def built_in(self) -> Exercise:
        """Real programs, right ones and others that are nearly so."""
        observed: list[Observed] = []
        for group in BUILT_IN:
            observed += await self._asked(group.problem, group.programs)
        return Exercise("built-in programs", tuple(observed))

    async def golden(self, samples: Sequence[Sample]) -> Exercise:
        """Samples of the caller, each alone."""
        observed = [await self._asked(one.problem, [one.program]) for one in samples]
        return Exercise("golden scores", tuple(one for (one,) in observed))

    async def _asked(self, problem: str, programs: Sequence[str]) -> list[Observed]:
        measured = await self._subject.scores(problem, programs)
        return [
            Observed(Sample(problem, program), one)
            for program, one in zip(programs, measured, strict=True)
        ]

    async def _seconds(self) -> float:
        """How long half a group takes."""
        problem, first, _ = self._two_halves(_ABORTED - 1)
        began = perf_counter()
        await self._asked(problem, first)
        return perf_counter() - began

    def _two_halves(self, seed: int) -> tuple[str, list[str], list[str]]:
        problem, count = self._filler.problem(seed), self._scope.halves
        programs = self._programs(problem, [30 + 17 * n % 200 for n in range(2 * count)], seed)
        return problem, programs[:count], programs[count:]

    def _programs(self, problem: str, lengths: Sequence[int], seed: int) -> list[str]:
        room = max(self._limit - self._filler.length(problem, "x"), 1)
        return self._filler.programs([min(length, room) for length in lengths], seed)


async def _cancelled(task: "asyncio.Task[list[Observed]]") -> bool:
    """Cancel it, and tell whether it was still at work; raises what it had failed with."""
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return True
    return False
