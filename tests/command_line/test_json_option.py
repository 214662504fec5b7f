"""`--json` of every command: one value on standard output, the same facts as people read."""

import json
from pathlib import Path

import pytest

from tests.command_line.shell import call, run

FAKE = ("--engine", "fake")


def value(text: str) -> dict[str, object]:
    """The one object of an output, which holds nothing else."""
    found: dict[str, object] = json.loads(text)
    return found


def arguments(command: str, problem: Path, answers: Path) -> tuple[str | Path, ...]:
    """A command that works, without --json."""
    return {
        "extract": ("extract", answers / "a.md"),
        "render": ("render", problem, answers / "a.md"),
        "rerank": ("rerank", problem, answers, *FAKE),
        "models": ("models",),
    }[command]


KEYS = {
    "extract": {
        *("program", "language", "valid", "origin", "blocks", "truncated", "reason"),
    },
    "render": {"model", "program", "text", "tokens", "shared_tokens"},
    "rerank": {"id", "model", "results", "usage", "timing"},
    "models": {"data"},
}


@pytest.mark.parametrize("command", sorted(KEYS))
def test_it_is_one_object_with_its_keys(command: str, problem: Path, answers: Path) -> None:
    """And nothing on standard error beside it."""
    outcome = call(*arguments(command, problem, answers), "--json")

    assert (outcome.code, outcome.err) == (0, "")
    assert set(value(outcome.out)) >= KEYS[command]


@pytest.mark.parametrize("command", sorted(KEYS))
def test_no_terminal_changes_it(
    command: str, problem: Path, answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither colours that somebody forces nor a narrow window."""
    plain = call(*arguments(command, problem, answers), "--json").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    forced = call(*arguments(command, problem, answers), "--json").out

    assert "\x1b" not in forced
    if command == "rerank":  # its id and times are its own
        assert value(forced).keys() == value(plain).keys()
    else:
        assert forced == plain


def test_a_narrow_window_folds_a_table_and_loses_nothing(
    problem: Path, answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What people read is folded; every candidate has its row."""
    monkeypatch.setenv("COLUMNS", "60")
    table = call("rerank", problem, answers, *FAKE).out

    assert max(map(len, table.splitlines()[:-1])) <= 60


def test_the_table_and_the_object_tell_the_same(problem: Path, answers: Path) -> None:
    """Rank, name and score of each candidate, in one order."""
    results = value(call("rerank", problem, answers, *FAKE, "--json").out)["results"]
    rows = [line.split() for line in call("rerank", problem, answers, *FAKE).out.splitlines()]
    assert isinstance(results, list)
    told = [
        [str(one["rank"]), one["id"], "-" if one["score"] is None else f"{one['score']:.4f}"]
        for one in results
    ]

    assert [row[:3] for row in rows if row and row[0].isdigit()][: len(told)] == told


def test_letters_of_all_languages_stay_letters(tmp_path: Path) -> None:
    """No escapes where UTF-8 can say it."""
    file = tmp_path / "answer.md"
    file.write_text("```python\ndef größe(): return '🎉'\n```", encoding="utf-8")
    outcome = run("extract", file, "--json", LC_ALL="C")

    assert "größe(): return '🎉'" in outcome.out


@pytest.mark.parametrize(
    ("arguments_of", "code"),
    [
        (("extract", "d.md"), 1),
        (("extract", "c.md"), 1),
        (("rerank", "d.md", "c.md"), 1),
    ],
)
def test_an_exit_code_is_the_same_with_it(
    problem: Path, answers: Path, arguments_of: tuple[str, ...], code: int
) -> None:
    """And the object is there though something is wrong."""
    command, *names = arguments_of
    files = [answers / name for name in names]
    given: tuple[str | Path, ...] = (command, *files)
    if command == "rerank":
        given = (command, problem, *files, *FAKE)
    plain, as_json = call(*given), call(*given, "--json")

    assert (plain.code, as_json.code) == (code, code)
    assert value(as_json.out)


def test_a_refusal_is_a_sentence_and_no_object(problem: Path) -> None:
    """Programs read the exit code."""
    outcome = call("rerank", problem, "gone.md", *FAKE, "--json")

    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("error: ")
