"""What a choice leans on besides correctness: places, lengths, and equal scores."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from statistics import fmean

from benchmarks.testbed.figures import AtPosition, Bias, Ties
from benchmarks.testbed.order_measures import choice_accuracy, tau_b
from benchmarks.testbed.reading import Read
from benchmarks.testbed.selection import accuracy, blind
from deskcheck_models.evaluation.bootstrap import Resampling, estimate


def bias(reads: Sequence[Read], resampling: Resampling) -> Bias:
    """Of the lists, of which there must be one; an unreadable verdict chooses nothing."""
    longest = [_longest(one) for one in reads]
    return Bias(
        by_position=_by_position(reads),
        first_chosen=fmean(_chosen(one, 0) for one in reads),
        first_by_chance=fmean(blind(one) for one in reads),
        longest_chosen=fmean(_chosen(*each) for each in zip(reads, longest, strict=True)),
        longest_by_chance=fmean(blind(one) for one in reads),
        longest_is_right=fmean(
            one.right == place for one, place in zip(reads, longest, strict=True)
        ),
        length_tau=estimate(resampling.mean([_length_tau(one) for one in reads])),
    )


def ties(reads: Sequence[Read]) -> Ties:
    """How often scores are exactly equal, in lists that were read."""
    orders = [one.orders for one in reads if one.orders is not None]
    if not orders:
        return Ties(0.0, 0.0)
    pairs = [one == other for each in orders for one, other in combinations(each, 2)]
    return Ties(fmean(pairs), fmean(each.count(max(each)) > 1 for each in orders))


def _by_position(reads: Sequence[Read]) -> tuple[AtPosition, ...]:
    found: dict[int, list[Read]] = defaultdict(list)
    for one in reads:
        found[one.right].append(one)
    return tuple(
        AtPosition(place + 1, len(each), fmean(map(accuracy, each)), fmean(map(blind, each)))
        for place, each in sorted(found.items())
    )


def _chosen(one: Read, place: int) -> float:
    return 0.0 if one.orders is None else choice_accuracy(one.orders, place)


def _longest(one: Read) -> int:
    """The candidate with the most characters, the first of several."""
    lengths = [len(program) for program in one.list.programs]
    return lengths.index(max(lengths))


def _length_tau(one: Read) -> float:
    """0 where there is no order to lean with."""
    lengths = [float(len(program)) for program in one.list.programs]
    return 0.0 if one.orders is None else tau_b(one.orders, lengths) or 0.0
