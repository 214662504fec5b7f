"""Figures over one list: exact, where equal orders count as one drawn at random."""

from collections.abc import Sequence
from itertools import combinations, groupby
from math import exp2, log2, sqrt

from deskcheck_models.evaluation.measures import Pairs


def choice_accuracy(orders: Sequence[float], right: int) -> float:
    """Chance that the right candidate is chosen, as the one of the highest order."""
    best = max(orders)
    return 1.0 / orders.count(best) if orders[right] == best else 0.0


def is_alone_best(orders: Sequence[float], right: int) -> bool:
    """Whether the right candidate is above every other one."""
    return choice_accuracy(orders, right) == 1.0


def truth_pairs(orders: Sequence[float], truths: Sequence[float]) -> Pairs:
    """How the pairs of candidates that are not equally good came out."""
    right = tied = count = 0
    for (order, truth), (other, worth) in combinations(zip(orders, truths, strict=True), 2):
        if truth == worth:
            continue
        count += 1
        tied += order == other
        right += (order > other) == (truth > worth) and order != other
    return Pairs(right, tied, count)


def tau_b(orders: Sequence[float], truths: Sequence[float]) -> float | None:
    """Kendall's tau-b of two orders; None where either is all ties, since it is undefined there.

    (concordant - discordant) over the geometric mean of the pairs untied in each.
    """
    concordant = discordant = in_orders = in_truths = 0
    for (order, truth), (other, worth) in combinations(zip(orders, truths, strict=True), 2):
        sign = (order - other) * (truth - worth)
        concordant += sign > 0
        discordant += sign < 0
        in_orders += order != other
        in_truths += truth != worth
    if not in_orders or not in_truths:
        return None
    return (concordant - discordant) / sqrt(in_orders * in_truths)


def ndcg(orders: Sequence[float], truths: Sequence[float]) -> float:
    """Discounted gain over the best possible; gain 2 ** truth - 1, discount 1 / log2(place + 1).

    Some truth must be above 0.
    """
    gains = [exp2(truth) - 1.0 for truth in truths]
    ideal = sum(gain / log2(place + 2) for place, gain in enumerate(sorted(gains, reverse=True)))
    found, place = 0.0, 0
    ranked = sorted(zip(orders, gains, strict=True), key=lambda one: -one[0])
    for _, equal in groupby(ranked, key=lambda one: one[0]):
        tied = [gain for _, gain in equal]
        discounts = sum(1 / log2(place + n + 2) for n in range(len(tied)))
        found += sum(tied) / len(tied) * discounts
        place += len(tied)
    return found / ideal
