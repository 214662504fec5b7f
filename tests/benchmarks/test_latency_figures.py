"""The arithmetic of the latency benchmark, on numbers that can be checked by hand."""

import pytest

from benchmarks.comparison.break_even import Line, break_even, fitted, holds_from
from benchmarks.comparison.cascade import cascaded
from benchmarks.comparison.frontier import frontier
from benchmarks.comparison.generation import Generation
from benchmarks.comparison.label_check import LabelCheck
from benchmarks.comparison.labelled_problems import Candidate, LabelledProblem
from benchmarks.comparison.measurements import Figures, Measurement, Measurements, figures
from benchmarks.comparison.plan import Plan
from benchmarks.comparison.ranking_servers import Ranked
from benchmarks.comparison.speedup import speedup
from benchmarks.comparison.tested import chosen, read_off
from benchmarks.execution import Asserts, Execution, Outcome, TestOutcome, Verdict

SUITE = Asserts.from_source("assert True")
PLAN = Plan(candidates=16, sizes=(1, 4, 16, 64), workers=2, every=4)


def measurement(way: str, problem: str, seconds: float, passes: bool = True) -> Measurement:
    """Of four candidates."""
    return Measurement(way, problem, 4, seconds, seconds / 2, 0, passes)


def verdict(passes: int, of: int, seconds: float = 1.0) -> Verdict:
    """So many tests passed, and the rest failed."""
    ends = [Outcome.PASSED] * passes + [Outcome.FAILED] * (of - passes)
    return Verdict(tuple(TestOutcome(n + 1, end) for n, end in enumerate(ends)), seconds, seconds)


def problem(*labels: bool) -> LabelledProblem:
    """With one candidate for each label."""
    programs = tuple(Candidate(f"x = {n}", label) for n, label in enumerate(labels))
    return LabelledProblem("p", "text", programs, SUITE, SUITE)


def point(way: str, seconds: float, pass_rate: float) -> Figures:
    """Figures of which only time and pass rate matter."""
    return Figures(way, 16, 10, seconds, seconds, 1.0, 1.0, pass_rate)


def test_figures_hold_percentiles_rates_and_shares() -> None:
    """Throughput is over the whole time, not a mean of rates."""
    found = figures([measurement("a", "p", 1.0), measurement("a", "q", 3.0, passes=False)])

    assert (found.problems, found.p50_seconds, found.p95_seconds) == (2, 2.0, 2.9)
    assert found.candidates_per_second == 2.0
    assert found.cpu_seconds == 1.0
    assert found.pass_rate == 0.5


def test_ways_are_compared_over_the_problems_that_both_measured() -> None:
    """A problem that one of them lost does not count for the other."""
    measured = Measurements(
        [
            measurement("fast", "p", 1.0),
            measurement("fast", "q", 2.0),
            measurement("slow", "q", 30.0),
            measurement("slow", "r", 1.0),
        ]
    )
    found = speedup(measured.paired("fast", "slow", 4))

    assert found.problems == 1
    assert found.p50 == found.p95 == found.median_of_problems == 15.0


def test_the_line_through_two_points_is_theirs() -> None:
    """A fixed part and a part for each candidate."""
    line = fitted({1: 0.3, 11: 1.3})

    assert line.fixed == pytest.approx(0.2)
    assert line.per_candidate == pytest.approx(0.1)
    assert line.at(21) == pytest.approx(2.3)


@pytest.mark.parametrize("medians", [{4: 2.0}, {1: 0.1, 4: 2.0, 8: 4.5}])
def test_a_line_never_starts_below_zero(medians: dict[int, float]) -> None:
    """Nor is one made up from a single point: it then goes through the origin."""
    line = fitted(medians)

    assert line.fixed == 0.0
    assert line.per_candidate == pytest.approx(0.5, abs=0.07)


def test_the_break_even_cost_is_where_both_take_the_same() -> None:
    """With two workers a program may cost twice the ranking's share of it."""
    row = break_even({8: 0.4}, {8: 8.0}, workers=2, tests_each=10)[0]

    assert row.speedup == 20.0
    assert row.cost_for_equal == pytest.approx(0.1)
    assert row.cost_for_ten_times == pytest.approx(1.0)
    assert row.cost_of_one_test_for_ten_times == pytest.approx(0.1)


