"""What users bring: every candidate is measured, or named and counted."""

import gzip
import json
from pathlib import Path

import pytest

from benchmarks.comparison.defects import Defects
from benchmarks.testbed.errors import TestbedError
from benchmarks.testbed.graded import Graded, graded, read_graded
from benchmarks.testbed.rows import mixed_rows
from benchmarks.testbed.writers import Writers
from deskcheck_models.training.labelled import LabelledDataError
from tests.benchmarks.testbed_data import candidates, record, records, write_data


def read(folder: Path, *names: str) -> tuple[list[Graded], Defects]:
    """The candidates of files, and the defects."""
    defects = Defects()
    return list(read_graded([folder / name for name in names], defects)), defects


def test_a_rate_is_the_share_of_tests_that_passed() -> None:
    """Where it is told; a label alone gives a right program 1 and a wrong one nothing."""
    told, right, wrong = candidates(
        [record("p", 3), record("p", None) | {"label": 1}, record("p", None)]
    )

    assert (told.rate, right.rate, wrong.rate) == (0.3, 1.0, None)
    assert (told.truth, right.truth, wrong.truth) == (0.3, 1.0, 0.0)


def test_a_failing_program_that_passed_all_counted_tests_has_no_rate() -> None:
    """It failed by time or by a crash, and is not as good as a right one."""
    (odd,) = candidates([record("p", 10) | {"label": 0}])

    assert odd.rate is None


def test_more_passed_tests_than_tests_are_refused() -> None:
    """By place and value."""
    with pytest.raises(LabelledDataError, match="here passed 11 of 10 tests"):
        graded(record("p", 11), "here")


@pytest.mark.parametrize("name", ["own.jsonl.gz", "own.jsonl"])
def test_broken_lines_and_candidates_without_a_label_are_named(tmp_path: Path, name: str) -> None:
    """By file and line, compressed or not; the others are read."""
    lines = [
        json.dumps(record("p", 10)),
        "{",
        json.dumps({**record("p", 0), "label": None}),
        json.dumps({**record("p", 0), "label": 2}),
        json.dumps({**record("p", 0), "candidate": " "}),
        json.dumps({**record("p", 0), "language": "cobol"}),
        json.dumps({**record("p", 0), "policy": "mutant"}),
    ]
    text = "\n".join(lines).encode()
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    found, defects = read(tmp_path, name)

    assert len(found) == 1
    assert defects.counts() == {
        "broken line": 2,
        "candidate without a label": 1,
        "empty program": 1,
        "language that is not known": 1,
        "mutant, which nobody wrote": 1,
    }
    assert {one.where for one in defects if one.kind == "broken line"} == {f"{name}:2", f"{name}:4"}


def test_a_file_that_ends_early_keeps_what_was_read(tmp_path: Path) -> None:
    """And is a defect by name."""
    write_data(tmp_path, records("p", [10, 0] * 500))
    path = tmp_path / "own.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-300])
    found, defects = read(tmp_path, "own.jsonl.gz")

    assert found
    assert defects.counts()["broken file"] == 1


def test_a_table_holds_the_candidates_that_its_lines_hold(tmp_path: Path) -> None:
    """Parquet as JSON lines."""
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    found = records("own/1", [3, 10])
    write_data(tmp_path, found)
    parquet.write_table(pyarrow.Table.from_pylist(found), tmp_path / "own.parquet")

    (lines, _), (table, defects) = read(tmp_path, "own.jsonl.gz"), read(tmp_path, "own.parquet")

    assert table == lines
    assert defects.counts() == {}


def test_a_table_that_is_none_is_a_defect(tmp_path: Path) -> None:
    """Parquet in name only."""
    (tmp_path / "own.parquet").write_bytes(b"no table")
    found, defects = read(tmp_path, "own.parquet")

    assert not found
    assert defects.counts() == {"broken file": 1}


def test_the_same_program_counts_once_whatever_its_comments() -> None:
    """Two writers who wrote the same are one candidate."""
    defects = Defects()
    again = record("p", 10, writer="gpt-4")
    (row,) = mixed_rows(candidates([record("p", 10), again, record("p", 0, number=1)]), defects)

    assert len(row.candidates) == 2
    assert defects.counts() == {"the same program again": 1}


def test_a_program_with_both_labels_is_left_out_and_named() -> None:
    """Nobody can say what it is."""
    defects = Defects()
    (row,) = mixed_rows(
        candidates([record("p", 10), record("p", 0), *records("p", [10, 0], start=5)]), defects
    )

    assert len(row.candidates) == 2
    assert defects.counts() == {"the same program with both labels": 1}
    assert "2 times" in next(iter(defects)).detail


def test_a_problem_with_one_label_is_named() -> None:
    """By its language and by what all its programs did."""
    defects = Defects()
    mixed_rows(candidates([*records("a", [10, 10]), *records("b", [0])]), defects)

    assert [(one.kind, one.where, one.detail) for one in defects] == [
        ("problem with one label only", "a", "python: all 2 programs passed"),
        ("problem with one label only", "b", "python: all 1 programs failed"),
    ]


def test_one_id_for_two_statements_is_named_and_they_are_kept_apart() -> None:
    """Programs for one of them say nothing about the other."""
    defects = Defects()
    other = [{**one, "problem": "Something else."} for one in records("p", [10, 0], start=5)]
    rows = mixed_rows(candidates([*records("p", [10, 0]), *other]), defects)

    assert [len(row.candidates) for row in rows] == [2, 2]
    assert defects.counts() == {"one id for two statements": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("writer = [", "cannot be read"),
        ("", r"no \[\[writer\]\]"),
        ("[[writer]]\npattern = '('\nfamily = 'x'", r"the pattern '\('"),
        ("[[writer]]\npattern = 'a'", "give two texts"),
        ("[[writer]]\npattern = 'a'\nfamily = 'x'\nsrong = true", "'srong'"),
    ],
)
def test_a_wrong_file_of_writers_is_an_error(tmp_path: Path, content: str, message: str) -> None:
    """With the value."""
    path = tmp_path / "writers.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TestbedError, match=message):
        Writers.read(path)
