"""What holds for every ranking, whatever was scored, failed, repeated or refused."""

import math

from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.evaluation.scores import Verdict
from deskcheck_models.ranking import Judged, best_first, rank
from deskcheck_models.shaping import reward, softplus
from tests.models.judged_candidate import judged

RESOLUTION = 0.01
SCORES = st.one_of(st.none(), st.floats(-50, 50))
VALIDITY = st.sampled_from([True, False, None])
CANDIDATES = st.lists(st.tuples(SCORES, VALIDITY), max_size=12)


def judged_all(pairs: list[tuple[float | None, bool | None]]) -> list[Judged]:
    """Candidates with these scores and validities."""
    return [judged(index, *pair) for index, pair in enumerate(pairs)]


@given(pairs=CANDIDATES)
def test_every_candidate_has_one_rank(pairs: list[tuple[float | None, bool | None]]) -> None:
    """From 1 on without a gap, and the results stand in the order of the candidates."""
    results = rank(judged_all(pairs), resolution=RESOLUTION)

    assert [one.judged.index for one in results] == list(range(len(pairs)))
    assert sorted(one.rank for one in results) == list(range(1, len(pairs) + 1))


@given(pairs=CANDIDATES)
def test_nothing_stands_above_what_is_better(
    pairs: list[tuple[float | None, bool | None]],
) -> None:
    """Known valid by score, then unknown, then without a score, then invalid."""
    ordered = best_first(rank(judged_all(pairs), resolution=RESOLUTION))

    def tier(place: int) -> int:
        score, valid = pairs[ordered[place].judged.index]
        if valid is False:
            return 3
        return 2 if score is None else 0 if valid else 1

    for place in range(len(ordered) - 1):
        assert tier(place) <= tier(place + 1)
        upper, lower = ordered[place].judged, ordered[place + 1].judged
        if tier(place) == tier(place + 1) < 2:
            assert upper.score is not None
            assert lower.score is not None
            assert upper.score >= lower.score


@given(pairs=CANDIDATES)
def test_a_reward_follows_the_rank_among_programs_of_one_kind(
    pairs: list[tuple[float | None, bool | None]],
) -> None:
    """None where there is no score and should be one; 0 for an invalid program alone."""
    for one in rank(judged_all(pairs), resolution=RESOLUTION):
        score, valid = pairs[one.judged.index]
        if valid is False:
            assert one.reward == 0.0
        elif score is None:
            assert one.reward is None
            assert one.judged.failure is not None
        else:
            assert one.reward == softplus(score) > 0.0


@given(pairs=CANDIDATES)
def test_a_near_tie_has_a_neighbour_within_the_resolution(
    pairs: list[tuple[float | None, bool | None]],
) -> None:
    """Of the same kind; and none that has one goes without the flag."""
    results = rank(judged_all(pairs), resolution=RESOLUTION)
    for one in results:
        mine = one.judged
        near = [
            other
            for other in results
            if other is not one
            and mine.score is not None
            and other.judged.score is not None
            and pairs[other.judged.index][1] == pairs[mine.index][1]
            and abs(other.judged.score - mine.score) < RESOLUTION
        ]
        assert one.near_tie == bool(near)


@given(pairs=CANDIDATES)
def test_the_order_of_an_evaluation_is_that_of_the_ranking(
    pairs: list[tuple[float | None, bool | None]],
) -> None:
    """What figures are computed from is what users get."""
    verdicts = [Verdict(-math.inf if score is None else score, valid) for score, valid in pairs]
    expected = sorted(range(len(pairs)), key=lambda n: verdicts[n].order, reverse=True)
    ordered = [
        one.judged.index for one in best_first(rank(judged_all(pairs), resolution=RESOLUTION))
    ]

    assert [verdicts[n].order for n in ordered] == [verdicts[n].order for n in expected]


@given(score=st.floats(-700, 700), more=st.floats(0, 50))
def test_a_higher_score_never_earns_less(score: float, more: float) -> None:
    """And what is valid always earns something."""
    assert reward(score + more, True) >= reward(score, True) > 0.0


@given(score=st.floats(-30, 30))
def test_softplus_of_both_signs_differs_by_the_score(score: float) -> None:
    """ln(1 + e^x) - ln(1 + e^-x) = x."""
    assert math.isclose(softplus(score) - softplus(-score), score, abs_tol=1e-9)
