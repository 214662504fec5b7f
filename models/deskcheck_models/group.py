"""One problem with its candidates, and how the caller wants them read."""

from dataclasses import dataclass
from enum import StrEnum

from deskcheck_models.text.problem import Problem


class Reading(StrEnum):
    """What a candidate's text is."""

    ANSWER = "answer"  # the raw text of a code model: the program is found in it
    PROGRAM = "program"  # the program itself, to be read as it is
    REFERENCE = "reference"  # an answer, read by CodeScaler's own rule (one block, Python only)


class Truncation(StrEnum):
    """What happens to a sequence that is too long. The template always stays whole."""

    REFUSE = "refuse"  # the candidate gets an error
    PROBLEM = "problem"  # the middle of the problem is left out, for the whole group alike
    PROGRAM = "program"  # the end of the program is left out


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text to be ranked; its index is its place in the group."""

    text: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One problem with its candidates. `language` and `entry_point` are hints for extraction.

    `adapter` names the adapter that scores it, None for the verifier as it is.
    """

    problem: Problem
    candidates: tuple[Candidate, ...]
    language: str | None = None
    entry_point: str | None = None
    reading: Reading = Reading.ANSWER
    truncation: Truncation = Truncation.REFUSE
    adapter: str | None = None
