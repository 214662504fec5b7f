"""The page: one HTML file without anything outside it, and the plots as files beside it."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from benchmarks.report.canvas import NARROW, WIDE, png, svg
from benchmarks.report.ink import DARK, LIGHT, variables
from benchmarks.report.section import Figure, Section, Table

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure with its two drawings for the page, and the name of its PNG file."""

    title: str
    caption: str
    description: str
    wide: Markup
    narrow: Markup
    file: str


def write_page(title: str, sections: Sequence[Section], folder: Path) -> Path:
    """Write index.html and plots/NAME.png; gives the page's path. Raises OSError."""
    plots = folder / "plots"
    shutil.rmtree(plots, ignore_errors=True)
    plots.mkdir(parents=True)
    parts = [[_prepared(part, plots) for part in section.parts] for section in sections]
    page = folder / "index.html"
    page.write_text(_html(title, sections, parts), encoding="utf-8")
    return page


def _prepared(part: Figure | Table, plots: Path) -> Drawn | Table:
    if isinstance(part, Table):
        return part
    file = plots / f"{part.plot.name}.png"
    file.write_bytes(png(part.plot))
    return Drawn(  # the drawings are our own, and their texts are escaped in them
        part.title,
        part.caption,
        part.plot.description,
        Markup(svg(part.plot, WIDE)),
        Markup(svg(part.plot, NARROW)),
        f"plots/{file.name}",
    )


def _html(title: str, sections: Sequence[Section], parts: Sequence[Sequence[Drawn | Table]]) -> str:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.jinja").render(
        title=title,
        sections=list(zip(sections, parts, strict=True)),
        style=Markup((HERE / "page.css").read_text(encoding="utf-8")),
        light=variables(LIGHT),
        dark=variables(DARK),
    )
