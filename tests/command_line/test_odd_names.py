"""Names of files that a system refuses, and what a person meant by them: told, never a trace."""

import json
import os
from pathlib import Path

import pytest

from tests.command_line.shell import call

LONG = "def add(first, second): return first + second; " * 9  # no system takes such a name
GROUP = json.dumps({"problem": "Add.", "candidates": ["def f(): return 1"]}) + "\n"
FAKE = ("--engine", "fake")


@pytest.fixture
def groups(tmp_path: Path) -> Path:
    """A file with one group."""
    file = tmp_path / "groups.jsonl"
    file.write_text(GROUP)
    return file


def test_a_program_in_place_of_a_file_is_told(problem: Path) -> None:
    """As somebody does who believes that candidates are given as they are."""
    ended = call("rerank", problem, LONG, *FAKE)

    assert ended.code == 2
    assert "cannot be used: File name too long; give another name" in ended.err


def test_a_problem_in_place_of_a_file_is_told(answers: Path) -> None:
    """The option for texts is --problem-text."""
    ended = call("rerank", LONG, answers, *FAKE)

    assert (ended.code, "File name too long" in ended.err) == (2, True)


@pytest.mark.parametrize("command", ["score", "extract"])
def test_an_input_that_no_system_can_name_is_told(command: str) -> None:
    """With the system's reason."""
    ended = call(command, LONG, *(FAKE if command == "score" else ()))

    assert (ended.code, ended.out) == (2, "")
    assert "cannot be read: File name too long" in ended.err


@pytest.mark.parametrize("more", [(), ("--resume",)])
def test_an_output_that_no_system_can_name_is_told(groups: Path, more: tuple[str, ...]) -> None:
    """Before a verifier is loaded, whether a run begins or goes on."""
    ended = call("score", groups, "-o", LONG, *more, "--model", "no/verifier-of-all")

    assert (ended.code, ended.out) == (2, "")
    assert ": File name too long; " in ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("rerank", "PROBLEM", "PROBLEM", "--model", LONG),
        ("serve", "--model", LONG),
        ("serve", "--config", LONG),
        ("serve", "--tls-certificate", LONG, "--tls-key", LONG),
        ("serve", "--feedback-database", LONG),
        ("verify", LONG),
        ("pairs", LONG, "-o", "pairs.jsonl"),
        ("functions", LONG, "-o", "pairs.jsonl"),
        ("evaluate", "--data", LONG, *FAKE),
        ("evaluate", "--data", "PROBLEM", "--json", LONG, *FAKE),
        ("feedback", "export", "-o", "out.jsonl", "--feedback-database", LONG),
    ],
)
def test_no_command_shows_a_trace_for_such_a_name(
    problem: Path, arguments: tuple[str, ...]
) -> None:
    """Wherever it is given: one sentence, which shows its beginning."""
    ended = call(*(str(problem) if one == "PROBLEM" else one for one in arguments))

    assert (ended.code, ended.out) == (2, "")
    assert "File name too long" in ended.err
    assert "def add(first, second)" in ended.err
    assert ended.err.count("\n") == 1


def test_names_that_are_no_utf_8_come_back_as_something_readable(
    problem: Path, tmp_path: Path
) -> None:
    """The candidate is ranked like any other, and its name can be written as JSON."""
    name = os.fsencode(tmp_path) + b"/odd\xff.py"
    with open(name, "w", encoding="utf-8") as file:
        file.write("def f(): return 1\n")
    ended = call("rerank", problem, os.fsdecode(name), *FAKE, "--json")

    assert ended.code == 0
    assert json.loads(ended.out)["results"][0]["id"].endswith("odd\ufffd.py")


def test_a_name_that_begins_with_a_dash_is_a_file_behind_two(
    problem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in every command of the system."""
    (tmp_path / "-x.py").write_text("def f(): return 1\n")
    monkeypatch.chdir(tmp_path)
    ended = call("rerank", *FAKE, "--json", "--", problem, "-x.py")

    assert json.loads(ended.out)["results"][0]["id"] == "-x.py"


def test_a_pipe_with_a_name_is_read_like_a_file(tmp_path: Path) -> None:
    """What shells put in the place of <(command)."""
    read, write = os.pipe()
    os.write(write, b"def f(): return 1\n")
    os.close(write)
    try:
        ended = call("extract", f"/dev/fd/{read}")
    finally:
        os.close(read)

    assert (ended.code, ended.out) == (0, "def f(): return 1\n")
