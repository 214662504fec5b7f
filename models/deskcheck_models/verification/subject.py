"""What is verified: anything that scores programs, in this process or behind HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sample:
    """A problem and a program that is to be read as it is."""

    problem: str
    program: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What came back for one program; where `score` is None, `reason` says why."""

    score: float | None  # the raw logit
    tokens: int  # of problem and program together
    cached_tokens: int = 0
    reason: str | None = None


class Subject(Protocol):
    """Scores programs through all that a user's answer goes through behind extraction."""

    async def max_tokens(self) -> int:
        """The longest sequence that is scored."""
        ...

    async def scores(self, problem: str, programs: Sequence[str]) -> Sequence[Measured]:
        """One for each program, in order; all go in one call. On cancellation they are dropped."""
        ...

    async def close(self) -> None:
        """Free the engine, or the connections."""
        ...
