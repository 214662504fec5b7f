"""What callers report, and what it says of a group once it is known."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one candidate: whether it passed its tests, and how many seconds they took.

    `policy` is the model that wrote it, None where nobody says so.
    """

    request_id: str
    group: int
    index: int
    passed: bool
    seconds: float | None = None
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """One candidate of a group: `passed` and `seconds` are None while nobody has said so."""

    index: int
    score: float | None
    rank: int
    passed: bool | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class ReportedGroup:
    """A group with what is known of its candidates; `seconds` is what ranking it took."""

    id: int
    seconds: float
    candidates: tuple[Reported, ...]

    @property
    def scoring_seconds(self) -> float:
        """Seconds of ranking for each candidate."""
        return self.seconds / len(self.candidates)
