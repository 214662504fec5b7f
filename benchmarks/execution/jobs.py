"""What a sandboxed interpreter is told, and how its report is read."""

import marshal
import re
import secrets
from dataclasses import dataclass, field

from benchmarks.execution.harness import END
from benchmarks.execution.outcomes import Outcome, TestOutcome

_NUMBER = re.compile(r"[0-9]{1,9}")
_SECONDS = re.compile(r"[0-9]{1,6}\.[0-9]{3}")
_OUTCOMES = frozenset(Outcome)


@dataclass(frozen=True, slots=True)
class Job:
    """A program with its tests, if any; the token tells its report from what a program writes."""

    packages: str  # where numpy and the like are, inside the sandbox
    prelude: str
    program: str
    tests: bytes
    stop_early: bool
    token: str = field(default_factory=lambda: secrets.token_hex(16))

    def packed(self) -> bytes:
        """The bytes that the harness reads."""
        return marshal.dumps(
            (
                self.token,
                self.packages,
                self.prelude.encode(errors="replace").decode(),
                self.program.encode(errors="replace").decode(),
                self.tests,
                self.stop_early,
            )
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What the harness said; not `complete` where the process ended before it could finish.

    `cpu_seconds` is what the process used with the children it waited for, 0 if not complete.
    """

    outcomes: tuple[TestOutcome, ...]
    complete: bool
    cpu_seconds: float


def read_report(text: bytes, token: str) -> Report:
    """Read the lines that carry the token; all others are a program's, and are left out.

    A program that has found the token may write nonsense with it, which is left out as well.
    """
    outcomes = []
    complete = False
    cpu_seconds = 0.0
    for line in text.decode("ascii", errors="replace").splitlines():
        match line.split("\t"):
            case [sender, number, "", detail] if sender == token and number == str(END):
                complete = True
                cpu_seconds = float(detail) if _SECONDS.fullmatch(detail) else 0.0
            case [sender, number, word, detail] if sender == token and _is_outcome(number, word):
                outcomes.append(TestOutcome(int(number), Outcome(word), detail))
    return Report(tuple(outcomes), complete, cpu_seconds)


def _is_outcome(number: str, word: str) -> bool:
    return _NUMBER.fullmatch(number) is not None and word in _OUTCOMES
