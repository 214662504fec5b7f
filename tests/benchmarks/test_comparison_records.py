"""Reading lines of data, tests of one kind against another, and the histograms of a comparison."""

import gzip
import json
from pathlib import Path
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.errors import DataError
from benchmarks.comparison.generation import Generation
from benchmarks.comparison.histograms import Histograms
from benchmarks.comparison.label_check import NAMED, LabelCheck
from benchmarks.comparison.labelled_problems import Candidate, LabelledProblem
from benchmarks.comparison.measurements import Measurement
from benchmarks.comparison.plan import Plan
from benchmarks.comparison.records import BROKEN_LINE, Record, read_records
from benchmarks.comparison.tested import TestWay, chosen
from benchmarks.execution import Asserts, Execution, Outcome, TestOutcome, Verdict
from demo.server_process import free_port

SUITE = Asserts.from_source("assert True")
OUTCOMES = st.lists(st.sampled_from(Outcome), max_size=5)


def verdict(*outcomes: Outcome) -> Verdict:
    """With these outcomes, one after the other."""
    numbered = (TestOutcome(number, one, f"says {number}") for number, one in enumerate(outcomes))
    return Verdict(tuple(numbered), 1.0, 1.0)


def problem(count: int, label: bool = True) -> LabelledProblem:
    """With so many candidates of one label."""
    programs = tuple(Candidate(f"x = {n}", label) for n in range(count))
    return LabelledProblem("p", "text", programs, SUITE, SUITE)


@pytest.mark.parametrize("name", ["data.jsonl", "data.jsonl.gz"])
def test_records_are_read_compressed_or_not(tmp_path: Path, name: str) -> None:
    """Each with its place."""
    text = b'{"a": "x"}\n{"a": "y"}\n'
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    records = list(read_records(tmp_path / name, Defects()))

    assert [one.text("a") for one in records] == ["x", "y"]
    assert [one.place for one in records] == [f"{name}:1", f"{name}:2"]


@pytest.mark.parametrize("line", [b"[1]", b"3", b'"text"', b"null", b"{", b"", b"\xff\xfe"])
def test_a_line_that_holds_no_object_is_a_defect_and_the_rest_is_read(
    tmp_path: Path, line: bytes
) -> None:
    """By its number."""
    (tmp_path / "data.jsonl").write_bytes(line + b'\n{"a": "x"}\n')
    defects = Defects()
    records = list(read_records(tmp_path / "data.jsonl", defects))

    assert [one.place for one in records] == ["data.jsonl:2"]
    assert [(one.kind, one.where) for one in defects] == [(BROKEN_LINE, "data.jsonl:1")]


def test_a_file_that_is_no_gzip_is_a_defect(tmp_path: Path) -> None:
    """Whatever its name says."""
    (tmp_path / "data.jsonl.gz").write_bytes(b'{"a": "x"}\n')
    defects = Defects()

    assert list(read_records(tmp_path / "data.jsonl.gz", defects)) == []
    assert defects.counts() == {"broken file": 1}


def test_a_missing_file_names_the_flag(tmp_path: Path) -> None:
    """At the first record that is asked for."""
    with pytest.raises(DataError, match="--data"):
        next(read_records(tmp_path / "data.jsonl", Defects()))


@pytest.mark.parametrize("value", [None, 3, ["x"], {}, True])
def test_a_field_that_is_no_text_is_refused_with_its_value(value: object) -> None:
    """Where it must be there."""
    with pytest.raises(ValueError, match=r"problem is .*; it must be a string"):
        Record({"problem": value}, "file:1").text("problem")


def test_a_field_that_may_be_missing_is_empty_then() -> None:
    """Null counts as missing, and a number is refused still."""
    assert Record({}, "file:1").optional_text("prelude") == ""
    assert Record({"prelude": None}, "file:1").optional_text("prelude") == ""
    with pytest.raises(ValueError, match="prelude is 3"):
        Record({"prelude": 3}, "file:1").optional_text("prelude")


@pytest.mark.parametrize(("value", "label"), [(0, False), (1, True), (False, False), (True, True)])
def test_a_label_is_0_or_1(value: object, label: bool) -> None:
    """As the data write it."""
    assert Record({"label": value}, "file:1").label() is label


@pytest.mark.parametrize("value", [2, -1, "1", None, 0.5, [1]])
def test_any_other_label_is_refused_with_its_value(value: object) -> None:
    """It is not taken for a failure."""
    with pytest.raises(ValueError, match=r"label is .*; it must be 0 or 1"):
        Record({"label": value}, "file:1").label()


