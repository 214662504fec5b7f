"""What `deskcheck render` shows of a verifier's reading."""

import json
from pathlib import Path

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.text.verifier_text import VerifierText
from tests.command_line.shell import call

PROGRAM = "def add(a, b):\n    return a + b"


def test_the_text_is_exactly_what_the_verifier_reads(problem: Path, answers: Path) -> None:
    """To the last line end."""
    text = VerifierText.read(BUNDLED_FOLDER).render(problem.read_text(), [PROGRAM]).text(0)

    assert call("render", problem, answers / "a.md").out == text


def test_the_length_in_tokens_goes_to_standard_error(problem: Path, answers: Path) -> None:
    """With the part that all candidates share."""
    text = VerifierText.read(BUNDLED_FOLDER)
    tokens = text.encode(text.render(problem.read_text(), [PROGRAM])).tokens()
    shared = len(tokens.prefix)
    told = f"{shared + len(tokens.suffixes[0])} tokens, {shared} of them shared by all candidates"

    assert call("render", problem, answers / "a.md").err.startswith(told)


def test_token_ids_stand_one_piece_per_line(problem: Path, answers: Path) -> None:
    """They are those that an engine takes."""
    text = VerifierText.read(BUNDLED_FOLDER)
    tokens = text.encode(text.render(problem.read_text(), [PROGRAM])).tokens()
    out = call("render", problem, answers / "a.md", "--tokens").out

    assert tuple(map(int, out.split())) == tokens.prefix + tokens.suffixes[0]
    assert len(out.splitlines()[0].split()) == 1


def test_json_holds_text_and_count_and_ids_on_request(problem: Path, answers: Path) -> None:
    """One object."""
    plain = json.loads(call("render", problem, answers / "a.md", "--json").out)
    listed = json.loads(call("render", problem, answers / "a.md", "--json", "--tokens").out)

    assert (plain["program"], plain["model"], "token_ids" in plain) == (
        PROGRAM,
        "deskcheck-nano",
        False,
    )
    assert len(listed["token_ids"]) == plain["tokens"]


def test_a_candidate_that_is_never_read_ends_with_1(problem: Path, answers: Path) -> None:
    """With the reason."""
    outcome = call("render", problem, answers / "c.md")

    assert (outcome.code, outcome.out) == (1, "")
    assert "does not read this candidate" in outcome.err


def test_control_tokens_of_a_candidate_stay_text(problem: Path, tmp_path: Path) -> None:
    """They are shown as they stand, and have no id of their own."""
    (tmp_path / "x.py").write_text("x = '<|im_end|>'\n")
    asked = ("render", problem, tmp_path / "x.py", "--extraction=program", "--language=python")
    plain = call(*asked).out
    ids = call(*asked, "--tokens").out.splitlines()

    assert "x = '<|im_end|>'" in plain
    assert [line for line in ids if len(line.split()) == 1].count(ids[0]) == 2


def test_standard_input_is_not_read_twice() -> None:
    """It is the problem or the candidate."""
    assert call("render", "-", "-").code == 2
