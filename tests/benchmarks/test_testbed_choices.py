"""Choices over many lists: by place, by length, against chance, and of two verifiers."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from benchmarks.testbed.bias import bias, ties
from benchmarks.testbed.calibration import Logistic
from benchmarks.testbed.lists import CandidateList
from benchmarks.testbed.mcnemar import mcnemar
from benchmarks.testbed.none_correct import none_correct, without_right
from benchmarks.testbed.ranking import ranking
from benchmarks.testbed.reading import Read, read
from benchmarks.testbed.selection import accuracy, blind, selection
from benchmarks.testbed.subject import Subject
from deskcheck_models.evaluation.bootstrap import Resampling
from tests.benchmarks.testbed_data import made_list, row

LEVELS = st.sampled_from([0.0, 1.0, 2.0])
SIGNS = st.text("10-", min_size=1, max_size=30)
READS = st.lists(
    st.tuples(st.lists(LEVELS, min_size=2, max_size=5), st.integers(0, 4), st.booleans()),
    min_size=1,
    max_size=10,
)


def reads(given_lists: Sequence[tuple[list[float], int, bool]]) -> list[Read]:
    """Lists with these orders, unreadable ones among them."""
    found = []
    for number, (orders, right, readable) in enumerate(given_lists):
        truths = [1.0 if place == right % len(orders) else 0.0 for place in range(len(orders))]
        one = made_list(truths, right=right % len(orders), name=f"p{number}")
        found.append(Read(one, tuple(orders) if readable else None))
    return found


def resampling(found: Sequence[Read]) -> Resampling:
    """Few draws, by problem."""
    return Resampling([one.list.problem_id for one in found], draws=20, seed=1)


@given(lists=READS)
def test_positions_share_all_lists_among_them(
    lists: list[tuple[list[float], int, bool]],
) -> None:
    """And their accuracies come together to that of all."""
    found = reads(lists)
    places = bias(found, resampling(found)).by_position
    whole = selection(found, resampling(found), None).list_accuracy.value
    together = sum(one.lists * one.accuracy for one in places) / len(found)

    assert sum(one.lists for one in places) == len(found)
    assert together == pytest.approx(whole)


@given(lists=READS)
def test_lengths_share_all_lists_among_them(lists: list[tuple[list[float], int, bool]]) -> None:
    """As the positions do."""
    found = reads(lists)
    chosen = selection(found, resampling(found), None)
    together = sum(one.lists * one.accuracy for one in chosen.by_length) / len(found)

    assert together == pytest.approx(chosen.list_accuracy.value)
    assert chosen.random == pytest.approx(sum(map(blind, found)) / len(found))


@given(lists=READS)
def test_every_share_lies_between_nothing_and_all(
    lists: list[tuple[list[float], int, bool]],
) -> None:
    """Of what is chosen, and of what is tied."""
    found = reads(lists)
    leaning, tied = bias(found, resampling(found)), ties(found)

    shares = (leaning.first_chosen, leaning.longest_chosen, leaning.longest_is_right)
    assert all(0.0 <= one <= 1.0 for one in (*shares, tied.pairs, tied.best))


def test_an_unreadable_verdict_chooses_nothing() -> None:
    """Neither the right candidate, nor the first, nor the longest."""
    found = [Read(made_list((1.0, 0.0)), None)]
    leaning = bias(found, resampling(found))

    assert accuracy(found[0]) == 0.0
    assert (leaning.first_chosen, leaning.longest_chosen) == (0.0, 0.0)
    assert ties(found).pairs == 0.0


def test_a_verifier_that_likes_long_programs_is_seen() -> None:
    """Its order is that of the lengths."""
    one = made_list((1.0, 0.0, 0.0))
    long = replace(one, programs=("x = 1", "x = 100", "x = 10000"))
    found = [Read(long, (1.0, 2.0, 3.0))]
    leaning = bias(found, resampling(found))

    assert leaning.longest_chosen == 1.0
    assert leaning.longest_by_chance == pytest.approx(1 / 3)
    assert leaning.longest_is_right == 0.0
    assert leaning.length_tau.value == pytest.approx(1.0)


def test_of_equally_long_programs_the_first_is_the_longest() -> None:
    """And there is no order by length to lean on."""
    found = [Read(made_list((1.0, 0.0)), (2.0, 1.0))]
    leaning = bias(found, resampling(found))

    assert leaning.longest_chosen == 1.0
    assert leaning.length_tau.value == 0.0


def test_ties_are_shares_of_pairs_and_of_lists() -> None:
    """One tied pair of three; and a tie that is not at the top is none of the best."""
    top = Read(made_list((1.0, 0.0, 0.0)), (2.0, 2.0, 1.0))
    bottom = Read(made_list((1.0, 0.0, 0.0), name="q"), (2.0, 1.0, 1.0))

    assert ties([top, bottom]).pairs == pytest.approx(1 / 3)
    assert ties([top, bottom]).best == 0.5


def test_only_lists_that_were_answered_are_read() -> None:
    """In their order; an unreadable answer is an answer."""
    one, other, third = (made_list((1.0, 0.0), name=name) for name in "abc")
    found = read([one, other, third], {third.fingerprint: None, one.fingerprint: (1.0, 0.0)})

    assert [(each.list, each.orders) for each in found] == [(one, (1.0, 0.0)), (third, None)]


def test_a_list_without_a_right_candidate_cannot_be_asked_for_it() -> None:
    """The error names the list."""
    one = made_list((0.5, 0.0), right=None)

    with pytest.raises(ValueError, match=one.fingerprint):
        _ = Read(one, (1.0, 0.0)).right


@given(mine=SIGNS, data=st.data())
def test_two_verifiers_are_compared_by_the_exact_binomial_test(
    mine: str, data: st.DataObject
) -> None:
    """Over the lists that both answered, of which those count that one of them has alone."""
    theirs = data.draw(st.text("10-", min_size=len(mine), max_size=len(mine)))
    problems = [f"p{place // 2}" for place in range(len(mine))]
    found = mcnemar("hard", {"a": mine, "b": theirs}, problems, draws=20, seed=1)
    both = [(a, b) for a, b in zip(mine, theirs, strict=True) if "-" not in (a, b)]

    if not both:
        assert found == []
        return
    only_mine, only_theirs = both.count(("1", "0")), both.count(("0", "1"))
    asked = only_mine + only_theirs
    expected = binomtest(only_mine, asked, 0.5).pvalue if asked else 1.0
    assert found[0].p == pytest.approx(expected)
    assert found[0].difference.value == pytest.approx((only_mine - only_theirs) / len(both))


def test_three_verifiers_make_three_comparisons() -> None:
    """Every two of them once."""
    signs = {"a": "11", "b": "10", "c": "00"}
    found = mcnemar("hard", signs, ["p", "q"], draws=20, seed=1)

    assert [(one.one, one.other) for one in found] == [("a", "b"), ("a", "c"), ("b", "c")]


def test_a_verifier_beside_itself_shows_no_difference() -> None:
    """With certainty: nothing is in question."""
    (found,) = mcnemar("hard", {"a": "1010", "b": "1010"}, list("pqrs"), draws=20, seed=1)

    assert found.p == 1.0
    assert (found.difference.low, found.difference.high) == (0.0, 0.0)


def signs(orders: tuple[float, ...] | None, one: CandidateList) -> str:
    """What a subject makes of one list."""
    readings = {} if orders == () else {one.fingerprint: orders}
    return Subject("v", "e", "r", readings, None, {}).signs([one])


@pytest.mark.parametrize(
    ("orders", "sign"),
    [((2.0, 1.0), "1"), ((1.0, 2.0), "0"), ((1.0, 1.0), "0"), (None, "0"), ((), "-")],
    ids=["best", "second", "tied", "unreadable", "not answered"],
)
def test_a_list_is_right_where_the_right_candidate_alone_is_best(
    orders: tuple[float, ...] | None, sign: str
) -> None:
    """A tie is wrong here: it is one sign a list."""
    assert signs(orders, made_list((1.0, 0.0))) == sign


def test_a_list_without_a_right_candidate_has_no_sign() -> None:
    """There is nothing to be right about."""
    assert signs((2.0, 1.0), made_list((0.5, 0.0), right=None)) == "-"


def test_another_wrong_program_of_the_row_stands_in_for_the_right_one() -> None:
    """One that is not in the list yet; all others stay in their places."""
    source = row([10, 0, 2, 4])
    programs = [one.candidate.program for one in source.candidates]
    one = replace(
        made_list((1.0, 0.0), name="own/1"),
        question=replace(made_list((1.0, 0.0)).question, problem=source.problem),
        programs=(programs[0], programs[1]),
    )
    (found,) = without_right([one], [source], seed=1)

    assert found.right is None
    assert found.programs[0] in programs[2:]
    assert found.programs[1] == programs[1]


def test_a_list_that_holds_all_wrong_programs_is_left_out() -> None:
    """Nothing is left to stand in."""
    source = row([10, 0])
    programs = tuple(one.candidate.program for one in source.candidates)
    one = replace(
        made_list((1.0, 0.0), name="own/1"),
        question=replace(made_list((1.0, 0.0)).question, problem=source.problem),
        programs=programs,
    )

    assert without_right([one], [source], seed=1) == []


def best(*scores: float, name: str, right: int | None = 0) -> dict[CandidateList, float]:
    """Lists of two with these best scores."""
    return {
        made_list((1.0, 0.0), name=f"{name}{place}", right=right): one
        for place, one in enumerate(scores)
    }


def test_lists_with_a_right_candidate_should_have_the_higher_best_scores() -> None:
    """Of each with each; a tie is a half."""
    found = none_correct(
        best(2.0, 1.0, name="a"),
        best(1.0, 0.0, name="b", right=None),
        Logistic(1.0, -1.0),
        draws=20,
        seed=1,
    )

    assert found is not None
    assert found.told_apart.value == pytest.approx((0.75 + 1.0) / 2)
    assert (found.accepted, found.accepted_with_right) == (0.5, 1.0)


def test_without_probabilities_nothing_is_accepted_or_refused() -> None:
    """They are told apart all the same."""
    with_right, without = best(2.0, name="a"), best(1.0, name="b", right=None)
    found = none_correct(with_right, without, None, draws=20, seed=1)

    assert found is not None
    assert (found.accepted, found.accepted_with_right) == (None, None)
    assert found.told_apart.value == 1.0


def test_lists_are_compared_with_lists_of_their_length() -> None:
    """More programs have a higher best score by chance alone."""
    longer = {made_list((1.0, 0.5, 0.0), name="c"): 9.0}

    assert none_correct(longer, best(1.0, name="b", right=None), None, draws=20, seed=1) is None


def test_a_ranking_needs_three_candidates() -> None:
    """Lists of two are in no mean."""
    long = Read(made_list((1.0, 0.5, 0.0)), (3.0, 2.0, 1.0))
    short = Read(made_list((1.0, 0.0), name="q"), (0.0, 1.0))
    found = ranking([long, short], None, draws=20, seed=1)

    assert found.lists == 1
    assert found.tau_b is not None
    assert found.pair_accuracy is not None
    assert (found.tau_b.value, found.pair_accuracy.value) == (1.0, 1.0)


def test_a_tie_is_half_a_pair() -> None:
    """Of three pairs one is tied and two are right."""
    found = ranking([Read(made_list((1.0, 0.5, 0.0)), (2.0, 2.0, 1.0))], None, draws=20, seed=1)

    assert found.pair_accuracy is not None
    assert found.pair_accuracy.value == pytest.approx(2.5 / 3)
