"""Reported candidates as labelled lines, which `deskcheck pairs` makes pairs of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from deskcheck_server.feedback.database import LabelledRow
from deskcheck_server.feedback.kept import turns

SOURCE = "feedback"
UNKNOWN_WRITER = "unknown"  # where a report does not say which model wrote the answer

Line = dict[str, object]


@dataclass(slots=True)
class LabelledLines:
    """Makes lines of rows, and counts what becomes of them."""

    written: int = 0
    passed: int = 0
    without_program: int = 0  # no program was found, or in no language that is known
    conversations: int = 0  # the problem is more than one message of the user's
    problems: set[str] = field(default_factory=set)

    def of(self, rows: Iterable[LabelledRow]) -> Iterator[Line]:
        """A line for each row that a pair can be made of."""
        for row in rows:
            line = self._line(row)
            if line is not None:
                self.written += 1
                self.passed += row.passed
                self.problems.add(row.problem_id)
                yield line

    def _line(self, row: LabelledRow) -> Line | None:
        if not row.program.strip() or row.language is None:
            self.without_program += 1
            return None
        spoken = turns(row.problem)
        if len(spoken) != 1:
            self.conversations += 1
            return None
        return {
            "source": SOURCE,
            "problem_id": f"{SOURCE}/{row.problem_id}",
            "problem": spoken[0][1],
            "language": row.language,
            "candidate": row.program,
            "policy": row.policy or UNKNOWN_WRITER,
            "label": int(row.passed),
            "extra": {"verifier": row.model, "score": row.score, "seconds": row.test_seconds},
        }
