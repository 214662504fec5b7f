"""The figures of known benchmarks for scores that were made by hand, and for any scores."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.known.code_reward_bench import code_reward_bench_figures
from benchmarks.known.item import Item, ScoredItem, split_scores
from benchmarks.known.judge_bench import judge_bench_figures
from benchmarks.known.pairs import accuracy, by_subset, preferred
from benchmarks.known.reward_bench_2 import reward_bench_2_figures, ties_score
from benchmarks.known.rm_bench import rm_bench_figures
from benchmarks.known.samples import sample_figures

SEED = 27
SCORES = st.sampled_from([-math.inf, -1.0, 0.0, 0.5, 2.0])


def item(
    name: str, right: tuple[float, ...], wrong: tuple[float, ...], subset: str = ""
) -> ScoredItem:
    """An item with these scores."""
    texts = Item(name, f"prompt of {name}", ("r",) * len(right), ("w",) * len(wrong), subset)
    return ScoredItem(texts, right, wrong)


def pairs(*scores: tuple[float, float], subset: str = "") -> list[ScoredItem]:
    """Pairs of one right and one wrong score, each of a prompt of its own."""
    return [item(str(n), (a,), (b,), subset) for n, (a, b) in enumerate(scores)]


PAIRS = st.lists(st.tuples(SCORES, SCORES), min_size=1, max_size=12).map(lambda x: pairs(*x))


@given(found=PAIRS)
def test_a_pair_is_right_wrong_or_tied(found: list[ScoredItem]) -> None:
    """Turned round, what was right is wrong, and a tie stays one."""
    turned = [ScoredItem(one.item, one.wrong, one.right) for one in found]
    here, there = accuracy(found, preferred, SEED), accuracy(turned, preferred, SEED)
    together = here["accuracy"]["value"] + there["accuracy"]["value"] + here["tied"]

    assert together == pytest.approx(1.0, abs=1e-3)
    assert here["tied"] == there["tied"]


@given(found=PAIRS)
def test_an_interval_holds_its_value(found: list[ScoredItem]) -> None:
    """And lies between nothing and all."""
    interval = accuracy(found, preferred, SEED)["accuracy"]

    assert 0.0 <= interval["low"] <= interval["value"] + 1e-9
    assert interval["value"] <= interval["high"] + 1e-9 <= 1.0 + 1e-8


def test_a_tie_is_wrong() -> None:
    """A verifier that gives all the same score is right nowhere."""
    assert judge_bench_figures(pairs((1.0, 1.0), (0.0, 0.0)), SEED)["accuracy"] == {
        "value": 0.0,
        "low": 0.0,
        "high": 0.0,
    }


def test_a_text_without_a_score_loses_and_two_of_them_tie() -> None:
    """As minus infinity."""
    figures: Any = judge_bench_figures(
        pairs((-math.inf, 0.0), (0.0, -math.inf), (-math.inf, -math.inf)), SEED
    )

    assert figures["accuracy"]["value"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["tied"] == pytest.approx(1 / 3, abs=1e-4)


def test_subsets_are_told_apart_in_their_order() -> None:
    """Each over its own items."""
    found = [*pairs((1.0, 0.0), subset="b"), *pairs((0.0, 1.0), (1.0, 0.0), subset="a")]
    figures = by_subset(found, preferred, SEED)

    assert list(figures) == ["b", "a"]
    assert [one["accuracy"]["value"] for one in figures.values()] == [1.0, 0.5]
    assert [one["items"] for one in figures.values()] == [1, 2]


@pytest.mark.parametrize("right", [0, 1, 2])
def test_scores_go_back_to_both_sides(right: int) -> None:
    """In the order of the texts, the right ones first."""
    one = Item("a", "p", ("r",) * right, ("w",) * (3 - right))
    found = split_scores(one, [3.0, 2.0, 1.0])

    assert (*found.right, *found.wrong) == (3.0, 2.0, 1.0)
    assert len(found.right) == right


def test_what_has_no_score_is_counted() -> None:
    """On both sides."""
    assert item("a", (-math.inf, 1.0), (-math.inf,)).unscored == 2


def test_styles_are_compared_each_with_each() -> None:
    """A verifier that likes fancy texts: right where the right one is the fancier, else wrong."""
    fancy = item("a", (0.0, 1.0, 2.0), (0.0, 1.0, 2.0))
    figures: Any = rm_bench_figures([fancy], SEED)

    assert figures["easy"]["value"] == 1.0
    assert figures["normal"]["value"] == 0.0
    assert figures["hard"]["value"] == 0.0
    assert figures["accuracy"]["value"] == pytest.approx(1 / 3)


def test_a_verifier_that_knows_is_right_in_every_style() -> None:
    """The whole matrix is ones."""
    figures: Any = rm_bench_figures([item("a", (5.0, 6.0, 7.0), (1.0, 2.0, 3.0))], SEED)

    assert figures["accuracy"]["value"] == 1.0
    assert all(row[name] == 1.0 for row in figures["matrix"] for name in row if name != "chosen")


def test_the_matrix_has_a_row_for_each_style_of_the_right_text() -> None:
    """The concise right text against the wrong ones of every style."""
    figures: Any = rm_bench_figures([item("a", (1.5, 9.0, 0.0), (1.0, 2.0, 3.0))], SEED)

    assert figures["matrix"][0] == {
        "chosen": "concise",
        "concise": 1.0,
        "detailed": 0.0,
        "markdown": 0.0,
    }
    assert [row["chosen"] for row in figures["matrix"]] == ["concise", "detailed", "markdown"]


STYLED = st.tuples(st.tuples(SCORES, SCORES, SCORES), st.tuples(SCORES, SCORES, SCORES))


@given(scores=st.lists(STYLED, min_size=1, max_size=6))
def test_the_accuracy_of_styles_is_the_mean_of_its_parts(
    scores: list[tuple[tuple[float, ...], tuple[float, ...]]],
) -> None:
    """Easy, normal and hard count the same."""
    found = [item(str(n), *each) for n, each in enumerate(scores)]
    figures: Any = rm_bench_figures(found, SEED)
    parts = [figures[name]["value"] for name in ("easy", "normal", "hard")]

    assert figures["accuracy"]["value"] == pytest.approx(sum(parts) / 3, abs=1e-3)


@pytest.mark.parametrize(
    ("right", "wrong", "share"),
    [
        ((2.0,), (1.0, 0.0, 0.0), 1.0),
        ((1.0,), (1.0, 0.0, 0.0), 0.5),
        ((1.0,), (1.0, 1.0, 1.0), 0.25),
        ((0.0,), (1.0, 0.0, 0.0), 0.0),
        ((-math.inf,), (-math.inf,) * 3, 0.25),
    ],
)
def test_one_right_answer_of_four_shares_a_tied_first_place(
    right: tuple[float, ...], wrong: tuple[float, ...], share: float
) -> None:
    """As RewardBench 2 counts."""
    figures: Any = reward_bench_2_figures([item("1", right, wrong, "Math")], SEED)

    assert figures["subsets"]["Math"]["accuracy"]["value"] == share
    assert figures["mean_of_subsets"] == share


def test_every_subset_counts_once_whatever_its_size() -> None:
    """Three of one and one of another."""
    found = [
        *[item(str(n), (1.0,), (0.0,), "Math") for n in range(3)],
        item("9", (0.0,), (1.0,), "Focus"),
    ]

    assert reward_bench_2_figures(found, SEED)["mean_of_subsets"] == 0.5


def ties(
    ref: tuple[tuple[float, ...], tuple[float, ...]],
    tied: tuple[tuple[float, ...], tuple[float, ...]],
) -> list[ScoredItem]:
    """A reference prompt with one right answer, and the prompt with several."""
    return [item("ref:0", *ref, "Ties"), item("tied:0", *tied, "Ties")]


def test_right_answers_that_lie_close_and_far_above_are_preferred() -> None:
    """A spread of 1, 4 above the wrong one; the reference 3 above."""
    score = ties_score(ties(((4.0,), (1.0,)), ((9.0, 8.0), (4.0,))))

    assert (score.ref_accuracy, score.tied_accuracy) == (1.0, 1.0)
    assert (score.preferred, score.preferred_hard) == (1.0, 1.0)
    assert score.margin == pytest.approx(math.tanh(2.0), abs=1e-4)


def test_a_spread_wider_than_the_margin_is_not_preferred() -> None:
    """Though every right answer is above every wrong one."""
    score = ties_score(ties(((4.0,), (1.0,)), ((9.0, 5.0), (4.0,))))

    assert score.tied_accuracy == 1.0
    assert (score.preferred, score.preferred_hard) == (0.0, 0.0)
    assert score.margin < 0


def test_the_hard_preference_asks_the_smaller_margin() -> None:
    """The reference's is narrower than the spread."""
    score = ties_score(ties(((1.5,), (1.0,)), ((9.0, 8.0), (4.0,))))

    assert (score.preferred, score.preferred_hard) == (1.0, 0.0)


