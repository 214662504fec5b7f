"""Problems for the latency benchmark: a fair draw, and every defect of the data by name."""

import gzip
from pathlib import Path

import pytest

from benchmarks.comparison.defects import NAMED, Defects
from benchmarks.comparison.errors import DataError
from benchmarks.comparison.labelled_problems import FILES, LabelledProblem, draw_problems
from tests.benchmarks.latency_folder import candidates, suite_record, write_folder, write_records


def drawn(
    folder: Path, *, count: int = 9, least: int = 4, seed: int = 1
) -> tuple[list[LabelledProblem], Defects]:
    """The problems and the defects."""
    defects = Defects()
    problems = draw_problems(folder, count=count, least=least, most=64, seed=seed, defects=defects)
    return problems, defects


def test_half_of_the_problems_come_from_each_source_where_it_can(tmp_path: Path) -> None:
    """Each once, in an order that mixes them."""
    problems, defects = drawn(write_folder(tmp_path, problems=5), count=6)
    names = [problem.id for problem in problems]

    assert len(set(names)) == 6
    assert sum(name.startswith("mbpp") for name in names) == 3
    assert not defects.counts()


def test_the_same_seed_draws_the_same_and_another_one_something_else(tmp_path: Path) -> None:
    """Problems, candidates, and the order of both."""
    folder = write_folder(tmp_path, problems=8, count=9)

    assert drawn(folder)[0] == drawn(folder)[0]
    assert drawn(folder)[0] != drawn(folder, seed=2)[0]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named_with_the_remedy(tmp_path: Path, name: str) -> None:
    """Whichever it is."""
    write_folder(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(DataError, match=rf"{name} is missing; .* --data"):
        drawn(tmp_path)


def test_a_file_that_ends_early_keeps_what_was_read(tmp_path: Path) -> None:
    """And is a defect by name."""
    write_folder(tmp_path, problems=40)
    path = tmp_path / "mbpp.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-200])
    problems, defects = drawn(tmp_path)

    assert problems
    assert defects.counts()["broken file"] == 1
    assert [one.where for one in defects if one.kind == "broken file"] == ["mbpp.jsonl.gz"]


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"\xff",
        b'{"problem_id": 5}',
        b'{"problem_id": "mbpp/0", "problem": "p", "candidate": "c", "label": 2}',
    ],
)
def test_a_line_that_is_no_record_is_named_by_its_number(tmp_path: Path, line: bytes) -> None:
    """The others of the file are used."""
    write_folder(tmp_path)
    path = tmp_path / "mbpp.jsonl.gz"
    with gzip.open(path, "ab") as file:
        file.write(line + b"\n")
    problems, defects = drawn(tmp_path)

    assert len(problems) == 6
    assert [(one.kind, one.where) for one in defects] == [("broken line", "mbpp.jsonl.gz:13")]


def test_problems_without_tests_and_with_too_few_candidates_are_counted(tmp_path: Path) -> None:
    """One of each kind is left out by name; so is one without extended tests."""
    write_folder(tmp_path)
    names = ["mbpp/none", "mbpp/few", "mbpp/plain"]
    records = candidates(names[0], 4) + candidates(names[1], 3) + candidates(names[2], 4)
    write_records(tmp_path / "mbpp.jsonl.gz", records)
    suites = [suite_record(names[1]), suite_record(names[2]) | {"plus_tests": None}]
    write_records(
        tmp_path / "tests.jsonl.gz", [*(suite_record(f"humaneval/{n}") for n in range(3)), *suites]
    )
    problems, defects = drawn(tmp_path)
    found = {(one.kind, one.where) for one in defects}

    assert len(problems) == 3
    assert found >= {("no complete tests", "mbpp/none"), ("no extended tests", "mbpp/plain")}
    assert ("too few candidates", "mbpp/few") in found


def test_a_program_that_occurs_twice_counts_once_and_never_with_two_labels(
    tmp_path: Path,
) -> None:
    """Disagreeing labels leave the program out altogether."""
    write_folder(tmp_path, problems=1, count=6)
    records = candidates("mbpp/0", 6)
    records += [records[0], records[1] | {"label": 1}]
    write_records(tmp_path / "mbpp.jsonl.gz", records)
    problems, defects = drawn(tmp_path)
    sizes = {problem.id: len(problem.candidates) for problem in problems}

    assert sizes == {"humaneval/0": 6, "mbpp/0": 5}
    assert defects.counts() == {"program twice": 1, "program with both labels": 2}


def test_tests_given_twice_or_broken_are_named(tmp_path: Path) -> None:
    """The first ones are used; tests that do not parse leave their problem without any."""
    write_folder(tmp_path, problems=1)
    suites = [suite_record("humaneval/0")] * 2 + [suite_record("mbpp/0") | {"tests": "assert ("}]
    write_records(tmp_path / "tests.jsonl.gz", suites)
    problems, defects = drawn(tmp_path)

    assert [problem.id for problem in problems] == ["humaneval/0"]
    assert defects.counts() == {"duplicate tests": 1, "broken tests": 1}


def test_a_folder_without_any_usable_problem_is_an_error(tmp_path: Path) -> None:
    """It says what was looked for."""
    with pytest.raises(DataError, match="has tests and 99 candidates"):
        drawn(write_folder(tmp_path), least=99)


def test_of_many_defects_the_first_are_named_and_all_are_counted() -> None:
    """Results stay readable."""
    defects = Defects()
    for number in range(NAMED + 5):
        defects.add("odd", str(number))
    summary = defects.summary()

    assert summary["counts"] == {"odd": NAMED + 5}
    assert len(list(summary["named"])) == NAMED  # type: ignore[call-overload]
