"""What was asked of the code model: a text, or a conversation that ends with the user."""

from collections.abc import Sequence
from dataclasses import dataclass

from deskcheck_models.errors import ProblemError

ROLES = ("user", "assistant")


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation."""

    role: str  # "user" or "assistant"
    content: str


Problem = str | Sequence[Message]


def conversation(problem: Problem) -> tuple[Message, ...]:
    """The turns of a problem; raises ProblemError where a verifier could not read it as a problem.

    A system turn is refused and not dropped: verifiers are trained without the policy's
    instructions, and the one system prompt that some of them expect belongs to the verifier, not to
    the request.
    """
    if isinstance(problem, str):
        return (Message("user", _asked(problem)),)
    turns = tuple(problem)
    if not turns:
        raise ProblemError("the problem has no messages: give a text, or at least one user message")
    for place, turn in enumerate(turns):
        _check(turn, place)
    if turns[-1].role != "user":
        raise ProblemError(
            f"the problem ends with a message of role {turns[-1].role!r}: "
            "the last message must be the user's, and the answers to it are the candidates"
        )
    return turns


def _asked(problem: str) -> str:
    if not problem.strip():
        raise ProblemError("the problem is empty: say what was asked of the code model")
    return problem


def _check(turn: Message, place: int) -> None:
    if turn.role == "system":
        raise ProblemError(
            f"message {place} has role 'system': verifiers read the user's turns only; "
            "put what the program must obey into the user's message"
        )
    if turn.role not in ROLES:
        raise ProblemError(f"message {place} has role {turn.role!r}: use one of {', '.join(ROLES)}")
    if not turn.content.strip():
        raise ProblemError(f"message {place} is empty: say what was asked of the code model")
