"""The output file of `deskcheck score`, and how a later run goes on with it."""

import json
from pathlib import Path

import pytest

from tests.command_line.shell import call

GROUP = {"problem": "Write add(a, b).", "candidates": ["def add(a, b):\n    return a + b"]}


@pytest.fixture
def groups(tmp_path: Path) -> Path:
    """An input of six groups with blank lines between them."""
    file = tmp_path / "groups.jsonl"
    file.write_text("\n\n".join(json.dumps({**GROUP, "id": number}) for number in range(6)))
    return file


@pytest.fixture
def whole(groups: Path, tmp_path: Path) -> bytes:
    """What a run without interruption writes."""
    file = tmp_path / "whole.jsonl"
    call("score", groups, "-o", file, "--engine", "fake")
    return file.read_bytes()


def test_results_go_to_the_file_alone(groups: Path, tmp_path: Path) -> None:
    """Standard output stays empty."""
    outcome = call("score", groups, "-o", tmp_path / "out.jsonl", "--engine", "fake")

    assert (outcome.code, outcome.out) == (0, "")
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 6


@pytest.mark.parametrize("kept", [0, 1, 500, 900, 10**6])
def test_a_resumed_run_ends_as_one_without_interruption(
    groups: Path, whole: bytes, tmp_path: Path, kept: int
) -> None:
    """Wherever it was cut: a half line is dropped and written again."""
    out = tmp_path / "out.jsonl"
    out.write_bytes(whole[:kept])
    outcome = call("score", groups, "-o", out, "--resume", "--engine", "fake")

    assert (outcome.code, out.read_bytes()) == (0, whole)


def test_whole_lines_are_not_scored_again(groups: Path, whole: bytes, tmp_path: Path) -> None:
    """What stands in the file stays as it is."""
    out = tmp_path / "out.jsonl"
    marked = whole.replace(b'"score"', b'"kept!"', 1)
    out.write_bytes(marked[: marked.index(b"\n") + 1])
    call("score", groups, "-o", out, "--resume", "--engine", "fake")

    assert out.read_bytes() == marked


def test_resume_begins_anew_where_there_is_no_file(
    groups: Path, whole: bytes, tmp_path: Path
) -> None:
    """So that one command serves the first run and all later ones."""
    out = tmp_path / "out.jsonl"
    call("score", groups, "-o", out, "--resume", "--engine", "fake")

    assert out.read_bytes() == whole


def test_without_resume_the_file_begins_anew(groups: Path, whole: bytes, tmp_path: Path) -> None:
    """Nothing of a longer one is left."""
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"x" * 2 * len(whole))
    call("score", groups, "-o", out, "--engine", "fake")

    assert out.read_bytes() == whole


def test_an_earlier_file_outlives_a_run_that_does_not_begin(groups: Path, tmp_path: Path) -> None:
    """A verifier that cannot be loaded costs no results."""
    out = tmp_path / "out.jsonl"
    out.write_text("precious\n")
    outcome = call("score", groups, "-o", out, "--model", "nope")

    assert (outcome.code, out.read_text()) == (2, "precious\n")


def test_a_file_of_another_program_is_not_resumed(groups: Path, tmp_path: Path) -> None:
    """It is left as it was."""
    out = tmp_path / "out.jsonl"
    out.write_text("mine\n")
    outcome = call("score", groups, "-o", out, "--resume", "--engine", "fake")

    assert (outcome.code, out.read_text()) == (2, "mine\n")
    assert "cannot be resumed" in outcome.err


def test_resume_needs_a_file(groups: Path) -> None:
    """Standard output has no lines to skip."""
    outcome = call("score", groups, "--resume", "--engine", "fake")

    assert (outcome.code, "-o" in outcome.err) == (2, True)


def test_the_input_is_not_overwritten(groups: Path) -> None:
    """Under whatever name it is given again."""
    before = groups.read_bytes()
    outcome = call("score", groups, "-o", groups.parent / "." / groups.name, "--engine", "fake")

    assert (outcome.code, groups.read_bytes()) == (2, before)


@pytest.mark.parametrize("place", ["/dev/full", "/nowhere/out.jsonl"])
def test_an_output_that_cannot_be_written_ends_with_2(groups: Path, place: str) -> None:
    """A full disk and a missing folder, each named."""
    outcome = call("score", groups, "-o", place, "--engine", "fake")

    assert (outcome.code, outcome.err.startswith(f"error: '{place}' cannot be")) == (2, True)
