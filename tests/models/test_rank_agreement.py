"""Kendall's tau over pairs: parity with scipy, and what scores that are no numbers do to it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.verification.rank_agreement import RankAgreement, rank_agreement
from deskcheck_models.verification.tolerance import GOLDEN_TOLERANCES, TOLERANCES, Tolerance

stats = pytest.importorskip("scipy.stats")

_orders = st.integers(2, 12).flatmap(lambda size: st.permutations(range(size)))


@given(_orders)
def test_tau_is_scipys_where_no_two_scores_are_equal(order: list[int]) -> None:
    """All pairs of one group."""
    expected, found = list(map(float, range(len(order)))), list(map(float, order))
    tau = rank_agreement([(expected, found)], apart=0.5).tau

    assert tau == pytest.approx(float(stats.kendalltau(expected, found).statistic), abs=1e-12)


@given(st.lists(_orders, max_size=4))
def test_groups_add_up_pair_by_pair(orders: list[list[int]]) -> None:
    """A large group weighs by its pairs; pairs across groups do not count."""
    groups = [(list(map(float, range(len(one)))), list(map(float, one))) for one in orders]
    alone = [rank_agreement([group], apart=0.5) for group in groups]
    together = rank_agreement(groups, apart=0.5)

    assert together == sum(alone, RankAgreement())
    assert together.pairs == sum(len(one) * (len(one) - 1) // 2 for one in orders)


@given(_orders)
def test_turning_a_ranking_around_turns_the_sign(order: list[int]) -> None:
    """Kept pairs become turned ones."""
    expected = list(map(float, range(len(order))))
    there = rank_agreement([(expected, [float(one) for one in order])], apart=0.5)
    back = rank_agreement([(expected, [-float(one) for one in order])], apart=0.5)

    assert (back.kept, back.turned) == (there.turned, there.kept)


def test_a_score_that_is_no_number_keeps_no_pair() -> None:
    """A verifier that gives NaN cannot agree: of three pairs one is left."""
    found = rank_agreement([([1.0, 2.0, 3.0], [1.0, math.nan, 3.0])], apart=0.5)

    assert found == RankAgreement(pairs=3, kept=1, turned=0)
    assert found.tau == pytest.approx(1 / 3)


@pytest.mark.parametrize(("apart", "pairs"), [(0.25, 3), (0.5, 3), (0.75, 1), (1.0, 1), (1.25, 0)])
def test_pairs_as_far_apart_as_asked_count(apart: float, pairs: int) -> None:
    """Gaps of a half, a half and one."""
    scores = [0.0, 0.5, 1.0]

    assert rank_agreement([(scores, scores)], apart=apart).pairs == pairs


@pytest.mark.parametrize("scores", [[], [1.0]])
def test_a_group_without_a_pair_has_no_tau(scores: list[float]) -> None:
    """Neither 0 nor 1 would be true."""
    assert rank_agreement([(scores, scores)], apart=0.0).tau is None


def test_a_tolerance_grows_with_the_largest_score_of_either_sign() -> None:
    """0.5 and a quarter of 8."""
    tolerance = Tolerance(0.5, 0.25)

    assert tolerance.among([1.0, -8.0, 3.0]) == 2.5
    assert tolerance.among([]) == 0.5


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_published_scores_are_never_held_to_more_than_own_ones(precision: str) -> None:
    """They were rounded to three decimals."""
    own = {str(name): one for name, one in TOLERANCES.items()}[precision]
    golden = {str(name): one for name, one in GOLDEN_TOLERANCES.items()}[precision]

    assert golden.absolute > own.absolute
    assert golden.relative >= own.relative