def test_a_perfect_verifier_has_a_score_of_one_and_a_hundredth() -> None:
    """The benchmark's own weights sum to that."""
    score = ties_score(ties(((9.0,), (1.0,)), ((9.0, 9.0), (1.0,))))

    assert score.overall == pytest.approx(1.01)


def test_a_tied_prompt_without_its_reference_counts_for_accuracy_alone() -> None:
    """There is nothing to compare its margin with."""
    score = ties_score([item("tied:7", (2.0, 2.0), (1.0,), "Ties")])

    assert score.tied_accuracy == 1.0
    assert (score.preferred, score.preferred_hard, score.margin) == (0.0, 0.0, 0.0)


@given(
    ref=st.tuples(st.tuples(SCORES), st.lists(SCORES, min_size=1, max_size=3).map(tuple)),
    tied=st.tuples(
        st.lists(SCORES, min_size=2, max_size=4).map(tuple),
        st.lists(SCORES, min_size=1, max_size=3).map(tuple),
    ),
)
def test_any_scores_of_ties_give_finite_figures(
    ref: tuple[tuple[float, ...], tuple[float, ...]],
    tied: tuple[tuple[float, ...], tuple[float, ...]],
) -> None:
    """Texts without a score included: the result file is JSON."""
    figures = reward_bench_2_figures(ties(ref, tied), SEED)

    assert json.dumps(figures, allow_nan=False)
    assert -0.01 <= ties_score(ties(ref, tied)).overall <= 1.01


