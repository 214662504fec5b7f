"""As much of the parity suite as a test has time for, and where it differs from transformers."""

from collections.abc import Iterable

from deskcheck_models.verification import Row, Scope

SMALL = Scope(
    lengths=(1, 2, 31, 33, 129, 300),
    longest=None,
    together=3,
    groups=(1, 5, 64),
    halves=4,
    aborts=1,
)
TINY = Scope(lengths=(1, 33), longest=200, together=2, groups=(1, 5), halves=2, aborts=1)


def failed(rows: Iterable[Row]) -> list[str]:
    """The checks that do not hold, or were not judged."""
    return [row.check for row in rows if not row.holds]


def quiet(doing: str) -> None:
    """Nobody waits at a test's terminal."""
