"""What a verification says of one check."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    `difference` is the largest that was seen, next to the `tolerance` that holds for it; None where
    something has no score to compare. `holds` is None where the figure is told and not judged.
    """

    check: str
    compared: int
    difference: float | None
    tolerance: float
    holds: bool | None
    note: str = ""


def all_hold(rows: Sequence[Row]) -> bool:
    """Whether no row that is judged fails, and one is judged at least."""
    judged = [row.holds for row in rows if row.holds is not None]
    return bool(judged) and all(judged)
