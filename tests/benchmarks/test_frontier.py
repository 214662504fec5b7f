"""Which ways are worth their time, against a search through all of them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.comparison.frontier import frontier
from benchmarks.comparison.measurements import Figures, Measurement, figures, percentile
from benchmarks.comparison.speedup import speedup


def way(name: str, seconds: float, pass_rate: float) -> Figures:
    """Figures of which only time and pass rate matter."""
    return Figures(name, 16, 10, seconds, seconds, 1.0, 1.0, pass_rate)


WAYS = st.lists(
    st.tuples(st.sampled_from([0.1, 0.2, 0.5, 1.0, 2.0]), st.sampled_from([0.0, 0.3, 0.6, 0.9])),
    max_size=8,
).map(lambda pairs: [way(f"way {n}", *pair) for n, pair in enumerate(pairs)])


def is_beaten(one: Figures, others: Sequence[Figures]) -> bool:
    """Whether another way selects at least as well in less time, or better in the same."""
    return any(
        (other.p50_seconds < one.p50_seconds and other.pass_rate >= one.pass_rate)
        or (other.p50_seconds == one.p50_seconds and other.pass_rate > one.pass_rate)
        for other in others
    )


@given(ways=WAYS)
def test_what_is_on_the_frontier_is_beaten_by_none(ways: list[Figures]) -> None:
    """And what is off it is beaten, or the same as one that is on it."""
    points = {point.way: point for point in frontier(ways)}
    on = {(p.p50_seconds, p.pass_rate) for p in points.values() if p.on_frontier}

    for one in ways:
        if points[one.way].on_frontier:
            assert not is_beaten(one, ways)
        else:
            assert is_beaten(one, ways) or (one.p50_seconds, one.pass_rate) in on


@given(ways=WAYS)
def test_every_way_has_one_point_and_the_quickest_comes_first(ways: list[Figures]) -> None:
    """Ways off the frontier are shown too."""
    points = frontier(ways)

    assert sorted(point.way for point in points) == sorted(one.way for one in ways)
    assert [p.p50_seconds for p in points] == sorted(one.p50_seconds for one in ways)


@given(ways=WAYS)
def test_the_frontier_rises(ways: list[Figures]) -> None:
    """More time buys a better selection, or the way is off it."""
    rates = [point.pass_rate for point in frontier(ways) if point.on_frontier]

    assert rates == sorted(set(rates))


def test_a_way_that_never_selects_a_passing_program_may_still_be_the_quickest() -> None:
    """Nothing else is as quick."""
    points = frontier([way("quick", 0.1, 0.0), way("good", 1.0, 0.5)])

    assert [point.on_frontier for point in points] == [True, True]


def test_no_ways_make_no_points() -> None:
    """As when nothing was measured."""
    assert frontier([]) == []


def measurement(seconds: float, problem: str = "p", passes: bool = True) -> Measurement:
    """Of four candidates."""
    return Measurement("way", problem, 4, seconds, seconds, 0, passes)


PAIRS = st.lists(st.tuples(st.floats(0.01, 10), st.floats(0.01, 10)), min_size=1, max_size=20).map(
    lambda pairs: [(measurement(fast), measurement(slow)) for fast, slow in pairs]
)


@given(pairs=PAIRS)
def test_most_problems_have_at_least_the_ratio_that_95_percent_have(
    pairs: list[tuple[Measurement, Measurement]],
) -> None:
    """The fifth percentile of the problems' own ratios is no more than their median."""
    found = speedup(pairs)

    assert found.least_of_95_percent <= found.median_of_problems
    assert found.problems == len(pairs)


@pytest.mark.parametrize("times", [1.0, 2.0, 12.5])
def test_a_way_that_is_slower_on_every_problem_is_slower_in_every_figure(times: float) -> None:
    """By the same factor."""
    fast = [measurement(seconds) for seconds in (0.1, 0.4, 0.9, 2.0)]
    found = speedup([(one, measurement(times * one.seconds)) for one in fast])

    assert {found.p50, found.p95, found.median_of_problems, found.least_of_95_percent} == {times}


def test_a_ratio_of_medians_is_not_the_median_of_ratios() -> None:
    """Both are given, since one slow problem moves them differently."""
    pairs = [(1.0, 2.0), (2.0, 2.0), (4.0, 40.0)]
    found = speedup([(measurement(fast), measurement(slow)) for fast, slow in pairs])

    assert found.p50 == 1.0
    assert found.median_of_problems == 2.0


@given(seconds=st.lists(st.floats(0.01, 100), min_size=1, max_size=30))
def test_the_median_lies_between_the_extremes_and_under_the_95th_percentile(
    seconds: list[float],
) -> None:
    """Whatever was measured."""
    found = figures([measurement(one) for one in seconds])

    assert min(seconds) - 1e-5 <= found.p50_seconds <= found.p95_seconds <= max(seconds) + 1e-5


@pytest.mark.parametrize(
    ("share", "expected"), [(0, 1.0), (25, 1.75), (50, 2.5), (95, 3.85), (100, 4.0)]
)
def test_a_percentile_lies_on_the_line_between_its_neighbours(share: int, expected: float) -> None:
    """Of 1, 2, 3 and 4."""
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == pytest.approx(expected)
