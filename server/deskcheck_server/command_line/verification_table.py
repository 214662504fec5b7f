"""A verification as people read it: one line for each check."""

import math
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from deskcheck_models.verification import Row
from deskcheck_server.command_line.terminal import cell, plain_table

COLUMNS = ("check", "#compared", "#difference", "#tolerance", "holds", "note")
_HOLDS = {True: ("yes", "green"), False: ("no", "bold red"), None: ("-", "dim")}


def verification_table(rows: Sequence[Row]) -> Table:
    """The checks in the order in which they ran."""
    table = plain_table(*COLUMNS)
    for row in rows:
        holds, style = _HOLDS[row.holds]
        table.add_row(
            cell(row.check),
            str(row.compared),
            _figure(row.difference),
            _figure(row.tolerance),
            Text(holds, style=style),
            cell(row.note),
        )
    return table


def _figure(value: float | None) -> str:
    """Three digits that count; whole counts as they are."""
    if value is None or not math.isfinite(value):
        return "-"
    return f"{value:.0f}" if value == int(value) else f"{value:.3g}"
