"""Where ranking stops being faster: what must hold for any measured medians."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.comparison.break_even import Line, break_even, fitted, holds_from

SECONDS = st.floats(1e-4, 1e3)
SIZES = st.integers(1, 64)
MEDIANS = st.dictionaries(SIZES, SECONDS, min_size=1, max_size=7)


@given(fixed=st.floats(0, 10), per_candidate=st.floats(1e-3, 10), sizes=st.sets(SIZES, min_size=2))
def test_a_line_is_found_again_from_its_own_points(
    fixed: float, per_candidate: float, sizes: set[int]
) -> None:
    """However many points it is given by."""
    true = Line(fixed, per_candidate)
    found = fitted({size: true.at(size) for size in sizes})

    assert found.at(16) == pytest.approx(true.at(16), rel=1e-4, abs=1e-6)


@given(medians=MEDIANS)
def test_a_line_never_has_a_fixed_part_below_zero(medians: dict[int, float]) -> None:
    """Ranking no candidates takes no less than no time."""
    assert fitted(medians).fixed >= 0.0


@given(medians=MEDIANS, times=st.floats(0.1, 100))
def test_slower_measurements_give_a_line_that_is_slower_by_as_much(
    medians: dict[int, float], times: float
) -> None:
    """The unit of time does not matter."""
    line = fitted(medians)
    slower = fitted({size: times * seconds for size, seconds in medians.items()})

    assert slower.at(10) == pytest.approx(times * line.at(10), rel=1e-6, abs=1e-9)


@given(rerank=MEDIANS, tests=MEDIANS, workers=st.integers(1, 64), each=st.floats(1, 1000))
def test_there_is_a_row_for_each_size_that_both_have(
    rerank: dict[int, float], tests: dict[int, float], workers: int, each: float
) -> None:
    """The fewest candidates first."""
    rows = break_even(rerank, tests, workers=workers, tests_each=each)

    assert [row.candidates for row in rows] == sorted(rerank.keys() & tests.keys())


@given(seconds=SECONDS, size=SIZES, workers=st.integers(1, 16))
def test_ten_times_faster_asks_for_ten_times_the_cost(
    seconds: float, size: int, workers: int
) -> None:
    """Of a program's tests, with the same workers."""
    row = break_even({size: seconds}, {size: seconds}, workers=workers, tests_each=1.0)[0]

    assert row.cost_for_ten_times == pytest.approx(10 * row.cost_for_equal, abs=1e-4)
    assert row.speedup == 1.0


@pytest.mark.parametrize(
    ("tests_each", "cost"), [(1.0, 2.0), (10.0, 0.2), (250.0, 0.008)], ids=["1", "10", "250"]
)
def test_what_one_test_must_cost_is_a_share_of_what_all_must(
    tests_each: float, cost: float
) -> None:
    """Ranking 8 in 0.8 s, on two workers: ten times that is 2 s for each program's tests."""
    row = break_even({8: 0.8}, {8: 1.6}, workers=2, tests_each=tests_each)[0]

    assert row.cost_for_ten_times == pytest.approx(2.0)
    assert row.cost_of_one_test_for_ten_times == pytest.approx(cost)


def test_sizes_that_only_one_side_measured_have_no_row() -> None:
    """Nothing is read off a line here: both were measured."""
    assert break_even({1: 0.1, 4: 0.2}, {8: 1.0}, workers=1, tests_each=1.0) == []


@given(
    fixed=st.floats(0, 2),
    per_candidate=st.floats(1e-4, 0.5),
    cost=st.floats(1e-3, 20),
    workers=st.integers(1, 8),
    times=st.sampled_from([1.0, 10.0]),
)
def test_the_claim_holds_at_the_number_it_names_and_not_before(
    fixed: float, per_candidate: float, cost: float, workers: int, times: float
) -> None:
    """Tried out by computing both sides."""
    line = Line(fixed, per_candidate)
    said = holds_from(line, cost, workers, times)

    def holds(candidates: int) -> bool:
        return cost * candidates / workers >= times * line.at(candidates) * (1 - 1e-9)

    if said == "at no number of candidates":
        assert not any(math.nextafter(cost, 0) * n / workers > times * line.at(n) for n in (1, 999))
        return
    first = int(said.split()[1])
    assert holds(first)
    assert first == 1 or not cost * (first - 1) / workers > times * line.at(first - 1) * (1 + 1e-9)


def test_tests_that_take_no_time_are_never_slower() -> None:
    """Whatever ranking takes."""
    assert holds_from(Line(0.0, 1e-6), 0.0, 1, 1.0) == "at no number of candidates"
