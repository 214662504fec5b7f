"""What a verifier can be asked about, and what is refused before anything is computed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.errors import ProblemError
from deskcheck_models.text.problem import ROLES, Message, conversation

TEXT = st.text(min_size=1, max_size=30).filter(lambda text: bool(text.strip()))


def turns(*roles: str, content: str = "Add two numbers.") -> list[Message]:
    """A conversation of these roles."""
    return [Message(role, content) for role in roles]


@given(text=TEXT)
def test_a_text_is_one_message_of_the_user(text: str) -> None:
    """As it is, blanks around it included."""
    assert conversation(text) == (Message("user", text),)


@given(roles=st.lists(st.sampled_from(ROLES), max_size=6), content=TEXT)
def test_a_conversation_that_ends_with_the_user_is_kept(roles: list[str], content: str) -> None:
    """Turn by turn, whoever spoke before."""
    given_turns = turns(*roles, "user", content=content)

    assert conversation(given_turns) == tuple(given_turns)


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u00a0", "\u2003\r\n"])
def test_a_problem_of_blanks_is_empty(blank: str) -> None:
    """Of any kind of blank."""
    with pytest.raises(ProblemError, match="the problem is empty: say what was asked"):
        conversation(blank)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_empty_message_is_named_by_its_place(place: int) -> None:
    """Counted from 0."""
    given_turns = turns("user", "assistant", "user")
    given_turns[place] = Message(given_turns[place].role, " ")

    with pytest.raises(ProblemError, match=f"message {place} is empty"):
        conversation(given_turns)


@pytest.mark.parametrize("role", ["tool", "User", "", "developer", "function"])
def test_an_unknown_role_is_named_with_those_that_are_known(role: str) -> None:
    """And with its place."""
    with pytest.raises(ProblemError, match=rf"message 0 has role '{role}': use one of user, ass"):
        conversation(turns(role, "user"))


def test_a_system_message_is_refused_with_the_remedy() -> None:
    """Dropping it would rank answers to another problem."""
    with pytest.raises(ProblemError, match="put what the program must obey into the user's"):
        conversation(turns("system", "user"))


def test_a_conversation_that_ends_with_the_assistant_is_refused() -> None:
    """The candidates are what comes next."""
    with pytest.raises(ProblemError, match="the last message must be the user's"):
        conversation(turns("user", "assistant"))


def test_a_conversation_without_messages_is_refused() -> None:
    """It asks nothing."""
    with pytest.raises(ProblemError, match="the problem has no messages"):
        conversation([])
