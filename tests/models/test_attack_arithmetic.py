"""What an attack does to a verifier, for any scores, and as tables for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.evaluation.attack_figures import Outcome, Side, attack_figures
from deskcheck_models.evaluation.bootstrap import Estimate
from deskcheck_models.evaluation.labelled_groups import LabelledGroup, thinned
from deskcheck_models.evaluation.text_tables import number, percent
from tests.models.labelled_group_builder import group

LEVELS = st.sampled_from([-1.0, 0.0, 0.5, 2.0])
GROUP = group(("a", True), ("b", False), ("c", False))
SCORES = st.tuples(LEVELS, LEVELS, LEVELS)


def outcomes(changes: list[tuple[tuple[float, ...], tuple[float, ...]]]) -> list[Outcome]:
    """Groups of one right and two wrong programs, each of a problem of its own."""
    return [
        Outcome(
            group(("a", True), ("b", False), ("c", False), problem=f"mbpp/{n}"), before, after, 1, 2
        )
        for n, (before, after) in enumerate(changes)
    ]


CHANGES = st.lists(st.tuples(SCORES, SCORES), min_size=1, max_size=6)


@given(changes=CHANGES)
def test_a_difference_is_what_lies_between_both_accuracies(
    changes: list[tuple[tuple[float, ...], tuple[float, ...]]],
) -> None:
    """Of pairs, and within groups."""
    found = attack_figures("edit", Side.ALL, outcomes(changes), draws=20, seed=1)

    for one in (found.pair_accuracy, found.auc):
        assert one.difference.value == pytest.approx(one.under.value - one.without.value)


@given(scores=st.lists(SCORES, min_size=1, max_size=6))
def test_an_edit_that_moves_no_score_changes_nothing(scores: list[tuple[float, ...]]) -> None:
    """Neither winners nor pairs turn."""
    still = attack_figures(
        "edit", Side.ALL, outcomes([(one, one) for one in scores]), draws=20, seed=1
    )

    assert still.pair_accuracy.difference == Estimate(0.0, 0.0, 0.0)
    assert (still.winners_flipped.value, still.pairs_flipped.value) == (0.0, 0.0)


@given(scores=st.lists(SCORES, min_size=1, max_size=6))
def test_turning_every_score_round_turns_every_untied_pair(
    scores: list[tuple[float, ...]],
) -> None:
    """A tie stays one."""
    turned = [(one, tuple(-each for each in one)) for one in scores]
    found = attack_figures("edit", Side.ALL, outcomes(turned), draws=20, seed=1)
    untied = sum((a != b) + (a != c) for a, b, c in scores)

    assert found.pairs_flipped.value == pytest.approx(untied / (2 * len(scores)))


@given(changes=CHANGES)
def test_every_share_lies_between_nothing_and_all(
    changes: list[tuple[tuple[float, ...], tuple[float, ...]]],
) -> None:
    """Whatever the scores did."""
    found = attack_figures("edit", Side.ALL, outcomes(changes), draws=20, seed=1)

    assert found.edited == 0.5
    assert 0.0 <= found.winners_flipped.value <= 1.0
    assert 0.0 <= found.pairs_flipped.value <= 1.0


def test_of_equal_best_ones_the_first_is_the_winner() -> None:
    """So that a tie that becomes a lead of the first flips nobody."""
    found = attack_figures(
        "edit", Side.ALL, outcomes([((1.0, 1.0, 0.0), (2.0, 1.0, 0.0))]), draws=20, seed=1
    )

    assert found.winners_flipped.value == 0.0


@pytest.mark.parametrize(
    ("side", "right", "wrong"),
    [(Side.ALL, True, True), (Side.CHOSEN, True, False), (Side.REJECTED, False, True)],
)
def test_a_side_says_which_programs_are_edited(side: Side, right: bool, wrong: bool) -> None:
    """By their labels."""
    assert (side.touches(True), side.touches(False)) == (right, wrong)


@given(
    right=st.integers(1, 8), wrong=st.integers(1, 8), most=st.integers(1, 5), seed=st.integers(0, 9)
)
def test_a_thinned_group_keeps_some_of_each_label(
    right: int, wrong: int, most: int, seed: int
) -> None:
    """In the order of the data, and always the same ones."""
    texts = [(f"r{n}", True) for n in range(right)] + [(f"w{n}", False) for n in range(wrong)]
    whole: LabelledGroup = group(*texts)
    kept = thinned(whole, per_side=most, seed=seed)
    places = [whole.programs.index(one) for one in kept.programs]

    assert places == sorted(places)
    assert sum(kept.passed) == min(right, most)
    assert len(kept.passed) - sum(kept.passed) == min(wrong, most)
    assert thinned(whole, per_side=most, seed=seed) == kept


@pytest.mark.parametrize(
    ("estimate", "plain", "signed"),
    [
        (Estimate(0.5, 0.25, 0.75), "0.500 (0.250 to 0.750)", "+0.500 (+0.250 to +0.750)"),
        (Estimate(-0.1, -0.2, 0.0), "-0.100 (-0.200 to 0.000)", "-0.100 (-0.200 to +0.000)"),
    ],
)
def test_a_figure_is_written_with_three_decimals(
    estimate: Estimate, plain: str, signed: str
) -> None:
    """With signs where it is a difference."""
    assert number(estimate) == plain
    assert number(estimate, signed=True) == signed


@given(value=st.floats(-1, 1), low=st.floats(-1, 1), high=st.floats(-1, 1))
def test_a_share_is_written_in_per_cent_with_its_interval(
    value: float, low: float, high: float
) -> None:
    """And read back to a tenth of one."""
    said = percent(Estimate(value, low, high))
    first, _, rest = said.partition(" % (")
    ends = rest.rstrip(")").split(" to ")

    for text, number_said in ((first, value), (ends[0], low), (ends[1], high)):
        assert float(text) == pytest.approx(100 * number_said, abs=0.051)
