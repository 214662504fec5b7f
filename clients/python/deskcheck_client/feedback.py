"""What unit tests said of ranked candidates, and what the server made of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one candidate when its tests were run.

    `request_id` is the `id` of the ranking or scores that it was part of, `index` its place there,
    in the group of that number. `seconds` is how long its tests took, `policy` the model that wrote
    it; None where nobody knows.
    """

    request_id: str
    index: int
    passed: bool
    seconds: float | None = None
    group: int = 0
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class RefusedReport:
    """A report that the server could not keep: `report` is its place in the call."""

    report: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many reports are kept now, durably, and those that are not."""

    id: str
    kept: int
    refused: tuple[RefusedReport, ...]
