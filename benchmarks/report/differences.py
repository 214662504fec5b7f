"""What lies between two results of one benchmark, and whether it is more than noise.

Where both results keep samples of the same trials, such as problems, trials are paired and drawn
again by bootstrap. Else the intervals that the results state are held against each other, which is
coarser: overlapping ones can still hide a difference. Without either nothing can be told.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.report.intervals import Interval, mean_difference
from benchmarks.report.leaves import leaves
from benchmarks.report.result import Result
from benchmarks.report.testbed_verifiers import read_verifiers
from benchmarks.report.values import Values

FEWEST = 5  # paired trials of which an interval is drawn


class Verdict(StrEnum):
    """What may be said of a difference."""

    DIFFERS = "differs"
    NOISE = "within noise"
    UNKNOWN = "cannot be told"


@dataclass(frozen=True, slots=True)
class Paired:
    """A difference over the same trials; of a ratio it is how many times as much."""

    name: str
    before: float
    after: float
    difference: Interval
    ratio: bool
    trials: str

    @property
    def verdict(self) -> Verdict:
        """Noise where the interval holds what no change would give."""
        nothing = 1.0 if self.ratio else 0.0
        inside = self.difference.low <= nothing <= self.difference.high
        return Verdict.NOISE if inside else Verdict.DIFFERS


@dataclass(frozen=True, slots=True)
class Apart:
    """A figure of both results whose trials are not known."""

    name: str
    before: float
    after: float
    intervals: tuple[Interval, Interval] | None

    @property
    def verdict(self) -> Verdict:
        """By the overlap of the intervals."""
        if self.before == self.after:
            return Verdict.NOISE
        if self.intervals is None:
            return Verdict.UNKNOWN
        one, other = self.intervals
        overlap = one.low <= other.high and other.low <= one.high
        return Verdict.NOISE if overlap else Verdict.DIFFERS


def paired_differences(before: Result, after: Result) -> list[Paired]:
    """Of every figure whose trials both results keep."""
    if before.benchmark == "latency":
        return list(_of_latency(before.figures, after.figures))
    if before.benchmark == "testbed":
        return list(_of_testbed(before.figures, after.figures))
    return []


def other_differences(before: Result, after: Result) -> list[Apart]:
    """Of every figure that both results have under one name."""
    mine, theirs = leaves(before.figures.content), leaves(after.figures.content)
    found = []
    for name, one in mine.items():
        if (other := theirs.get(name)) is None:
            continue
        both = None
        if one.interval is not None and other.interval is not None:
            both = (one.interval, other.interval)
        found.append(Apart(name, one.value, other.value, both))
    return found


def _of_latency(before: Values, after: Values) -> Iterator[Paired]:
    if "samples" not in before or "samples" not in after:
        return
    one, other = before.child("samples"), after.child("samples")
    if one.integer("candidates") != other.integer("candidates"):
        return
    for kind, ratio in (("seconds", True), ("passes", False)):
        ways, others = one.child(kind), other.child(kind)
        for way in ways.names():
            if way in others:
                yield from _shared(f"{way}: {kind}", ways.child(way), others.child(way), ratio)


def _shared(name: str, before: Values, after: Values, ratio: bool) -> Iterator[Paired]:
    """Over the problems that both measured."""
    problems = [problem for problem in before.names() if problem in after]
    if len(problems) < FEWEST:
        return
    if ratio:
        mine, theirs = _logarithms(before, problems), _logarithms(after, problems)
    else:
        mine, theirs = ([each.number(one) for one in problems] for each in (before, after))
    found = mean_difference(mine, theirs, problems)
    levels = _mean(mine), _mean(theirs)
    if ratio:
        found = Interval(*(math.exp(each) for each in (found.value, found.low, found.high)))
        levels = math.exp(levels[0]), math.exp(levels[1])
    yield Paired(name, *levels, found, ratio, f"{len(problems)} problems")


def _of_testbed(before: Values, after: Values) -> Iterator[Paired]:
    """Splits that hold the same lists, verifiers of one name."""
    earlier = {one.label: one for one in read_verifiers(before)}
    for one in read_verifiers(after):
        if one.label not in earlier:
            continue
        mine, theirs = earlier[one.label].figures.child("right"), one.figures.child("right")
        for split in mine.names():
            if split in theirs and _same_lists(split, before, after):
                problems = after.child("splits").child(split).numbers("problem_of_list")
                name = f"{split}, {one.label}: right program chosen"
                yield from _signs(name, mine.text(split), theirs.text(split), problems)


def _same_lists(split: str, before: Values, after: Values) -> bool:
    sizes = [result.child("splits") for result in (before, after)]
    if not all(split in size for size in sizes):
        return False
    one, other = (size.child(split).text("fingerprint") for size in sizes)
    return one == other


def _signs(name: str, mine: str, theirs: str, problems: Sequence[float]) -> Iterator[Paired]:
    answered = [
        (float(a == "1"), float(b == "1"), problem)
        for a, b, problem in zip(mine, theirs, problems, strict=True)
        if "-" not in (a, b)
    ]
    if len(answered) < FEWEST:
        return
    before = [a for a, _, _ in answered]
    after = [b for _, b, _ in answered]
    clusters = [problem for *_, problem in answered]
    difference = mean_difference(before, after, clusters)
    trials = f"{len(answered)} lists of {len(set(clusters))} problems"
    yield Paired(name, _mean(before), _mean(after), difference, False, trials)


def _logarithms(values: Values, names: Sequence[str]) -> list[float]:
    return [math.log(values.positive(name)) for name in names]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def settings_changed(
    before: Mapping[str, object], after: Mapping[str, object]
) -> list[tuple[str, str, str]]:
    """Names whose values differ, with both; what only one has counts as a difference."""
    names = dict.fromkeys([*before, *after])
    return [
        (name, str(before.get(name, "none")), str(after.get(name, "none")))
        for name in names
        if before.get(name) != after.get(name)
    ]
