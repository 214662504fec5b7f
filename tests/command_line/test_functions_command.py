"""What `deskcheck functions` writes and how it ends."""

import json
from pathlib import Path

import pytest

from deskcheck_models.training.pairs.pair_files import read_pairs
from tests.command_line.shell import call


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with a few documented functions."""
    folder = tmp_path / "source"
    folder.mkdir()
    for number in range(8):
        (folder / f"step{number}.py").write_text(
            f'def step{number}(values):\n    """Count the values above number {number}."""\n'
            f"    found = 0\n    for value in values:\n        found += value > {number}\n"
            "    return found\n"
        )
    return folder


def test_pairs_are_written_and_their_origin_is_told(source: Path, tmp_path: Path) -> None:
    """A table of packages, and the place on standard error."""
    done = call("functions", source, "-o", tmp_path / "pairs.jsonl.gz", "--licence", "MIT")

    assert done.code == 0, done.err
    assert len(list(read_pairs(tmp_path / "pairs.jsonl.gz"))) >= 8
    assert ("source" in done.out, "MIT" in done.out) == (True, True)
    assert "pairs of 8 functions, drawn from 8, are in" in done.err


def test_json_holds_the_account(source: Path, tmp_path: Path) -> None:
    """For programs; `--most` draws."""
    file = tmp_path / "pairs.jsonl"
    done = call("functions", source, "-o", file, "--most", "3", "--json")
    account = json.loads(done.out)

    assert (account["functions"], account["read"][0]["licence"]) == (8, "not stated")
    assert sum(account["kinds"].values()) == account["pairs"] == len(list(read_pairs(file)))
    assert len({pair.problem_id for pair in read_pairs(file)}) == 3


def test_the_same_command_writes_the_same_bytes(source: Path, tmp_path: Path) -> None:
    """And another seed others."""
    files = [tmp_path / f"{number}.jsonl.gz" for number in range(3)]
    for file, seed in zip(files, "778", strict=True):
        call("functions", source, "-o", file, "--seed", seed)
    one, same, other = (file.read_bytes() for file in files)

    assert one == same != other


@pytest.mark.parametrize(
    ("folder", "out", "told"),
    [
        (".", "pairs.txt", "ends in none of"),
        ("missing", "pairs.jsonl", "holds no documented Python function"),
        ("source", "missing/pairs.jsonl", "cannot be written"),
    ],
)
def test_what_cannot_work_is_told_in_one_sentence(
    source: Path, folder: str, out: str, told: str
) -> None:
    """With exit codes for input and output."""
    done = call("functions", source.parent / folder, "-o", source.parent / out)

    assert done.code in (2, 4, 5)
    assert told in done.err
    assert "Traceback" not in done.err
