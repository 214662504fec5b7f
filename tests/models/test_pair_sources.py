"""Candidates are read from JSON lines, parquet, folders and the columns of other people's pairs."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from deskcheck_models.training.labelled import Labelled, LabelledDataError
from deskcheck_models.training.pairs.sources import read_candidates, source_files

RECORD: Mapping[str, object] = {
    "source": "mbpp",
    "problem_id": "mbpp/1",
    "problem": "Add.",
    "language": "python",
    "candidate": "a + b",
    "policy": "small",
    "label": 1,
}
PREFERENCE = {"question_content": "Add.", "code_pos": "a + b\n", "code_neg": "a - b"}


def _lines(file: Path, *records: Mapping[str, object] | str) -> Path:
    content = "\n".join(
        one if isinstance(one, str) else json.dumps(one) for one in records
    ).encode()
    file.write_bytes(gzip.compress(content) if file.suffix == ".gz" else content)
    return file


def _table(file: Path, records: Sequence[Mapping[str, object]]) -> Path:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow comes with the train extra")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.Table.from_pylist(list(records)), file)
    return file


def _read(*sources: Path) -> list[Labelled]:
    return list(read_candidates(source_files([str(one) for one in sources])))


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_lines_are_read_plain_and_gzipped(tmp_path: Path, name: str) -> None:
    """Blank ones are passed over."""
    file = _lines(tmp_path / name, RECORD, "", {**RECORD, "label": 0, "candidate": "a - b"})

    assert [(one.program, one.passed) for one in _read(file)] == [("a + b", True), ("a - b", False)]


@pytest.mark.parametrize("extra", [{"base_pass": True}, json.dumps({"base_pass": True})])
def test_rows_of_a_table_are_read_as_lines_are(tmp_path: Path, extra: object) -> None:
    """Whether extra is a structure or JSON text."""
    rows = [{**RECORD, "extra": extra}, {**RECORD, "label": 0, "extra": extra}]

    assert [one.near_miss for one in _read(_table(tmp_path / "a.parquet", rows))] == [False, True]


@pytest.mark.parametrize(
    "extra", [{"kind": "implanted_bug"}, {"bug_type": "loop"}, {"base_pass": True}]
)
def test_near_misses_are_told_by_their_extra(tmp_path: Path, extra: Mapping[str, object]) -> None:
    """Only where the program failed."""
    passing, failing = ({**RECORD, "label": label, "extra": extra} for label in (1, 0))

    assert [one.near_miss for one in _read(_lines(tmp_path / "a.jsonl", passing, failing))] == [
        False,
        True,
    ]


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    """By name, below it too; tests of problems are no candidates."""
    (tmp_path / "data").mkdir()
    _lines(tmp_path / "data" / "b.jsonl", {**RECORD, "candidate": "b"})
    _lines(tmp_path / "a.jsonl.gz", {**RECORD, "candidate": "a"})
    _lines(tmp_path / "tests.jsonl.gz", "{}")
    (tmp_path / "README.md").write_text("no data")

    assert [one.program for one in _read(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_pairs_made_elsewhere_are_taken_apart(tmp_path: Path, form: str) -> None:
    """As those of CodeScalerPair-51K; the problem's text stands for its id."""
    rows = [PREFERENCE, {**PREFERENCE, "question_content": "Subtract."}]
    file = tmp_path / f"train.{form}"
    one, other, third, _ = _read(_table(file, rows) if form == "parquet" else _lines(file, *rows))

    assert (one.program, one.passed, one.language) == ("a + b", True, "python")
    assert (other.program, other.passed) == ("a - b", False)
    assert one.problem_id == other.problem_id != third.problem_id


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"a\.jsonl:2 is not JSON"),
        ("[1]", r"a\.jsonl:2 is no JSON object"),
        ({"label": 1}, r"a\.jsonl:2 lacks source, problem_id, problem"),
        ({**RECORD, "candidate": None}, r"a\.jsonl:2 has None as candidate: give a text"),
        ({**RECORD, "label": "yes"}, r"a\.jsonl:2 has the label 'yes'"),
        ({**RECORD, "extra": "{"}, r"a\.jsonl:2 has extra that is not JSON"),
        ({**RECORD, "extra": [1]}, r"a\.jsonl:2 has \[1\] as extra"),
        ({"question_content": "Add.", "code_pos": "x"}, r"a\.jsonl:2 lacks code_neg"),
        ({**PREFERENCE, "code_neg": 3}, r"a\.jsonl:2 has 3 as code_neg: give a text"),
    ],
    ids=str,
)
def test_a_bad_line_is_named(
    tmp_path: Path, line: Mapping[str, object] | str, message: str
) -> None:
    """File, line and field."""
    with pytest.raises(LabelledDataError, match=message):
        _read(_lines(tmp_path / "a.jsonl", RECORD, line))


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    """As those of another encoding."""
    file = tmp_path / "a.jsonl"
    file.write_bytes(json.dumps(RECORD).encode() + b'\n{"problem": "\xff"}\n')

    with pytest.raises(LabelledDataError, match=r"a\.jsonl:2 is not JSON"):
        _read(file)


@pytest.mark.parametrize("cut", [3, 40])
def test_a_broken_archive_is_named(tmp_path: Path, cut: int) -> None:
    """One that was not copied to its end, or is none."""
    file = _lines(tmp_path / "a.jsonl.gz", *[RECORD] * 50)
    file.write_bytes(file.read_bytes()[cut:] if cut == 3 else file.read_bytes()[:cut])

    with pytest.raises(LabelledDataError, match=r"a\.jsonl\.gz ends or breaks after line \d+"):
        _read(file)


def test_a_file_that_is_no_table_is_named(tmp_path: Path) -> None:
    """Although it is called one."""
    pytest.importorskip("pyarrow", reason="pyarrow comes with the train extra")
    file = tmp_path / "a.parquet"
    file.write_text("no table")

    with pytest.raises(LabelledDataError, match=r"a\.parquet is no parquet file that can be read"):
        _read(file)


def test_a_table_without_the_columns_is_named(tmp_path: Path) -> None:
    """With its first row."""
    file = _table(tmp_path / "a.parquet", [{"problem": "Add."}])

    with pytest.raises(LabelledDataError, match=r"a\.parquet, row 1 lacks source, problem_id"):
        _read(file)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nowhere", r"'nowhere' is no file and no folder"),
        ("../not/here", r"is no file and no folder"),
        ("a.csv", r"ends in none of \.jsonl, \.jsonl\.gz, \.parquet"),
        ("empty", r"no \.jsonl or \.jsonl\.gz or \.parquet file lies in"),
    ],
)
def test_a_source_that_is_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, message: str
) -> None:
    """Before anything is read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.csv").write_text("x")

    with pytest.raises(LabelledDataError, match=message):
        source_files([source])


def test_a_dataset_that_cannot_be_fetched_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do without the hub."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    with pytest.raises(LabelledDataError, match="could not be fetched from the hub"):
        source_files(["nobody/no-such-dataset"])
