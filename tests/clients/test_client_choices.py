"""The best of a ranking: eligible, of lowest rank, and never invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_client import Candidate, NoValidCandidateError, Result
from deskcheck_client.choices import choose
from deskcheck_client.failures import Failure
from deskcheck_client.replies import parse_ranking
from deskcheck_client.results import Ranking, ScoredGroup, best_result
from tests.clients import wire


def result(index: int, rank: int, *, valid: bool | None = True, scored: bool = True) -> Result:
    """A result with a score, or without."""
    return Result(
        index=index,
        id=None,
        rank=rank,
        score=-float(rank) if scored else None,
        reward=0.5 if scored else None,
        valid=valid,
        language="python",
        origin="fence",
        tokens=10,
        cached_tokens=0,
        truncated=False,
        duplicate_of=None,
        near_tie=False,
        error=None if scored else Failure("9 tokens, and 8 are read", code="too_long"),
        reason=None if valid else "line 1: unexpected end",
        program=None,
    )


@st.composite
def rankings(draw: st.DrawFn) -> list[Result]:
    """Results with ranks from 1, in any order."""
    order = draw(st.permutations(range(draw(st.integers(1, 8)))))
    return [
        result(
            index,
            rank + 1,
            valid=draw(st.sampled_from([True, False, None])),
            scored=draw(st.booleans()),
        )
        for index, rank in enumerate(order)
    ]


@given(rankings())
def test_the_best_is_the_eligible_result_of_lowest_rank(results: list[Result]) -> None:
    """Scored, and not known to be invalid; where there is none, each has a reason."""
    eligible = [one for one in results if one.score is not None and one.valid is not False]
    if eligible:
        best = best_result(results)

        assert best in eligible
        assert best.rank == min(one.rank for one in eligible)
        return
    with pytest.raises(NoValidCandidateError) as caught:
        best_result(results)

    assert len(caught.value.reasons) == len(results)


@given(rankings())
def test_a_group_has_a_reward_for_each_candidate(results: list[Result]) -> None:
    """In their order, as trainers want them."""
    group = ScoredGroup(0, tuple(results))

    assert group.rewards == tuple(one.reward for one in results)
    assert (len(group), list(group)) == (len(results), results)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (result(3, 1, valid=False), "candidate 3: line 1: unexpected end"),
        (result(3, 1, scored=False), "candidate 3: 9 tokens, and 8 are read"),
    ],
)
def test_a_reason_is_the_servers(one: Result, told: str) -> None:
    """An error of its own comes before what was wrong with the program."""
    with pytest.raises(NoValidCandidateError) as caught:
        best_result([one])

    assert caught.value.reasons == (told,)


def test_three_reasons_are_enough_for_a_message() -> None:
    """All of them are in the error."""
    with pytest.raises(NoValidCandidateError) as caught:
        best_result([result(index, index + 1, valid=False) for index in range(9)])

    assert str(caught.value).startswith("none of 9 candidates is valid: candidate 0: ")
    assert str(caught.value).count("candidate ") == 3
    assert len(caught.value.reasons) == 9


@pytest.mark.parametrize("candidates", [["zero", "one"], [Candidate("zero"), Candidate("one")]])
def test_the_choice_is_the_text_that_was_given(candidates: list[str | Candidate]) -> None:
    """Whatever form it was given in."""
    body = wire.line(wire.ranking(wire.result(1, 1), wire.result(0, 2)))
    best = choose(parse_ranking(body, candidates=2), candidates)

    assert (best.text, best.index, best.result.rank) == ("one", 1, 1)


def test_a_ranking_is_a_sequence_of_its_results() -> None:
    """To count and to go through."""
    ranking: Ranking = parse_ranking(wire.line(wire.ranking()), candidates=2)

    assert len(ranking) == 2
    assert list(ranking) == list(ranking.results)
    assert ranking.best is ranking.results[0]
