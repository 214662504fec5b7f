"""The measures of one list: what holds for any scores, against counting by hand."""

import math
from itertools import permutations
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.testbed.order_measures import (
    choice_accuracy,
    is_alone_best,
    ndcg,
    tau_b,
    truth_pairs,
)

LEVELS = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
LISTS = st.lists(st.tuples(LEVELS, LEVELS), min_size=2, max_size=5)


def both(pairs: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Orders and truths."""
    return [one for one, _ in pairs], [other for _, other in pairs]


@given(pairs=LISTS)
def test_turning_an_order_round_turns_its_tau_round(pairs: list[tuple[float, float]]) -> None:
    """What agreed disagrees now; where it is undefined it stays so."""
    orders, truths = both(pairs)
    tau = tau_b(orders, truths)
    turned = tau_b([-one for one in orders], truths)

    assert (tau is None) == (turned is None)
    assert tau is None or turned == pytest.approx(-tau)


@given(pairs=LISTS)
def test_tau_lies_between_minus_one_and_one(pairs: list[tuple[float, float]]) -> None:
    """And is the same from either side."""
    orders, truths = both(pairs)
    tau = tau_b(orders, truths)

    assert tau == tau_b(truths, orders)
    assert tau is None or -1.0 - 1e-12 <= tau <= 1.0 + 1e-12


@given(truths=st.lists(LEVELS, min_size=2, max_size=5))
def test_an_order_agrees_with_itself_entirely(truths: list[float]) -> None:
    """Unless it is no order at all."""
    assert tau_b(truths, truths) == (1.0 if len(set(truths)) > 1 else None)


@given(pairs=LISTS)
def test_pairs_are_those_of_different_truth(pairs: list[tuple[float, float]]) -> None:
    """Each is right, tied, or wrong."""
    orders, truths = both(pairs)
    found = truth_pairs(orders, truths)
    different = sum(a != b for n, a in enumerate(truths) for b in truths[n + 1 :])

    assert found.count == different
    assert 0 <= found.right + found.tied <= found.count


@given(pairs=LISTS)
def test_what_was_right_is_wrong_in_the_reverse(pairs: list[tuple[float, float]]) -> None:
    """Ties stay ties."""
    orders, truths = both(pairs)
    found = truth_pairs(orders, truths)
    turned = truth_pairs([-one for one in orders], truths)

    assert turned.tied == found.tied
    assert turned.right == found.count - found.tied - found.right


@given(pairs=LISTS)
def test_the_order_of_the_candidates_does_not_matter(pairs: list[tuple[float, float]]) -> None:
    """Only their scores do."""
    orders, truths = both(pairs)
    turned_orders, turned_truths = both(pairs[::-1])

    assert truth_pairs(orders, truths) == truth_pairs(turned_orders, turned_truths)
    assert tau_b(orders, truths) == tau_b(turned_orders, turned_truths)


@given(pairs=LISTS.filter(lambda pairs: any(truth for _, truth in pairs)))
def test_no_order_gains_more_than_the_best(pairs: list[tuple[float, float]]) -> None:
    """And each gains something, since something is good."""
    orders, truths = both(pairs)
    gained = ndcg(orders, truths)

    assert 0.0 < gained <= 1.0 + 1e-12
    assert ndcg(truths, truths) == pytest.approx(1.0)


@given(truths=st.lists(LEVELS, min_size=2, max_size=4).filter(any))
def test_equal_scores_gain_what_a_random_order_gains(truths: list[float]) -> None:
    """The mean over all orders of the candidates."""
    places = [float(place) for place in range(len(truths))]
    expected = fmean(ndcg(order, truths) for order in permutations(places))

    assert ndcg([1.0] * len(truths), truths) == pytest.approx(expected)


def test_a_gain_is_discounted_by_the_logarithm_of_its_place() -> None:
    """The right one second of two: 1 / log2(3)."""
    assert ndcg([2.0, 1.0], [0.0, 1.0]) == pytest.approx(1 / math.log2(3))


def test_a_program_without_a_score_is_behind_all_others() -> None:
    """Minus infinity is an order like any other."""
    assert ndcg([-math.inf, 0.5], [1.0, 0.0]) == pytest.approx(1 / math.log2(3))
    assert choice_accuracy([-math.inf, 0.5], 0) == 0.0


@given(orders=st.lists(LEVELS, min_size=1, max_size=6), right=st.data())
def test_a_choice_among_equal_best_is_a_draw(orders: list[float], right: st.DataObject) -> None:
    """The right one has its share of it."""
    place = right.draw(st.integers(0, len(orders) - 1))
    chance = choice_accuracy(orders, place)

    assert chance in (0.0, 1 / orders.count(max(orders)))
    assert is_alone_best(orders, place) == (chance == 1.0)


@pytest.mark.parametrize(
    ("orders", "right", "chance"),
    [
        ([1.0, 0.5], 0, 1.0),
        ([1.0, 0.5], 1, 0.0),
        ([1.0, 1.0, 0.5], 1, 0.5),
        ([1.0, 1.0, 1.0], 2, 1 / 3),
        ([-math.inf, -math.inf], 0, 0.5),
    ],
)
def test_the_chance_of_a_right_choice_by_hand(
    orders: list[float], right: int, chance: float
) -> None:
    """One, none, or a share."""
    assert choice_accuracy(orders, right) == pytest.approx(chance)
