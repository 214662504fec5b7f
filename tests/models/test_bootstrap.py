"""Intervals by problem, and differences on the same draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.evaluation.bootstrap import Resampling, Weighting, estimate

PROBLEMS = [str(number) for number in range(200)]
HALVES = [0.0] * 100 + [1.0] * 100


def test_an_interval_resamples_whole_problems() -> None:
    """A hundred groups of one problem say no more than one."""
    lone = estimate(Resampling(["a"] * 100 + ["b"] * 100).mean(HALVES))
    spread = estimate(Resampling(PROBLEMS).mean(HALVES))

    assert (lone.value, lone.low, lone.high) == (0.5, 0.0, 1.0)
    assert spread.high - spread.low == pytest.approx(4 * 0.5 / 200**0.5, rel=0.1)


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.floats(-5, 5), st.integers(1, 9)), min_size=1)
)
def test_the_figure_itself_is_that_of_the_data(rows: list[tuple[str, float, int]]) -> None:
    """The mean over groups, and the quotient of sums; never a mean of draws."""
    problems, values, wholes = zip(*rows, strict=True)
    resampling = Resampling(problems, draws=3)

    assert resampling.mean(values)[0] == pytest.approx(sum(values) / len(values))
    assert resampling.ratio(values, wholes)[0] == pytest.approx(sum(values) / sum(wholes))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(-5, 5)), min_size=1))
def test_problems_can_count_once_each(rows: list[tuple[str, float]]) -> None:
    """However many groups they have."""
    problems, values = zip(*rows, strict=True)
    means = [
        np.mean([value for problem, value in rows if problem == name]) for name in set(problems)
    ]
    weighted = Resampling(problems, weighting=Weighting.PROBLEMS, draws=3)

    assert weighted.mean(values)[0] == pytest.approx(np.mean(means))


def test_a_draw_is_what_resampling_by_hand_gives() -> None:
    """Every draw is the figure of some multiset of as many problems."""
    values = {"a": 1.0, "b": 10.0, "c": 100.0}
    drawn = Resampling(list(values), draws=50).mean(list(values.values()))[1:]
    possible = {
        round(sum(values[name] for name in (one, two, three)) / 3, 9)
        for one in values
        for two in values
        for three in values
    }

    assert {round(float(mean), 9) for mean in drawn} <= possible


def test_differences_are_paired() -> None:
    """What is always better by the same is better for certain, however much both vary."""
    resampling = Resampling(PROBLEMS)
    worse = resampling.mean(HALVES)
    better = resampling.mean([value + 0.01 for value in HALVES])
    lead = estimate(better - worse)

    assert estimate(worse).high > estimate(better).low
    assert [lead.low, lead.high] == pytest.approx([0.01, 0.01])


def test_the_seed_decides_the_draws() -> None:
    """A report can be made again."""
    one, same, other = (Resampling(PROBLEMS, seed=seed).mean(HALVES) for seed in (1, 1, 2))

    assert one.tolist() == same.tolist()
    assert one.tolist() != other.tolist()
