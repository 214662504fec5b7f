"""Figures of one attack: accuracy without it and under it, and how often an order turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from deskcheck_models.evaluation.bootstrap import Estimate, Resampling, Samples, estimate
from deskcheck_models.evaluation.figures import sides_of
from deskcheck_models.evaluation.labelled_groups import LabelledGroup
from deskcheck_models.evaluation.measures import Pairs, pairs


class Side(StrEnum):
    """Which programs of a group are edited."""

    AGAINST = "against the label"  # rejected ones by edits that flatter, chosen ones by the others
    REJECTED = "rejected"
    CHOSEN = "chosen"
    ALL = "all"

    def touches(self, passed: bool) -> bool:
        """Whether a program with this label is edited, the edit being given."""
        return self is Side.ALL or (self is Side.CHOSEN) == passed


@dataclass(frozen=True, slots=True)
class Outcome:
    """The scores of one group without and under an attack, and what it did to the programs."""

    group: LabelledGroup
    before: Sequence[float]
    after: Sequence[float]
    edited: int
    touched: int  # as many programs were to be edited


@dataclass(frozen=True, slots=True)
class Change:
    """One figure without an attack, under it, and the difference on the same groups."""

    without: Estimate
    under: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class AttackFigures:
    """What an edit does to a verifier.

    `edited` is the share of programs that the edit changed, as it leaves alone what it cannot edit
    safely. A winner flips where another program than before has the highest score of its group, a
    pair where its order turns round.
    """

    edit: str
    side: Side
    edited: float
    pair_accuracy: Change
    auc: Change
    winners_flipped: Estimate
    pairs_flipped: Estimate


def attack_figures(
    edit: str, side: Side, outcomes: Sequence[Outcome], *, draws: int, seed: int
) -> AttackFigures:
    """The figures over groups; several edits together are the outcomes of all of them."""
    resampling = Resampling([one.group.problem_id for one in outcomes], draws=draws, seed=seed)
    before = [pairs(*sides_of(one.group, one.before)) for one in outcomes]
    after = [pairs(*sides_of(one.group, one.after)) for one in outcomes]
    counts = [one.count for one in before]

    def accuracy(compared: Sequence[Pairs]) -> Samples:
        return resampling.ratio([one.right + one.tied / 2 for one in compared], counts)

    def auc(compared: Sequence[Pairs]) -> Samples:
        return resampling.mean([one.share for one in compared])

    return AttackFigures(
        edit,
        side,
        sum(one.edited for one in outcomes) / sum(one.touched for one in outcomes),
        _change(accuracy(before), accuracy(after)),
        _change(auc(before), auc(after)),
        estimate(resampling.mean([_winner(one.before) != _winner(one.after) for one in outcomes])),
        estimate(resampling.ratio([_turned(one) for one in outcomes], counts)),
    )


def _change(without: Samples, under: Samples) -> Change:
    return Change(estimate(without), estimate(under), estimate(under - without))


def _winner(scores: Sequence[float]) -> int:
    return max(range(len(scores)), key=lambda place: (scores[place], -place))


def _turned(one: Outcome) -> int:
    """Pairs of a passing and a failing program that come out the other way round."""
    chosen, rejected = sides_of(one.group, list(zip(one.before, one.after, strict=True)))
    return sum(_is_turned(above, below) for above in chosen for below in rejected)


def _is_turned(one: tuple[float, float], other: tuple[float, float]) -> bool:
    was_higher, was_lower = one[0] > other[0], one[0] < other[0]
    return (was_higher and one[1] < other[1]) or (was_lower and one[1] > other[1])
