"""Plots as PNG files and as SVG for the page. The only file that needs matplotlib."""

import io
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from benchmarks.report.errors import ReportError
from benchmarks.report.ink import LIGHT, MARKS, Ink, coloured_by_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINE_HEIGHT = 0.19  # inches of a line of the legend
DOTS = 200  # of a PNG file, per inch


@dataclass(frozen=True, slots=True)
class Size:
    """A width to draw for, in inches, and the characters that fit into a line of the legend."""

    name: str
    width: float
    height: float
    characters: int


WIDE = Size("wide", 7.2, 3.6, 90)
NARROW = Size("narrow", 3.6, 3.0, 44)


@dataclass(frozen=True, slots=True)
class Plot:
    """Something to draw; `height` is that of the drawing itself over the usual one.

    `description` says in a sentence what is to be seen, for those who do not see it.
    """

    name: str
    description: str
    draw: Callable[["Axes", Ink], None]
    height: float = 1.0


def png(plot: Plot) -> bytes:
    """The plot on white, for slides and papers. Raises ReportError without matplotlib."""
    file = io.BytesIO()
    with _matplotlib().rc_context(_settings(LIGHT)):
        figure = _drawn(plot, WIDE, LIGHT)
        figure.savefig(file, format="png", dpi=DOTS, metadata={"Software": None})
    return file.getvalue()


def svg(plot: Plot, size: Size) -> str:
    """An `svg` element without a background, its text as text, coloured by the page's variables.

    Its ids begin with the names of plot and size, so that many fit into one page. Raises
    ReportError without matplotlib.
    """
    file = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with _matplotlib().rc_context(_settings(MARKS)):
        figure = _drawn(plot, size, MARKS)
        figure.savefig(file, format="svg", transparent=True, metadata=nothing)
    return _for_page(file.getvalue(), f"{plot.name}-{size.name}")


def _matplotlib() -> ModuleType:
    try:
        import matplotlib.figure
        import matplotlib.ticker
    except ImportError as error:
        raise ReportError("plots need matplotlib; pip install -e '.[bench]'") from error
    return matplotlib


def _settings(ink: Ink) -> dict[str, object]:
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": "deskcheck",
        "text.parse_math": False,
        "font.family": "sans-serif",
        "font.size": 10,
        "text.color": ink.text,
        "axes.edgecolor": ink.muted,
        "axes.labelcolor": ink.text,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": ink.line,
        "grid.linewidth": 0.7,
        "xtick.color": ink.muted,
        "ytick.color": ink.muted,
        "xtick.labelcolor": ink.text,
        "ytick.labelcolor": ink.text,
        "lines.linewidth": 1.8,
        "lines.markersize": 6,
        "legend.frameon": False,
    }


def _drawn(plot: Plot, size: Size, ink: Ink) -> "Figure":
    """The drawing, and below it the legend of all that has a label."""
    height = size.height * plot.height
    figure: Figure = _matplotlib().figure.Figure(figsize=(size.width, height), layout="constrained")
    axes = figure.subplots()
    plot.draw(axes, ink)
    handles, labels = axes.get_legend_handles_labels()
    if labels:
        wrapped = [textwrap.fill(label, size.characters) for label in labels]
        lines = sum(label.count("\n") + 1 for label in wrapped)
        figure.set_size_inches(size.width, height + LINE_HEIGHT * lines)
        figure.legend(handles, wrapped, loc="outside lower left", fontsize=9, handlelength=1.6)
    return figure


def _for_page(drawing: str, prefix: str) -> str:
    """The element alone, without a size of its own, its ids unlike those of other plots."""
    element = drawing[drawing.index("<svg") :]
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", element, count=1)
    element = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", element, count=1)
    element = re.sub(r'\bid="', f'id="{prefix}-', element)
    element = element.replace("url(#", f"url(#{prefix}-")
    element = element.replace('href="#', f'href="#{prefix}-')
    return coloured_by_page(element)
