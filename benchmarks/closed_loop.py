"""Groups through several ways of scoring by turns, so many groups at a time."""

import asyncio
import statistics
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from benchmarks.load import LoadGroup
from benchmarks.own_process import OwnProcess

Scores = list[list[float]]

# vLLM's processes look for more work for a second after the last of it, each on a core.
REST_SECONDS = 1.3


@dataclass(frozen=True, slots=True)
class Way:
    """One way of scoring a group; `process` is its server, None where it is this process."""

    name: str
    score: Callable[[LoadGroup], Awaitable[list[float]]]
    process: OwnProcess | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """What one way took for the groups of one round, and the scores that it gave."""

    seconds: float
    group_seconds: tuple[float, ...]
    processor_seconds: float
    scores: Scores

    @property
    def rate(self) -> float:
        """Candidates per second."""
        return sum(map(len, self.scores)) / self.seconds


@dataclass(frozen=True, slots=True)
class Figures:
    """Over all rounds of one way; the processor time is that of its server, 0 without one."""

    candidates_per_second: float
    slowest: float
    fastest: float
    p50_milliseconds: float
    p99_milliseconds: float
    processor_milliseconds: float


async def by_turns(
    ways: Sequence[Way],
    rounds: Sequence[Sequence[LoadGroup]],
    at_once: int,
    rest_seconds: float = REST_SECONDS,
) -> dict[str, list[Round]]:
    """Every way scores the groups of every round, beginning with another way in each.

    Before each turn all rest, so that no server is still busy with its last one.
    """
    done: dict[str, list[Round]] = {way.name: [] for way in ways}
    for number, groups in enumerate(rounds):
        first = number % len(ways)
        for way in (*ways[first:], *ways[:first]):
            await asyncio.sleep(rest_seconds)
            done[way.name].append(await _one_round(way, groups, at_once))
    return done


async def _one_round(way: Way, groups: Sequence[LoadGroup], at_once: int) -> Round:
    gate = asyncio.Semaphore(at_once)
    times: list[float] = []

    async def one(group: LoadGroup) -> list[float]:
        async with gate:
            started = perf_counter()
            scores = await way.score(group)
            times.append(perf_counter() - started)
            return scores

    computed = _processor_seconds(way)
    started = perf_counter()
    scores = list(await asyncio.gather(*map(one, groups)))
    seconds = perf_counter() - started
    return Round(seconds, tuple(times), _processor_seconds(way) - computed, scores)


def _processor_seconds(way: Way) -> float:
    return way.process.processor_seconds() if way.process else 0.0


def figures(rounds: Sequence[Round]) -> Figures:
    """Medians and spread."""
    rates = [one.rate for one in rounds]
    milliseconds = [1000 * seconds for one in rounds for seconds in one.group_seconds]
    computed = 1000 * sum(one.processor_seconds for one in rounds) / len(milliseconds)
    return Figures(
        candidates_per_second=round(statistics.median(rates), 2),
        slowest=round(min(rates), 2),
        fastest=round(max(rates), 2),
        p50_milliseconds=round(statistics.median(milliseconds), 1),
        p99_milliseconds=round(float(np.quantile(milliseconds, 0.99)), 1),
        processor_milliseconds=round(computed, 1),
    )


def rate_ratio(own: Sequence[Round], peer: Sequence[Round]) -> float:
    """Candidates per second over those of a peer, within a round; the median over the rounds."""
    ratios = [ours.rate / theirs.rate for ours, theirs in zip(own, peer, strict=True)]
    return round(statistics.median(ratios), 3)


def p50_ratio(own: Sequence[Round], peer: Sequence[Round]) -> float:
    """A group's median seconds over those of a peer, within a round; the median over the rounds."""
    ratios = [
        statistics.median(ours.group_seconds) / statistics.median(theirs.group_seconds)
        for ours, theirs in zip(own, peer, strict=True)
    ]
    return round(statistics.median(ratios), 3)


def check_same(expected: Scores, given: Mapping[str, Scores], tolerance: float) -> None:
    """Raise SystemExit, naming the way, where a score is further off than the tolerance."""
    for name, scores in given.items():
        error = largest_error(expected, scores)
        if not error <= tolerance:  # NaN is no agreement either
            raise SystemExit(f"{name} is off by {error:.2g}, and {tolerance:g} is allowed")


def check_rounds(done: Mapping[str, Sequence[Round]], right: str, tolerance: float) -> None:
    """Raise SystemExit where a way gives other scores than the one that is right in any round."""
    for at, expected in enumerate(done[right]):
        given = {name: each[at].scores for name, each in done.items()}
        check_same(expected.scores, given, tolerance)


def largest_error(expected: Scores, given: Scores) -> float:
    """The largest difference between two scores of the same candidate."""
    pairs = zip(expected, given, strict=True)
    return max(float(np.abs(np.subtract(one, other)).max()) for one, other in pairs)


def same_best(expected: Scores, given: Scores) -> float:
    """In which share of the groups both put the same candidate first, alone."""
    pairs = list(zip(expected, given, strict=True))
    agreed = [
        other.count(max(other)) == 1 and int(np.argmax(one)) == int(np.argmax(other))
        for one, other in pairs
    ]
    return sum(agreed) / len(agreed)
