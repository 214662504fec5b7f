"""How much `benchmarks.throughput` measures."""

from dataclasses import dataclass

from benchmarks.prefix_saving import SIZES


@dataclass(frozen=True, slots=True)
class Plan:
    """Rounds after the first, which warms up, and groups in each.

    `long_rounds` are those in which the engine alone is compared with HTTP, over all
    groups, so that what the last ones wait for weighs little. The large verifier reads
    `large_candidates` programs of `large_groups` groups in each of its rounds.
    """

    rounds: int
    groups: int
    long_rounds: int
    drawn_groups: int
    large_rounds: int
    large_groups: int
    large_candidates: int
    starts: int
    variants: bool

    @property
    def distinct(self) -> int:
        """Groups that are read without duplicates; the large verifier reads the same again."""
        return (self.rounds + 1) * self.groups + len(SIZES)

    @property
    def needed(self) -> int:
        """Groups in all: candidate sets as they are take problems that are new to every cache."""
        return self.distinct + (self.rounds + 1) * self.drawn_groups


FULL = Plan(
    rounds=5,
    groups=7,
    long_rounds=11,
    drawn_groups=4,
    large_rounds=9,
    large_groups=2,
    large_candidates=6,
    starts=3,
    variants=True,
)
QUICK = Plan(
    rounds=5,
    groups=9,
    long_rounds=5,
    drawn_groups=1,
    large_rounds=3,
    large_groups=1,
    large_candidates=2,
    starts=1,
    variants=False,
)