@given(values=st.dictionaries(st.text(max_size=8), st.text(max_size=30), max_size=4))
def test_any_text_is_read_as_it_was_written(
    values: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Line ends and separators of any kind stand escaped in JSON."""
    path = tmp_path_factory.mktemp("records") / "data.jsonl"
    path.write_text(json.dumps(values) + "\n", encoding="utf-8")
    (record,) = read_records(path, Defects())

    assert record.values == values


@given(verdicts=st.lists(OUTCOMES.map(lambda ends: verdict(*ends)), min_size=1, max_size=6))
def test_no_program_passes_more_tests_than_the_chosen_one(verdicts: list[Verdict]) -> None:
    """Unless the chosen one passed all of its own."""
    best = verdicts[chosen(verdicts)]

    assert best.passed or all(one.passes <= best.passes for one in verdicts)
    assert best.passed or not any(one.passed for one in verdicts)


@given(first=OUTCOMES, count=st.integers(1, 5))
def test_of_equal_programs_the_first_is_chosen(first: list[Outcome], count: int) -> None:
    """As a user would who reads from the top."""
    assert chosen([verdict(*first)] * count) == 0


@pytest.mark.parametrize(
    ("way", "name"),
    [
        (TestWay(complete=True, workers=1, stop_early=False), "complete tests, 1 worker, all"),
        (
            TestWay(complete=False, workers=2, stop_early=True),
            "original tests, 2 workers, first failure",
        ),
    ],
)
def test_a_way_is_named_by_its_tests_its_workers_and_its_end(way: TestWay, name: str) -> None:
    """Those names are the keys of the result file."""
    assert way.name == name


@given(
    workers=st.integers(1, 200),
    candidates=st.integers(1, 64),
    sizes=st.sets(st.integers(1, 128), min_size=1),
)
def test_a_plan_measures_every_size_once(workers: int, candidates: int, sizes: set[int]) -> None:
    """Up to the headline's for all problems, and beyond it for some."""
    plan = Plan(candidates, tuple(sorted(sizes | {candidates})), workers, every=8)

    assert sorted((*plan.common_sizes, *plan.larger_sizes)) == list(plan.sizes)
    assert plan.common_sizes[0] == candidates


@given(workers=st.integers(1, 200))
def test_the_workers_of_a_plan_double_up_to_all(workers: int) -> None:
    """And no way is measured twice."""
    plan = Plan(16, (16, 64), workers, every=8)
    names = [way.name for way in (*plan.common_ways, *plan.narrow_ways)]

    assert plan.worker_counts[0] == 1
    assert plan.worker_counts[-1] == workers
    assert all(b <= 2 * a for a, b in zip(plan.worker_counts, plan.worker_counts[1:], strict=False))
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("problems", "steps"), [(0, 0), (1, 2), (8, 9), (9, 11), (104, 117)])
def test_every_eighth_problem_is_measured_again(problems: int, steps: int) -> None:
    """The first one too."""
    assert Plan(16, (16,), 2, every=8).steps(problems) == steps


def test_a_label_that_a_run_does_not_confirm_is_kept_with_the_reason() -> None:
    """The first test that failed."""
    check = LabelCheck()
    execution = Execution((verdict(Outcome.PASSED, Outcome.TIMEOUT),), (1.0,))
    check.add(problem(1), execution)
    (found,) = check.disagreements

    assert (found.label, found.passed) == (True, False)
    assert (found.outcome, found.detail) == ("timeout", "says 1")
    assert len(found.program) == 16


def test_fewer_verdicts_than_candidates_check_fewer_labels() -> None:
    """Those that were run."""
    check = LabelCheck()
    check.add(problem(5), Execution((verdict(Outcome.PASSED),) * 2, (1.0, 1.0)))

    assert check.summary() == {"programs": 2, "disagreements": 0, "named": []}


def test_many_disagreements_are_counted_and_the_first_are_named() -> None:
    """A result file stays readable."""
    check = LabelCheck()
    count = NAMED + 7
    check.add(
        problem(count, label=False),
        Execution((verdict(Outcome.PASSED),) * count, (1.0,) * count),
    )
    summary = check.summary()

    assert (summary["programs"], summary["disagreements"]) == (count, count)
    assert isinstance(summary["named"], list)
    assert len(summary["named"]) == NAMED


@given(tests=st.integers(1, 100), tokens=st.integers(1, 10_000), rate=st.floats(1, 1e6))
def test_twice_the_tests_take_twice_the_time_to_generate(
    tests: int, tokens: int, rate: float
) -> None:
    """At the same rate; and twice the rate takes half."""
    once = Generation(tests, tokens, rate).seconds

    assert Generation(2 * tests, tokens, rate).seconds == pytest.approx(2 * once)
    assert Generation(tests, tokens, 2 * rate).seconds == pytest.approx(once / 2)


def histograms(*seconds: float) -> Histograms:
    """With these measurements of one way."""
    found = Histograms()
    for one in seconds:
        found.observe(Measurement("ranking", "p", 16, one, one, 0, True))
    return found


def buckets(text: str) -> dict[str, float]:
    """What a page counts below each bound."""
    (family,) = [
        one
        for one in text_string_to_metric_families(text)
        if one.name == "deskcheck_comparison_seconds"
    ]
    return {
        sample.labels["le"]: sample.value
        for sample in family.samples
        if sample.name.endswith("_bucket") and sample.labels["way"] == "ranking"
    }


def test_the_text_of_the_histograms_counts_every_measurement(tmp_path: Path) -> None:
    """Below each of its bounds; what took longer than all of them too."""
    path = tmp_path / "seconds.prom"
    histograms(0.004, 0.015, 0.5, 1000.0).write(path)
    counted = buckets(path.read_text(encoding="utf-8"))

    assert (counted["0.005"], counted["0.02"], counted["0.5"]) == (1.0, 2.0, 3.0)
    assert (counted["300.0"], counted["+Inf"]) == (3.0, 4.0)


def test_histograms_replace_those_of_an_earlier_run(tmp_path: Path) -> None:
    """They are not added to them."""
    path = tmp_path / "seconds.prom"
    histograms(0.1, 0.1, 0.1).write(path)
    histograms(0.1).write(path)

    assert buckets(path.read_text(encoding="utf-8"))["+Inf"] == 1.0


def test_prometheus_reads_them_while_a_run_goes_on() -> None:
    """On a loopback port."""
    served = histograms(0.1)
    port = free_port()
    served.serve(port)
    served.observe(Measurement("ranking", "q", 16, 0.1, 0.1, 0, True))
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as reply:
        page = reply.read().decode()

    assert buckets(page)["+Inf"] == 2.0
