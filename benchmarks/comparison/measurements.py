"""What one way took for one problem, and what many such come to."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Measurement:
    """One way, one problem, its first `candidates` candidates; `passes` is the data's label.

    `selected` is the index of the chosen candidate. CPU seconds count the processes that worked.
    """

    way: str
    problem: str
    candidates: int
    seconds: float
    cpu_seconds: float
    selected: int
    passes: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """One way at one number of candidates, over problems; seconds are for one problem."""

    way: str
    candidates: int
    problems: int
    p50_seconds: float
    p95_seconds: float
    candidates_per_second: float
    cpu_seconds: float
    pass_rate: float


def figures(measurements: Sequence[Measurement]) -> Figures:
    """Sum up measurements of one way at one size; there must be one at least."""
    seconds = [one.seconds for one in measurements]
    candidates = sum(one.candidates for one in measurements)
    return Figures(
        way=measurements[0].way,
        candidates=measurements[0].candidates,
        problems=len(measurements),
        p50_seconds=round(percentile(seconds, 50), 5),
        p95_seconds=round(percentile(seconds, 95), 5),
        candidates_per_second=round(candidates / sum(seconds), 1),
        cpu_seconds=round(sum(one.cpu_seconds for one in measurements) / len(measurements), 4),
        pass_rate=round(sum(one.passes for one in measurements) / len(measurements), 4),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The percentile, between neighbours by a straight line."""
    return float(np.percentile(values, share))


class Measurements:
    """All of a run, in the order in which they were made."""

    def __init__(self, measured: Iterable[Measurement] = ()) -> None:
        self._all = list(measured)

    def add(self, measurement: Measurement) -> None:
        """Keep one."""
        self._all.append(measurement)

    def of(self, way: str, candidates: int) -> list[Measurement]:
        """Those of one way at one size."""
        return [one for one in self._all if (one.way, one.candidates) == (way, candidates)]

    def paired(
        self, way: str, other: str, candidates: int
    ) -> list[tuple[Measurement, Measurement]]:
        """Both ways' measurements of the problems that both have."""
        others = {one.problem: one for one in self.of(other, candidates)}
        return [
            (one, others[one.problem]) for one in self.of(way, candidates) if one.problem in others
        ]

    def table(self) -> list[dict[str, object]]:
        """The figures of every way at every size, as JSON, in the order of their first measure."""
        keys = dict.fromkeys((one.way, one.candidates) for one in self._all)
        return [asdict(figures(self.of(way, candidates))) for way, candidates in keys]
