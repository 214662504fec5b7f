"""Reported candidates as labelled lines: what is written, what is left out, and what is counted."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("sqlalchemy", reason="needs SQLAlchemy: pip install '.[feedback]'")

from deskcheck_server.feedback.database import LabelledRow
from deskcheck_server.feedback.labelled_lines import LabelledLines


def row(
    *,
    program: str = "x = 1",
    language: str | None = "python",
    passed: bool = True,
    policy: str | None = None,
    problem: tuple[tuple[str, str], ...] = (("user", "Add."),),
    problem_id: str = "p1",
) -> LabelledRow:
    """A candidate that somebody has tested."""
    spoken = json.dumps([list(turn) for turn in problem])
    return LabelledRow(problem_id, spoken, "nano", program, language, 1.5, passed, 2.25, policy)


def written(*rows: LabelledRow) -> tuple[LabelledLines, list[dict[str, object]]]:
    """The counts, and the lines of these rows."""
    lines = LabelledLines()
    return lines, list(lines.of(rows))


def test_a_line_holds_what_pairs_are_made_of() -> None:
    """And beside it what the verifier thought, and how long the tests took."""
    _, (line,) = written(row(policy="coder-7b"))

    assert line == {
        "source": "feedback",
        "problem_id": "feedback/p1",
        "problem": "Add.",
        "language": "python",
        "candidate": "x = 1",
        "policy": "coder-7b",
        "label": 1,
        "extra": {"verifier": "nano", "score": 1.5, "seconds": 2.25},
    }


@pytest.mark.parametrize("policy", [None, ""])
def test_a_writer_that_nobody_names_is_unknown(policy: str | None) -> None:
    """The column is never empty."""
    _, (line,) = written(row(policy=policy))

    assert line["policy"] == "unknown"


@pytest.mark.parametrize("program", ["", "  \n\t"])
def test_an_answer_without_a_program_is_left_out(program: str) -> None:
    """It is counted, so that the sums agree."""
    lines, made = written(row(program=program), row(language=None))

    assert (made, lines.without_program, lines.written) == ([], 2, 0)


def test_a_conversation_is_left_out() -> None:
    """A verifier is trained on single questions."""
    spoken = (("user", "Add."), ("assistant", "How?"), ("user", "In Go."))
    lines, made = written(row(problem=spoken))

    assert (made, lines.conversations, lines.written) == ([], 1, 0)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abc"), st.sampled_from(["x = 1", ""]))))
def test_every_row_is_counted_once(told: list[tuple[bool, str, str]]) -> None:
    """Written or left out; problems by their id."""
    lines, made = written(
        *(row(passed=passed, problem_id=name, program=code) for passed, name, code in told)
    )
    kept = [one for one in told if one[2]]

    assert (lines.written, lines.without_program) == (len(kept), len(told) - len(kept))
    assert lines.passed == sum(one[0] for one in kept) == sum(line["label"] == 1 for line in made)
    assert lines.problems == {one[1] for one in kept}
