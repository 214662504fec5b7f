"""What `deskcheck pairs` writes and how it ends."""

import inspect
import json
import os
from pathlib import Path

import pytest

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.training.labelled import Split, split_of
from deskcheck_models.training.pairs.curation_settings import CurationSettings
from deskcheck_models.training.pairs.pair_files import read_pairs
from deskcheck_server.command_line.pairs import LONGEST_CHARACTERS, pairs
from tests.command_line.shell import call


def _program(problem: int, number: int, sign: str) -> str:
    """Even numbers differ from another program in one line, odd ones in all."""
    name = f"x{number}{'' if number % 2 == 0 or sign == '+' else 'y'}"
    return f"def f({name}):\n    z = {name}\n    return z {sign} {problem} * {number}"


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A folder with labelled candidates of some problems of each split."""
    folder = tmp_path / "labelled"
    folder.mkdir()
    lines = [
        {
            "source": "mbpp",
            "problem_id": f"mbpp/{problem}",
            "problem": f"Solve {problem}.",
            "language": "python",
            "candidate": _program(problem, number, sign),
            "policy": "small",
            "label": int(sign == "+"),
        }
        for problem in range(60)
        for number in range(4)
        for sign in "+-"
    ]
    (folder / "mbpp.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return folder


def test_pairs_are_written_and_summed_up(labelled: Path, tmp_path: Path) -> None:
    """The table goes to standard output, the place to standard error."""
    outcome = call("pairs", labelled, "-o", tmp_path / "pairs.jsonl")
    written = list(read_pairs(tmp_path / "pairs.jsonl"))

    assert outcome.code == 0
    assert {one.split for one in written} == {Split.TRAIN}
    assert outcome.err.startswith(f"{len(written)} pairs of ")
    for word in ("kind", "mismatched", "python", "rejected by", "left out", "of another split"):
        assert word in outcome.out


def test_json_holds_all_counts(labelled: Path, tmp_path: Path) -> None:
    """For programs."""
    outcome = call("pairs", labelled, "-o", tmp_path / "pairs.jsonl.gz", "--json")
    summary = json.loads(outcome.out)

    assert outcome.err == ""
    assert summary["candidates"] == 480
    assert summary["pairs"] == len(list(read_pairs(tmp_path / "pairs.jsonl.gz")))
    assert sum(summary["kinds"].values()) == summary["pairs"]
    assert summary["languages"] == {"python": summary["pairs"]}
    assert summary["policies"] == {"small": summary["pairs"]}


@pytest.mark.parametrize("split", ["valid", "test", "all"])
def test_the_split_can_be_chosen(labelled: Path, tmp_path: Path, split: str) -> None:
    """By the hash of each problem's id."""
    call("pairs", labelled, "-o", tmp_path / "pairs.jsonl", "--split", split)
    written = list(read_pairs(tmp_path / "pairs.jsonl"))

    assert {one.split.value for one in written} == (
        {"train", "valid", "test"} if split == "all" else {split}
    )
    assert all(split_of(one.problem_id) is one.split for one in written)


def test_the_same_command_writes_the_same_bytes(labelled: Path, tmp_path: Path) -> None:
    """And another seed others."""
    files = [tmp_path / f"{number}.jsonl.gz" for number in range(3)]
    for file, seed in zip(files, ("7", "7", "8"), strict=True):
        call("pairs", labelled, "-o", file, "--seed", seed)
    one, same, other = (file.read_bytes() for file in files)

    assert one == same != other


def test_shares_and_caps_are_options(labelled: Path, tmp_path: Path) -> None:
    """As many as are asked for."""
    outcome = call(
        *("pairs", labelled, "-o", tmp_path / "pairs.jsonl", "--json", "--per-problem", "2"),
        *("--mismatched-share", "0", "--cut-share", "0"),
        *("--hard-share", "1", "--augmented-share", "0"),
    )
    summary = json.loads(outcome.out)

    assert summary["kinds"] == {"hard": summary["pairs"]}
    assert summary["pairs"] <= 2 * summary["problems"]
    assert summary["edits"] == {}


def test_lengths_are_tokens_where_a_tokenizer_is_given(labelled: Path, tmp_path: Path) -> None:
    """And characters else."""
    out = tmp_path / "pairs.jsonl"
    short = call("pairs", labelled, "-o", out, "--longest", "30")
    counted = call("pairs", labelled, "-o", out, "--longest", "60", "--tokenizer", BUNDLED_FOLDER)

    assert (short.code, "too long together with its problem" in short.err) == (2, True)
    assert counted.code == 0


def test_defaults_are_those_of_the_library() -> None:
    """They are written down twice, since the library is slow to import."""
    defaults = {
        name: parameter.default for name, parameter in inspect.signature(pairs).parameters.items()
    }
    settings = CurationSettings()

    for name in ("seed", "per_problem", "hard_share", "mismatched_share", "cut_share"):
        assert defaults[name] == getattr(settings, name)
    assert (defaults["split"], LONGEST_CHARACTERS) == (settings.split, settings.longest)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "'nowhere' is no file and no folder"),
        (("labelled", "-o", "pairs.csv"), "pairs.csv ends in none of .jsonl"),
        (("labelled", "--hard-share", "2"), "hard_share is 2.0: give a share between 0 and 1"),
        (("labelled", "--tokenizer", "labelled"), "cannot count tokens"),
        (("labelled", "-o", "no/folder/pairs.jsonl"), "cannot be written: No such file"),
        (("labelled/mbpp.jsonl", "-o", "labelled/mbpp.jsonl"), "is both input and output"),
        (("broken.jsonl",), "broken.jsonl:1 lacks source"),
        (("one-sided.jsonl",), "no pair can be made of 1 candidates (1 problem with one label"),
        (("empty.jsonl",), "no pair can be made of 0 candidates (none read)"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_work_is_told_in_one_sentence(
    labelled: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    """With exit code 2, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    lines = (labelled / "mbpp.jsonl").read_text().split("\n")
    (tmp_path / "broken.jsonl").write_text("{}")
    (tmp_path / "one-sided.jsonl").write_text(lines[0])
    (tmp_path / "empty.jsonl").write_text("")
    before = sorted(os.listdir(tmp_path))
    given = arguments if "-o" in arguments else (*arguments, "-o", "pairs.jsonl")
    outcome = call("pairs", *given, "--split", "all")

    assert (outcome.code, outcome.out) == (2, "")
    assert message in outcome.err
    assert outcome.err.count("\n") == 1
    assert sorted(os.listdir(tmp_path)) == before
