"""How alike two scorings rank the same programs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class RankAgreement:
    """Pairs of programs that the expected scores tell apart, and how many keep their order."""

    pairs: int = 0
    kept: int = 0
    turned: int = 0  # neither kept nor turned: scored alike

    @property
    def tau(self) -> float | None:
        """Kendall's tau (kept minus turned, by pairs), 1 for the same order; None without pairs."""
        return (self.kept - self.turned) / self.pairs if self.pairs else None

    def __add__(self, other: "RankAgreement") -> "RankAgreement":
        return RankAgreement(
            self.pairs + other.pairs, self.kept + other.kept, self.turned + other.turned
        )


def rank_agreement(
    groups: Iterable[tuple[Sequence[float], Sequence[float]]], *, apart: float
) -> RankAgreement:
    """The agreement over pairs within each group of (expected, given) scores, none across groups.

    Pairs whose expected scores differ by less than `apart` are left out: rounding alone may turn
    them around, and rankings flag them as near ties.
    """
    agreements = (_within(expected, given, apart) for expected, given in groups)
    return sum(agreements, RankAgreement())


def _within(expected: Sequence[float], given: Sequence[float], apart: float) -> RankAgreement:
    gaps = [
        (expected[a] - expected[b], given[a] - given[b])
        for a, b in combinations(range(len(expected)), 2)
        if abs(expected[a] - expected[b]) >= apart
    ]
    kept = sum(wanted * got > 0 for wanted, got in gaps)
    turned = sum(wanted * got < 0 for wanted, got in gaps)
    return RankAgreement(len(gaps), kept, turned)
