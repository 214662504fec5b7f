"""How often the right candidate of a list is chosen, and how often the best of a group passed."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean

from benchmarks.testbed.figures import BestOf, OfLength, Selection
from benchmarks.testbed.order_measures import choice_accuracy
from benchmarks.testbed.reading import Read
from deskcheck_models.evaluation.bootstrap import Resampling, estimate
from deskcheck_models.evaluation.figures import SIZES, Figures, Limits


def accuracy(one: Read) -> float:
    """Chance that the right candidate is chosen; an unreadable verdict is a wrong one."""
    return 0.0 if one.orders is None else choice_accuracy(one.orders, one.right)


def blind(one: Read) -> float:
    """Chance that a blind choice is right."""
    return 1.0 / len(one.list.programs)


def selection(
    reads: Sequence[Read], resampling: Resampling, groups: tuple[Figures, Limits] | None
) -> Selection:
    """Of lists, of which there must be one, and of free groups where there are any."""
    return Selection(
        estimate(resampling.mean([accuracy(one) for one in reads])),
        fmean(blind(one) for one in reads),
        _by_length(reads),
        _best_of(*groups) if groups else (),
    )


def _by_length(reads: Sequence[Read]) -> tuple[OfLength, ...]:
    found: dict[int, list[float]] = defaultdict(list)
    for one in reads:
        found[len(one.list.programs)].append(accuracy(one))
    return tuple(
        OfLength(length, len(each), fmean(each), 1.0 / length)
        for length, each in sorted(found.items())
    )


def _best_of(figures: Figures, limits: Limits) -> tuple[BestOf, ...]:
    return tuple(
        BestOf(size, large, one.pass_rate, one.gap_closed, limits.random_choice, oracle)
        for size, large, one, oracle in zip(
            SIZES, limits.large_enough, figures.selections, limits.oracle, strict=True
        )
    )