def test_pairs_of_code_are_told_apart_by_aspect_subset_and_language() -> None:
    """Each part of the item's kind."""
    found = [
        *pairs((1.0, 0.0), subset="Functional_Correctness/HumanEval/Python"),
        *pairs((0.0, 1.0), subset="Runtime_Efficiency/Pie/Python"),
    ]
    figures: Any = code_reward_bench_figures(found, SEED)

    assert figures["aspects"]["Functional_Correctness"]["accuracy"]["value"] == 1.0
    assert figures["aspects"]["Runtime_Efficiency"]["accuracy"]["value"] == 0.0
    assert figures["subsets"].keys() == {"HumanEval", "Pie"}
    assert figures["languages"]["Python"]["accuracy"]["value"] == 0.5


@given(
    problems=st.lists(
        st.tuples(st.lists(SCORES, max_size=3), st.lists(SCORES, max_size=3)).filter(
            lambda sides: len(sides[0]) + len(sides[1]) >= 2
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_selection_lies_between_nothing_and_the_oracle(
    problems: list[tuple[list[float], list[float]]],
) -> None:
    """At every number of samples; and blind choice never beats the oracle."""
    found = [item(str(n), tuple(a), tuple(b)) for n, (a, b) in enumerate(problems)]
    figures: Any = sample_figures(found, SEED)

    assert figures["items"] == len(found)
    for row in figures["best_of"]:
        assert -1e-9 <= row["best_of_n"]["value"] <= row["oracle"]["value"] + 1e-9
        assert row["pass_at_1"]["value"] <= row["oracle"]["value"] + 1e-9


def test_problems_with_fewer_samples_are_not_in_the_larger_sizes() -> None:
    """Two problems at two, one of them at four."""
    found = [item("a", (1.0,), (0.0,)), item("b", (1.0, 1.0), (0.0, 0.0))]
    figures: Any = sample_figures(found, SEED)

    assert [(row["size"], row["problems"]) for row in figures["best_of"]] == [(2, 2), (4, 1)]
    assert figures["samples"] == 6


def test_problems_that_nobody_solved_are_counted_and_kept() -> None:
    """Leaving them out would flatter."""
    figures: Any = sample_figures([item("a", (), (1.0, 0.0)), item("b", (1.0, 0.0), ())], SEED)

    assert figures["problems_without_a_right_sample"] == 1
    assert figures["best_of"][0]["oracle"]["value"] == 0.5
