"""What people read: tables and notes, with colour on a terminal and plain elsewhere."""

import os
import sys
from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from deskcheck_server.command_line import output
from deskcheck_server.command_line.visible import visible, visible_line

_WIDE = 10_000  # columns where nobody's terminal limits them: no cell is folded in a file


def show_error(message: str) -> None:
    """One red sentence on standard error."""
    show_note(f"error: {message}", style="red")


def show_note(message: str, *, style: str = "") -> None:
    """One line on standard error, never folded."""
    Console(stderr=True).print(Text(visible_line(message), style=style), soft_wrap=True)


def show_beside(rendered: RenderableType) -> None:
    """A table or styled text on standard error, beside a result."""
    _widened(Console(stderr=True)).print(rendered)


def show(rendered: RenderableType) -> None:
    """A table or styled text on standard output; raises as `output.write`."""
    console = _widened(Console())
    with console.capture() as capture:
        console.print(rendered)
    output.write(capture.get())


def show_pieces(pieces: Iterable[tuple[str, str]]) -> None:
    """Pieces of one text, each with its style: in colour on a terminal, else as they are."""
    pieces = tuple(pieces)
    if not output.is_watched(sys.stdout):
        output.write("".join(text for text, _ in pieces))
        return
    console = Console()
    with console.capture() as capture:
        for text, style in pieces:
            console.print(Text(visible(text), style=style), end="", soft_wrap=True)
    output.write(capture.get())


def plain_table(*columns: str) -> Table:
    """An empty table with these headings; those that begin with # hold numbers."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        numeric = column.startswith("#")
        table.add_column(
            column.lstrip("#"), justify="right" if numeric else "left", overflow="fold"
        )
    return table


def cell(text: str, *, style: str = "") -> Text:
    """A cell that shows text of strangers: no markup, no control characters."""
    return Text(visible_line(text), style=style)


def _widened(console: Console) -> Console:
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WIDE
    return console
