"""Who scores programs: a verifier in this process, or one behind a server."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from deskcheck_models.evaluation.labelled_groups import Question


@dataclass(frozen=True, slots=True)
class Scored:
    """One program: the raw logit, None where there is none, and what its language's parser says."""

    score: float | None
    valid: bool | None
    tokens: int


class Judge(Protocol):
    """Scores the programs of one problem as users get them scored: invalid ones have no score."""

    @property
    def verifier(self) -> str:
        """Its name."""
        ...

    @property
    def engine(self) -> str:
        """What runs it."""
        ...

    @property
    def revision(self) -> str:
        """A name for its weights: scores that were kept under another one are not its own."""
        ...

    async def judge(self, question: Question, programs: Sequence[str]) -> list[Scored]:
        """One of each program, in order.

        Raises UnjudgedError where these programs cannot be scored, GoneError where none can.
        """
        ...

    async def close(self) -> None:
        """Free the engine, or the connections."""
        ...