def test_the_claim_holds_from_a_number_of_candidates_on_or_never() -> None:
    """10 (0.25 + 0.0625 n) = 1.5 n / 2 has its root at n = 20."""
    line = Line(0.25, 0.0625)

    assert holds_from(line, 1.5, 2, 10.0) == "from 20 candidates on"
    assert holds_from(line, 1.25, 2, 10.0) == "at no number of candidates"
    assert holds_from(Line(0.0, 0.0625), 1.5, 2, 10.0) == "from 1 candidates on"


def test_a_way_that_is_slower_and_no_better_is_off_the_frontier() -> None:
    """Quickest first; of two equally good ones the quicker stays."""
    points = frontier([point("slow", 3, 0.5), point("quick", 1, 0.5), point("best", 4, 0.9)])

    assert [(one.way, one.on_frontier) for one in points] == [
        ("quick", True),
        ("slow", False),
        ("best", True),
    ]


def test_generation_takes_its_tokens_at_its_rate() -> None:
    """16 tests of 600 tokens at 2000 a second."""
    assert Generation(16, 600, 2000.0).seconds == pytest.approx(4.8)


def test_tests_choose_a_full_pass_then_most_passes_then_the_first() -> None:
    """A program that stopped early with all passed has them all."""
    assert chosen([verdict(5, 6), verdict(3, 3), verdict(3, 3)]) == 1
    assert chosen([verdict(2, 6), verdict(4, 6), verdict(4, 6)]) == 1
    assert chosen([verdict(0, 0), verdict(0, 1)]) == 0


def test_fewer_candidates_are_read_off_a_longer_run() -> None:
    """Their time is when the last of them was done, whatever came after."""
    execution = Execution((verdict(0, 2), verdict(2, 2), verdict(2, 2)), (1.5, 1.0, 2.5))
    found = read_off("way", problem(False, True, True), execution, 2)

    assert (found.seconds, found.cpu_seconds) == (1.5, 2.0)
    assert (found.selected, found.passes) == (1, True)


def test_a_cascade_adds_its_parts_and_keeps_the_best_that_passes() -> None:
    """The order of the execution is that of the ranking; the label is the chosen one's."""
    ranked = Ranked((2, 0, 1), seconds=0.5, cpu_seconds=0.25, tokens=9, cached_tokens=0)
    execution = Execution((verdict(0, 1), verdict(1, 1)), (1.0, 2.0))
    both = cascaded("rerank", problem(True, False, False), ranked, execution, 2)
    first = cascaded("rerank", problem(True, False, False), ranked, execution, 1)

    assert (both.seconds, both.cpu_seconds, both.selected, both.passes) == (2.5, 2.25, 0, True)
    assert (first.seconds, first.selected, first.passes) == (1.5, 2, False)


def test_disagreements_with_the_labels_are_named_and_counted() -> None:
    """By the hash of the program, with what our run found."""
    check = LabelCheck()
    check.add(problem(True, True), Execution((verdict(1, 1), verdict(0, 1)), (1.0, 1.0)))
    summary = check.summary()

    assert (summary["programs"], summary["disagreements"]) == (2, 1)
    assert "'label': True, 'passed': False, 'outcome': 'failed'" in str(summary["named"])


def test_the_plan_leaves_costly_ways_to_some_problems() -> None:
    """Larger sizes and fewer workers; the headline's size comes first of the others."""
    assert {way.workers for way in PLAN.common_ways} == {2}
    assert {way.workers for way in PLAN.narrow_ways} == {1}
    assert PLAN.common_sizes == (16, 1, 4)
    assert PLAN.larger_sizes == (64,)
    assert PLAN.wide_ways == [PLAN.headline, PLAN.first_failure]
    assert PLAN.steps(9) == 9 + 3


def test_a_plan_without_larger_sizes_tests_nothing_wide() -> None:
    """As in a quick run."""
    plan = Plan(candidates=4, sizes=(2, 4), workers=1, every=4)

    assert plan.wide_ways == plan.narrow_ways == []
