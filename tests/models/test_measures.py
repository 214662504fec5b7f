"""Ranking figures against the slowest computation that is obviously right."""

import random
from collections.abc import Sequence
from itertools import combinations, permutations
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.evaluation.measures import (
    Pairs,
    auc,
    best_of,
    oracle,
    pairs,
    random_choice,
    tau_b,
)

scores = st.lists(st.sampled_from([-2.0, -0.5, 0.0, 1.5, 3.0]), min_size=1, max_size=4)
labelled = st.lists(
    st.tuples(st.sampled_from([-1.0, 0.0, 0.5, 2.0]), st.booleans()), min_size=1, max_size=6
)
sizes = st.integers(1, 8)


def _order(one: float, other: float) -> int:
    return (one > other) - (one < other)


def _slow_tau_b(values: Sequence[float], truths: Sequence[float]) -> float:
    """Kendall's definition, over every pair of places."""
    agreed = untied_values = untied_truths = 0
    for one, other in combinations(range(len(values)), 2):
        first, second = _order(values[one], values[other]), _order(truths[one], truths[other])
        agreed += first * second
        untied_values += first != 0
        untied_truths += second != 0
    return agreed / sqrt(untied_values * untied_truths) if untied_values else 0.0


def _slow_best_of(values: Sequence[float], passed: Sequence[bool], size: int) -> float:
    """Draw every subset, and break its ties in every order."""
    won: list[bool] = []
    for drawn in combinations(range(len(values)), min(size, len(values))):
        for order in permutations(drawn):
            won.append(passed[max(order, key=lambda place: values[place])])
    return sum(won) / len(won)


@pytest.mark.parametrize(
    ("chosen", "rejected", "expected"),
    [([3.0, 2.0], [1.0], 1.0), ([1.0], [1.0], 0.5), ([0.0, 2.0], [1.0], 0.5), ([0.0], [1.0], 0.0)],
)
def test_auc_counts_pairs_in_the_right_order(
    chosen: list[float], rejected: list[float], expected: float
) -> None:
    """A tie is half a pair."""
    assert auc(chosen, rejected) == expected


def test_pairs_tell_ties_from_errors() -> None:
    """Of two by three pairs two are right, one is tied, and three are the wrong way round."""
    assert pairs([2.0, 0.0], [1.0, 2.0, 0.5]) == Pairs(right=2, tied=1, count=6)


@given(scores, scores)
def test_turning_the_labels_round_turns_figures_round(one: list[float], other: list[float]) -> None:
    """The two areas sum to 1, and tau-b changes its sign."""
    assert auc(one, other) + auc(other, one) == pytest.approx(1.0)
    assert tau_b(one, other) == pytest.approx(-tau_b(other, one))


@given(scores, scores)
def test_auc_and_tau_b_depend_on_the_order_alone(one: list[float], other: list[float]) -> None:
    """Logits, rewards and ranks give the same figures."""
    stretched = [[7 * score**3 - 40 for score in side] for side in (one, other)]

    assert auc(*stretched) == auc(one, other)
    assert tau_b(*stretched) == tau_b(one, other)


@given(scores, scores)
def test_tau_b_is_kendalls_definition(one: list[float], other: list[float]) -> None:
    """With the labels as 1 and 0."""
    truths = [1.0] * len(one) + [0.0] * len(other)

    assert tau_b(one, other) == pytest.approx(_slow_tau_b([*one, *other], truths))


@pytest.mark.parametrize(
    ("chosen", "rejected", "expected"),
    [
        ([2.0], [1.0], 1.0),
        ([2.0, 3.0], [1.0], 2 / sqrt(6)),  # two pairs agree; 3 differ in score, 2 in label
        ([2.0, 2.0], [1.0], 1.0),  # two pairs agree, and as many differ in score
        ([1.0, 3.0], [2.0, 0.0], (3 - 1) / sqrt(6 * 4)),
    ],
)
def test_tau_b_of_small_groups_by_hand(
    chosen: list[float], rejected: list[float], expected: float
) -> None:
    """A perfect order of more than two programs is below 1, as labels are tied among them."""
    assert tau_b(chosen, rejected) == pytest.approx(expected)


def test_scores_that_say_nothing_are_neither_right_nor_wrong() -> None:
    """An undefined tau-b counts 0 and not -1: blind order must not fall below chance."""
    assert tau_b([1.0, 1.0], [1.0]) == 0.0
    assert auc([1.0, 1.0], [1.0]) == 0.5
    assert best_of([1.0, 1.0, 1.0], [True, True, False], 2) == pytest.approx(2 / 3)


def test_a_blind_order_has_a_mean_tau_b_of_0() -> None:
    """Over all orders of five programs, exactly."""
    orders = list(permutations([1.0, 2.0, 3.0, 4.0, 5.0]))

    assert sum(tau_b(order[:2], order[2:]) for order in orders) == pytest.approx(0.0, abs=1e-9)


@given(labelled, sizes)
def test_best_of_is_the_mean_over_all_subsets(
    programs: list[tuple[float, bool]], size: int
) -> None:
    """Counting gives what drawing every subset gives."""
    values, passed = zip(*programs, strict=True)

    assert best_of(values, passed, size) == pytest.approx(_slow_best_of(values, passed, size))


@given(labelled, sizes)
def test_the_oracle_is_the_mean_over_all_subsets(
    programs: list[tuple[float, bool]], size: int
) -> None:
    """Whether any program of a subset passed."""
    _, passed = zip(*programs, strict=True)
    drawn = list(combinations(passed, min(size, len(passed))))

    assert oracle(passed, size) == pytest.approx(sum(map(any, drawn)) / len(drawn))


@given(labelled, sizes)
def test_no_scores_beat_the_oracle(programs: list[tuple[float, bool]], size: int) -> None:
    """And scores that are the labels reach it."""
    values, passed = zip(*programs, strict=True)

    assert best_of(values, passed, size) <= oracle(passed, size) + 1e-12
    assert best_of([float(one) for one in passed], passed, size) == pytest.approx(
        oracle(passed, size)
    )


@given(labelled)
def test_best_of_one_is_a_random_choice(programs: list[tuple[float, bool]]) -> None:
    """Whatever the scores are."""
    values, passed = zip(*programs, strict=True)

    assert best_of(values, passed, 1) == pytest.approx(random_choice(passed))


def test_best_of_more_than_there_are_is_the_top_score() -> None:
    """Nothing is left to chance when everything is drawn."""
    assert best_of([1.0, 3.0, 2.0], [False, True, False], 16) == 1.0
    assert best_of([3.0, 1.0, 2.0], [False, True, False], 3) == 0.0


def test_programs_without_a_score_count_as_the_worst() -> None:
    """Minus infinity is below every number, and equal to itself."""
    unread = float("-inf")

    assert auc([unread, 1.0], [unread, 0.0]) == 0.625
    assert best_of([unread, -9.0], [True, False], 2) == 0.0
    assert tau_b([1.0], [unread]) == 1.0


def test_counting_agrees_with_many_draws() -> None:
    """For a group of twenty, where subsets are too many to list."""
    chance = random.Random(1)
    values = [chance.random() for _ in range(20)]
    passed = [chance.random() < 0.4 for _ in range(20)]
    drawn = [chance.sample(range(20), 8) for _ in range(4000)]
    won = [passed[max(places, key=lambda place: values[place])] for places in drawn]

    assert best_of(values, passed, 8) == pytest.approx(sum(won) / len(won), abs=0.03)
