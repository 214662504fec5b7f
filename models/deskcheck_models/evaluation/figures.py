"""How well scores rank groups: figures with intervals, and the differences between two scorers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from deskcheck_models.evaluation.bootstrap import Estimate, Resampling, Samples, estimate
from deskcheck_models.evaluation.labelled_groups import LabelledGroup
from deskcheck_models.evaluation.measures import best_of, oracle, pairs, random_choice, tau_b

Score = TypeVar("Score")

SIZES = (2, 4, 8, 16)


@dataclass(frozen=True, slots=True)
class Selection:
    """Choosing the best-scored of up to `size` programs of a group."""

    size: int
    pass_rate: Estimate  # how often the chosen program passed
    gap_closed: Estimate  # share of the way from a random choice to the oracle


@dataclass(frozen=True, slots=True)
class Figures:
    """Ranking quality of one scorer over groups; or what one scorer has more than another."""

    pair_accuracy: Estimate  # over all pairs of all groups, a tie as one half
    tied_pairs: Estimate
    auc: Estimate  # within a group, the mean over groups
    tau_b: Estimate
    selections: tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What groups allow: chances of a random choice, and of the oracle for each of SIZES."""

    random_choice: float
    oracle: tuple[float, ...]
    large_enough: tuple[int, ...]  # groups with so many programs or more


@dataclass(frozen=True, slots=True)
class SampledFigures:
    """Figures on the data and on every draw, so that two scorers can be set against each other."""

    pair_accuracy: Samples
    tied_pairs: Samples
    auc: Samples
    tau_b: Samples
    pass_rates: tuple[Samples, ...]
    gaps_closed: tuple[Samples, ...]

    def figures(self) -> Figures:
        """Each figure with its interval."""
        return Figures(
            estimate(self.pair_accuracy),
            estimate(self.tied_pairs),
            estimate(self.auc),
            estimate(self.tau_b),
            tuple(
                Selection(size, estimate(rate), estimate(gap))
                for size, rate, gap in zip(SIZES, self.pass_rates, self.gaps_closed, strict=True)
            ),
        )

    def __sub__(self, other: "SampledFigures") -> "SampledFigures":
        return SampledFigures(
            self.pair_accuracy - other.pair_accuracy,
            self.tied_pairs - other.tied_pairs,
            self.auc - other.auc,
            self.tau_b - other.tau_b,
            _apart(self.pass_rates, other.pass_rates),
            _apart(self.gaps_closed, other.gaps_closed),
        )


def _apart(some: Sequence[Samples], others: Sequence[Samples]) -> tuple[Samples, ...]:
    return tuple(one - other for one, other in zip(some, others, strict=True))


class Trial:
    """Groups that several scorers are measured on, all with the same bootstrap draws.

    A score for every program of every group is what a scorer has to give; nothing drops out of a
    mean because somebody could not score it.
    """

    def __init__(self, groups: Sequence[LabelledGroup], resampling: Resampling) -> None:
        self.groups = groups
        self._resampling = resampling
        self._blind = resampling.mean([random_choice(group.passed) for group in groups])
        self._oracles = [
            resampling.mean([oracle(group.passed, size) for group in groups]) for size in SIZES
        ]

    def limits(self) -> Limits:
        """What the groups allow, whoever scores them."""
        return Limits(
            float(self._blind[0]),
            tuple(float(oracle[0]) for oracle in self._oracles),
            tuple(sum(len(group.programs) >= size for group in self.groups) for size in SIZES),
        )

    def sampled(self, scores: Sequence[Sequence[float]]) -> SampledFigures:
        """The figures of one scorer; `scores[i][j]` is that of program j of group i."""
        sides = [sides_of(group, one) for group, one in zip(self.groups, scores, strict=True)]
        compared = [pairs(*side) for side in sides]
        counts = [one.count for one in compared]
        rates = tuple(self._pass_rate(scores, size) for size in SIZES)
        return SampledFigures(
            self._resampling.ratio([one.right + one.tied / 2 for one in compared], counts),
            self._resampling.ratio([one.tied for one in compared], counts),
            self._resampling.mean([one.share for one in compared]),
            self._resampling.mean([tau_b(*side) for side in sides]),
            rates,
            tuple(map(self._gap_closed, rates, self._oracles)),
        )

    def _pass_rate(self, scores: Sequence[Sequence[float]], size: int) -> Samples:
        return self._resampling.mean(
            [
                best_of(one, group.passed, size)
                for group, one in zip(self.groups, scores, strict=True)
            ]
        )

    def _gap_closed(self, rate: Samples, best: Samples) -> Samples:
        # Never 0 by 0: among two programs or more, of both labels, the oracle beats a blind choice.
        closed: Samples = (rate - self._blind) / (best - self._blind)
        return closed


def sides_of(group: LabelledGroup, scores: Sequence[Score]) -> tuple[list[Score], list[Score]]:
    """The scores of the programs that passed, and of those that failed."""
    labelled = list(zip(scores, group.passed, strict=True))
    return (
        [score for score, passed in labelled if passed],
        [score for score, passed in labelled if not passed],
    )
