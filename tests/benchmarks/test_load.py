"""The groups that load a server: real lengths, all valid, the same in every run."""

import gzip
import json
from pathlib import Path

import pytest

from benchmarks.load import CANDIDATES, PROBLEM_TOKENS, PROGRAM_TOKENS, read_load
from deskcheck_models import Verifier
from deskcheck_models.catalogue import BUNDLED
from deskcheck_models.text.verifier_text import VerifierText

PROBLEM = "Write a function that adds the numbers of a list, one after the other, and doubles it. "


@pytest.fixture(scope="module")
def text() -> VerifierText:
    """How the bundled verifier reads."""
    return Verifier.find(BUNDLED).text


def program(number: int, lines: int = 20) -> str:
    """A valid program of about 300 tokens that no other number gives."""
    body = "\n".join(
        f"    total_{line} = values[{line}] * {number + line}" for line in range(lines)
    )
    return f"def add_{number}(values):\n{body}\n    return total_0"


def write_records(folder: Path, programs: list[str], *, times: int = 1) -> None:
    """A file of labelled candidates for one problem."""
    with gzip.open(folder / "can-ai-code.jsonl.gz", "wt", encoding="utf-8") as lines:
        for one in programs:
            record = {
                "problem": PROBLEM * 18,
                "language": "python",
                "candidate": one,
                "extra": {"dup_count": times},
            }
            lines.write(json.dumps(record) + "\n")


def test_a_group_has_16_programs_of_the_right_length(tmp_path: Path, text: VerifierText) -> None:
    """Too short ones, and ones that do not parse, are passed over."""
    bad = ["def f(): pass", program(99) + "\n    )"]
    write_records(tmp_path, [*bad, *map(program, range(20))])
    (group,) = read_load(tmp_path, text, most=5).distinct

    assert group.programs == tuple(map(program, range(CANDIDATES)))
    assert len(group.tokens.prefix) in PROBLEM_TOKENS
    assert all(len(suffix) in PROGRAM_TOKENS for suffix in group.tokens.suffixes)


def test_a_problem_with_too_few_programs_gives_no_group(tmp_path: Path, text: VerifierText) -> None:
    """15 are one too few, however often each was written."""
    write_records(tmp_path, list(map(program, range(15))), times=9)

    assert read_load(tmp_path, text, most=5).distinct == ()


def test_drawn_groups_repeat_what_was_written_often(tmp_path: Path, text: VerifierText) -> None:
    """The share of repeats is said, and is 0 where each program was written once."""
    write_records(tmp_path, list(map(program, range(16))), times=50)
    often = read_load(tmp_path, text, most=5)
    write_records(tmp_path, list(map(program, range(16))))
    once = read_load(tmp_path, text, most=5)

    assert often.duplicate_share > 0
    assert once.duplicate_share == 0


def test_every_run_reads_the_same_groups(tmp_path: Path, text: VerifierText) -> None:
    """The draw is seeded with the problem."""
    write_records(tmp_path, list(map(program, range(16))), times=50)

    assert read_load(tmp_path, text, most=5) == read_load(tmp_path, text, most=5)


def test_a_group_can_be_cut(tmp_path: Path, text: VerifierText) -> None:
    """Texts and tokens stay together."""
    write_records(tmp_path, list(map(program, range(16))))
    group = read_load(tmp_path, text, most=5).distinct[0].cut(2)

    assert group.programs == (program(0), program(1))
    assert len(group.answers) == len(group.tokens.suffixes) == 2


def test_an_empty_folder_gives_no_groups(tmp_path: Path, text: VerifierText) -> None:
    """The caller says what that means."""
    assert read_load(tmp_path, text, most=5).distinct == ()
