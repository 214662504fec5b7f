"""What the latency benchmark says of measurements that were made by hand."""

from pathlib import Path

import pytest

from benchmarks.comparison.cascade import cascade_way
from benchmarks.comparison.comparison import NOT_REACHED, Comparison
from benchmarks.comparison.defects import Defects
from benchmarks.comparison.errors import NoRankingError
from benchmarks.comparison.generation import Generation
from benchmarks.comparison.histograms import Histograms
from benchmarks.comparison.journal import Journal
from benchmarks.comparison.labelled_problems import Candidate, LabelledProblem
from benchmarks.comparison.measurements import Measurement
from benchmarks.comparison.plan import Plan
from benchmarks.comparison.start_cost import StartCost
from benchmarks.comparison.summary import Summary
from benchmarks.execution import Asserts

SUITE = Asserts.from_source("assert True")
PLAN = Plan(candidates=2, sizes=(1, 2, 4), workers=2, every=4)
RANK = "rerank, nano, embedded"
LABELS = {"p": (True, False, True, False), "q": (False, True, False, False)}
Row = tuple[str, str, int, float, bool]


def problem(name: str) -> LabelledProblem:
    """With its labels."""
    programs = tuple(Candidate(f"x = {n}", label) for n, label in enumerate(LABELS[name]))
    return LabelledProblem(name, "text", programs, SUITE, SUITE)


def common(name: str, rank: float, tests: float, chosen: bool) -> list[Row]:
    """One problem at the headline's size by all ways; only the complete tests choose rightly."""
    return [
        (RANK, name, 2, rank, chosen),
        (PLAN.headline.name, name, 2, tests, True),
        (PLAN.first_failure.name, name, 2, tests / 2, True),
        (PLAN.cheap.name, name, 2, tests / 4, chosen),
        (cascade_way(RANK, 1), name, 2, rank + tests / 4, chosen),
        (cascade_way(RANK, 2), name, 2, rank + tests / 2, True),
    ]


ROWS = [*common("p", 0.1, 2.0, True), *common("q", 0.3, 3.0, False)]


@pytest.fixture
def comparison(tmp_path: Path) -> Comparison:
    """Nothing measured yet."""
    defects = Defects()
    journal = Journal.open(tmp_path, {}, defects)
    found = Comparison(PLAN, [], {}, Histograms(), defects, journal)
    found.tests_per_program = [3, 5, 10]
    found.seconds_per_program = [0.5, 1.5]
    return found


def summary(comparison: Comparison, rows: list[Row]) -> Summary:
    """Of these rows: way, problem, candidates, seconds, and whether what is chosen passes."""
    for way, name, candidates, seconds, passes in rows:
        comparison.measurements.add(
            Measurement(way, name, candidates, seconds, 2 * seconds, 0, passes)
        )
    return Summary(
        plan=PLAN,
        ways=(RANK,),
        comparison=comparison,
        problems=[problem("p"), problem("q")],
        start=StartCost(empty_seconds=0.02, numpy_seconds=0.1),
        generation=Generation(tests=10, tokens_per_test=100, tokens_per_second=500.0),
    )


def test_the_headline_compares_ranking_with_complete_tests(comparison: Comparison) -> None:
    """Medians of 0.2 and 2.5 seconds, over both problems."""
    line = summary(comparison, ROWS).headline()

    assert (line["speedup_p50"], line["problems"], line["candidates"]) == (12.5, 2, 2)
    assert line["first_failure_speedup_p50"] == 6.25
    assert line["original_tests_speedup_p50"] == pytest.approx(3.12, abs=0.01)


def test_the_headline_says_how_well_each_selects(comparison: Comparison) -> None:
    """Ranking half of the problems, tests all; and what neither chance nor luck can change."""
    line = summary(comparison, ROWS).headline()

    assert (line["selected_pass_rate"], line["tests_pass_rate"]) == (0.5, 1.0)
    assert line["original_tests_pass_rate"] == 0.5
    assert (line["random_pass_rate"], line["oracle_pass_rate"]) == (0.5, 1.0)


def test_chance_is_counted_over_the_measured_problems_alone(comparison: Comparison) -> None:
    """Over the candidates that were looked at: two of four."""
    line = summary(comparison, common("q", 0.3, 3.0, True)).headline()

    assert line["random_pass_rate"] == 0.5
    assert line["problems"] == 1


def test_without_a_ranking_there_is_no_figure(comparison: Comparison) -> None:
    """The error says what happened instead."""
    comparison.defects.add(NOT_REACHED, "p")

    with pytest.raises(NoRankingError, match=NOT_REACHED):
        summary(comparison, ROWS[1:6]).headline()


