"""What is kept of a ranking: programs and problem as every database can hold them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_extraction import Extraction, Origin
from deskcheck_models import Candidate, Group, Judged, Message, Ranking, Timing, Usage
from deskcheck_models.ranking import rank
from deskcheck_models.text.problem import Problem
from deskcheck_server.feedback.kept import KeptGroup, kept_group, storable, turns

PROGRAM = Extraction("x = 1", "python", True, Origin.FENCE, 1, False)
NOTHING = Extraction("", None, False, Origin.NONE, 0, False, "the answer is empty")
texts = st.text(min_size=1).filter(str.strip)


def kept(problem: Problem = "Add.", *extractions: Extraction) -> KeptGroup:
    """What is kept of a group with these candidates, scored 0, -1, -2 and so on."""
    found = extractions or (PROGRAM,)
    group = Group(problem, tuple(Candidate(f"answer {i}") for i, _ in enumerate(found)))
    judged = [
        Judged(index, None, one, -float(index) if one.program else None)
        for index, one in enumerate(found)
    ]
    ranking = Ranking(
        rank(judged, resolution=0.001),
        Usage(),
        Timing(extract=0.5, render=0.25, engine=2.0, rank=0.125),
    )
    return kept_group("r1", 3, "nano", group, ranking, now=1700000000.0)


def test_the_programs_are_kept_and_not_the_answers() -> None:
    """With score, rank, language and validity; an answer without a program holds an empty one."""
    first, second = kept("Add.", NOTHING, PROGRAM).candidates

    assert (first.program, first.language, first.valid, first.score) == ("", None, False, None)
    assert (second.program, second.language, second.valid) == ("x = 1", "python", True)
    assert (first.rank, second.rank, second.score) == (2, 1, -1.0)
    assert "answer" not in repr(kept())


def test_a_group_is_found_under_its_request_and_number() -> None:
    """With the seconds of all phases, and when it was ranked."""
    group = kept()

    assert (group.request_id, group.number, group.model) == ("r1", 3, "nano")
    assert (group.seconds, group.ranked_at) == (2.875, 1700000000.0)


@given(texts)
def test_a_text_is_read_back_as_the_users_turn(text: str) -> None:
    """As it was sent; what databases cannot hold stands in JSON as an escape."""
    assert turns(kept(text).problem) == [("user", text)]
    assert "\0" not in kept(text).problem


@given(texts, texts, texts)
def test_a_conversation_is_read_back_in_its_order(first: str, second: str, third: str) -> None:
    """Roles and contents."""
    spoken = (Message("user", first), Message("assistant", second), Message("user", third))
    read = turns(kept(spoken).problem)

    assert [role for role, _ in read] == ["user", "assistant", "user"]
    assert [content for _, content in read] == [first, second, third]


def test_one_problem_has_one_id_however_it_is_sent() -> None:
    """A text and a single message of the user's are the same question."""
    assert kept("Add.").problem_id == kept((Message("user", "Add."),)).problem_id
    assert kept("Add.").problem_id != kept("Add!").problem_id
    assert len(kept("Add.").problem_id) == 32


@given(st.text())
def test_what_is_stored_holds_no_nul(text: str) -> None:
    """And is as long as before: PostgreSQL refuses one such character with the whole row."""
    stored = storable(text)

    assert "\0" not in stored
    assert len(stored) == len(text)
    assert [a for a, b in zip(text, stored, strict=True) if a != b] == ["\0"] * text.count("\0")


def test_a_problem_is_json_that_other_programs_read() -> None:
    """Letters stay letters."""
    assert json.loads(kept("Größe 🎉").problem) == [["user", "Größe 🎉"]]
    assert "Größe 🎉" in kept("Größe 🎉").problem


def test_a_language_that_a_caller_invents_is_cut() -> None:
    """A column has sixty-four places for it."""
    invented = Extraction("x", "l" * 500, None, Origin.FENCE, 1, False)

    assert kept("Add.", invented).candidates[0].language == "l" * 64


@pytest.mark.parametrize(("candidates", "letters"), [(1, 5), (10, 5), (2, 100_000)])
def test_its_size_is_that_of_its_texts(candidates: int, letters: int) -> None:
    """The bound on what waits for a database is kept by it."""
    program = Extraction("x" * letters, "python", True, Origin.FENCE, 1, False)
    size = kept("Add.", *[program] * candidates).size

    assert candidates * letters < size < candidates * (letters + 300) + 100
