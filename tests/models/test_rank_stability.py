"""A ranking depends on what candidates are, and on their order only where they are equal."""

from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.ranking import best_first, rank
from deskcheck_models.shaping import reward, softplus
from tests.models.judged_candidate import judged

_scores = st.floats(-50, 50).map(lambda score: round(score, 1))
_kinds = st.tuples(st.none() | _scores, st.sampled_from([True, False, None]))


@given(st.lists(_kinds, max_size=10), st.randoms(use_true_random=False))
def test_kinds_come_in_the_same_order_however_candidates_are_sent(
    kinds: list[tuple[float | None, bool | None]], chance: Random
) -> None:
    """Score, reward and, of those with a score, validity at each rank."""
    order = list(kinds)
    chance.shuffle(order)

    def ranked(sent: list[tuple[float | None, bool | None]]) -> list[tuple[object, ...]]:
        results = rank([judged(n, *kind) for n, kind in enumerate(sent)], resolution=0.05)
        return [
            (
                one.judged.score,
                one.judged.score is not None and one.judged.extraction.valid,
                one.reward,
                one.near_tie,
            )
            for one in best_first(results)
        ]

    assert ranked(order) == ranked(kinds)


@given(st.lists(_kinds, max_size=10))
def test_equal_candidates_keep_the_order_in_which_they_were_sent(
    kinds: list[tuple[float | None, bool | None]],
) -> None:
    """Of one kind, the earlier has the better rank."""
    results = rank([judged(n, *kind) for n, kind in enumerate(kinds)], resolution=0.05)
    for earlier, one in enumerate(kinds):
        for later in range(earlier + 1, len(kinds)):
            if kinds[later] == one:
                assert results[earlier].rank < results[later].rank


def test_every_order_of_the_four_kinds_gives_one_ranking() -> None:
    """A valid program with the worst score stands above an unknown one with the best."""
    kinds = {
        "valid": (-50.0, True),
        "unknown": (50.0, None),
        "failed": (None, True),
        "invalid": (None, False),
    }
    for names in permutations(kinds):
        sent = [judged(place, *kinds[name], name) for place, name in enumerate(names)]
        ordered = best_first(rank(sent, resolution=1.0))

        assert [one.judged.id for one in ordered] == list(kinds)


def test_zero_has_no_sign() -> None:
    """Two zeros keep the order of their candidates and are a near tie."""
    results = rank([judged(0, -0.0, True), judged(1, 0.0, True)], resolution=1e-6)

    assert [one.rank for one in results] == [1, 2]
    assert [one.near_tie for one in results] == [True, True]


@pytest.mark.parametrize(("gap", "tied"), [(0.0, True), (0.25, True), (0.5, False), (0.75, False)])
def test_scores_exactly_as_far_apart_as_the_resolution_are_told_apart(
    gap: float, tied: bool
) -> None:
    """Halves are exact in binary."""
    results = rank([judged(0, 1.0, True), judged(1, 1.0 + gap, True)], resolution=0.5)

    assert [one.near_tie for one in results] == [tied, tied]


def test_a_chain_of_near_ties_flags_each_but_no_stranger() -> None:
    """Neighbours count, not the distance from the first."""
    scores = (3.0, 2.75, 2.5, 1.0)
    results = rank([judged(n, score, True) for n, score in enumerate(scores)], resolution=0.5)

    assert [one.near_tie for one in results] == [True, True, True, False]


def test_shaping_is_numpys_logarithm_of_added_exponentials() -> None:
    """ln(e^0 + e^x), over the whole range of float32 scores that matter and far beyond."""
    for score in np.linspace(-700, 700, 2_801).tolist():
        assert softplus(score) == pytest.approx(float(np.logaddexp(0.0, score)), rel=1e-14)


@pytest.mark.parametrize(
    ("score", "valid", "earned"),
    [
        (0.0, True, 0.6931471805599453),
        (0.0, None, 0.6931471805599453),
        (2.0, True, 2.1269280110429727),
        (-2.0, True, 0.1269280110429726),
        (2.0, False, 0.0),
        (None, True, 0.0),
        (40.0, True, 40.0),
    ],
)
def test_a_reward_is_the_hand_computed_one(
    score: float | None, valid: bool | None, earned: float
) -> None:
    """ln 2 at zero; a score and its negative differ by the score."""
    assert reward(score, valid) == pytest.approx(earned, rel=1e-12, abs=1e-15)