def test_every_size_that_both_have_is_compared(comparison: Comparison) -> None:
    """With more and with fewer candidates than the headline's."""
    more: list[Row] = [
        (RANK, "p", 4, 0.2, True),
        (PLAN.headline.name, "p", 4, 4.0, True),
        (RANK, "p", 1, 0.05, True),
    ]
    rows = summary(comparison, [*ROWS, *more]).figures()["speedups"]

    assert isinstance(rows, list)
    compared = {(row["against"], row["candidates"]): row["p50"] for row in rows}
    assert compared[PLAN.headline.name, 2] == 12.5
    assert compared[PLAN.headline.name, 4] == 20.0
    assert (PLAN.headline.name, 1) not in compared


def test_the_frontier_is_over_problems_that_all_ways_have(comparison: Comparison) -> None:
    """A way that was stopped early is not compared on easier problems."""
    rows = summary(comparison, [*ROWS[:6], ROWS[6]]).figures()["frontier"]

    assert isinstance(rows, list)
    seconds = {row["way"]: row["p50_seconds"] for row in rows}
    assert seconds[RANK] == 0.1
    assert rows[0] == {"way": RANK, "p50_seconds": 0.1, "pass_rate": 1.0, "on_frontier": True}


def test_samples_name_each_problem(comparison: Comparison) -> None:
    """So that two results can be paired."""
    samples = summary(comparison, ROWS).figures()["samples"]

    assert isinstance(samples, dict)
    assert samples["candidates"] == 2
    assert samples["seconds"][RANK] == {"p": 0.1, "q": 0.3}
    assert samples["passes"][RANK] == {"p": 1, "q": 0}
    assert samples["passes"][cascade_way(RANK, 2)] == {"p": 1, "q": 1}


def test_generated_tests_are_said_to_be_modelled(comparison: Comparison) -> None:
    """1,000 tokens at 500 a second, then the tests as measured: 4.0 and 5.0 seconds."""
    generated = summary(comparison, ROWS).figures()["generate_then_execute"]

    assert isinstance(generated, dict)
    assert generated["modelled"].startswith("generation")
    assert generated["generation_seconds"] == 2.0
    assert generated["p50_seconds"] == 4.5
    assert generated["speedup_p50_of_problems"] == pytest.approx((40.0 + 5.0 / 0.3) / 2, abs=0.1)


def test_tests_are_counted_and_their_cost_is_divided_among_them(comparison: Comparison) -> None:
    """A mean of one second for six tests each."""
    tests = summary(comparison, ROWS).figures()["tests"]

    assert isinstance(tests, dict)
    assert tests["median_per_program"] == 5.0
    assert (tests["fewest_per_program"], tests["most_per_program"]) == (3, 10)
    assert tests["mean_seconds_per_program"] == 1.0
    assert tests["mean_seconds_per_test"] == pytest.approx(3 / 18)
    assert (tests["empty_seconds"], tests["numpy_seconds"]) == (0.02, 0.1)


def test_break_even_is_told_for_each_server(comparison: Comparison) -> None:
    """One size only: the line goes through the origin, a tenth of a second a candidate."""
    told = summary(comparison, ROWS).figures()["break_even"]

    assert isinstance(told, dict)
    assert told[RANK]["rerank_line"] == {"fixed": 0.0, "per_candidate": pytest.approx(0.1)}
    assert told[RANK]["median_cost_per_program"] == 2.5
    assert told[RANK]["ten_times_at_that_cost"] == "from 1 candidates on"
    assert told[RANK]["ten_times_if_tests_took_no_time"] == "at no number of candidates"
    assert [row["candidates"] for row in told[RANK]["by_candidates"]] == [2]


def test_a_server_that_ranked_nothing_has_no_break_even(comparison: Comparison) -> None:
    """It is said, in place of numbers."""
    found = summary(comparison, ROWS)
    two = Summary(
        found.plan,
        (RANK, "rerank, other"),
        comparison,
        found.problems,
        found.start,
        found.generation,
    )
    told = two.figures()["break_even"]

    assert isinstance(told, dict)
    assert told["rerank, other"] == {"missing": "nothing was ranked and tested"}


def test_a_run_is_complete_unless_something_was_not_reached(comparison: Comparison) -> None:
    """Other defects are the data's."""
    comparison.defects.add("program twice", "p")
    assert comparison.complete

    comparison.defects.add(NOT_REACHED, "q")
    assert not comparison.complete
