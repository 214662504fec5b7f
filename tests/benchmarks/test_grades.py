"""Shares of tests from runs of our own, from the sandbox to the testbed's lists."""

import json
from pathlib import Path

import pytest

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.records import BROKEN_LINE
from benchmarks.execution import SandboxError, usable_sandbox
from benchmarks.grades import main
from benchmarks.testbed.graded import DISAGREEING, Graded, read_graded
from benchmarks.testbed.grades import Grade, grade_key, read_grades, write_grades
from deskcheck_models.training.labelled import Split, split_of
from tests.benchmarks.latency_folder import suite_record, write_folder, write_records
from tests.benchmarks.testbed_data import record

PROGRAM = str(record("own/1", None)["candidate"])


def graded_with(folder: Path, grade: Grade, **changes: object) -> tuple[Graded, Defects]:
    """A failing candidate, read with a grade of its own."""
    write_records(folder / "own.jsonl.gz", [{**record("own/1", None), **changes}])
    defects = Defects()
    grades = {grade_key("own/1", PROGRAM): grade}
    (found,) = read_graded([folder / "own.jsonl.gz"], defects, grades)
    return found, defects


@pytest.mark.parametrize(("passed", "nearly"), [(0, False), (6, False), (9, True)])
def test_a_grade_is_the_rate_where_the_data_tell_only_the_label(
    tmp_path: Path, passed: int, nearly: bool
) -> None:
    """And says whether the program nearly passed."""
    found, _ = graded_with(tmp_path, Grade(10, passed))

    assert (found.rate, found.nearly) == (passed / 10, nearly)


def test_the_rate_of_the_data_comes_first(tmp_path: Path) -> None:
    """Its publisher ran more tests than we have."""
    found, defects = graded_with(tmp_path, Grade(10, 9), extra={"n_tests": 10, "n_passed": 2})

    assert (found.rate, defects.counts()) == (0.2, {})


@pytest.mark.parametrize(("label", "passed", "rate"), [(0, 10, None), (1, 4, 1.0)])
def test_the_label_counts_where_a_run_says_otherwise(
    tmp_path: Path, label: int, passed: int, rate: float | None
) -> None:
    """Neither is dropped, and the disagreement is named."""
    found, defects = graded_with(tmp_path, Grade(10, passed), label=label)

    assert (found.rate, defects.counts()) == (rate, {DISAGREEING: 1})


def test_grades_are_read_as_they_were_written(tmp_path: Path) -> None:
    """Half a line at the end is named and left out."""
    file, defects = tmp_path / "grades.jsonl", Defects()
    write_grades(file, [(grade_key("own/1", PROGRAM), Grade(10, 3))])
    with file.open("a", encoding="utf-8") as lines:
        lines.write('{"problem_id": "own/2", "pro')

    assert read_grades(file, defects) == {grade_key("own/1", f"\n{PROGRAM}\n"): Grade(10, 3)}
    assert defects.counts() == {BROKEN_LINE: 1}


def test_candidates_are_run_and_a_problem_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong program passes what does not show its fault; a second run finds nothing to do."""
    try:
        usable_sandbox()
    except SandboxError as error:
        pytest.skip(str(error))
    problem = next(name for n in range(99) if split_of(name := f"mbpp/{n}") is Split.TEST)
    write_folder(tmp_path, problems=0)
    right = "def add(x):\n    return x + 1\n"
    wrong = "def add(x):\n    return abs(x) + 1\n"
    written = [
        {"problem_id": problem, "problem": "Add 1.", "candidate": program, "label": label}
        for program, label in ((right, 1), (wrong, 0))
    ]
    write_records(tmp_path / "mbpp.jsonl.gz", written)
    write_records(tmp_path / "tests.jsonl.gz", [suite_record(problem)])
    file = tmp_path / "grades.jsonl"
    lines = []
    for _ in range(2):
        main(["--data", str(tmp_path), "--grades", str(file)])
        lines.append(json.loads(capsys.readouterr().out.splitlines()[-1]))

    assert [(line["problems"], line["programs"]) for line in lines] == [(1, 2), (0, 0)]
    assert lines[0]["disagreements"] == 0
    assert read_grades(file, Defects()) == {
        grade_key(problem, right): Grade(4, 4),
        grade_key(problem, wrong): Grade(4, 3),
    }


def test_missing_data_end_the_run_with_a_message(tmp_path: Path) -> None:
    """Not with a traceback."""
    with pytest.raises(SystemExit, match=r"tests\.jsonl\.gz is missing"):
        main(["--data", str(tmp_path), "--grades", str(tmp_path / "grades.jsonl")])
