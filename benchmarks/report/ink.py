"""The colours of plots: one set on white paper, and one as names that the page gives values to.

A plot is drawn with marks, colours that nothing else uses. In the page's SVG each mark becomes a
CSS variable, so that one drawing is legible on a light page, on a dark one and in print.
"""

import re
from dataclasses import dataclass

_MARK = re.compile(r"#fe00[0-9a-f]{2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ink:
    """What a plot draws with."""

    text: str
    muted: str
    line: str
    paper: str
    series: tuple[str, ...]

    def of(self, place: int) -> str:
        """The colour of a series; they come round again after the last."""
        return self.series[place % len(self.series)]


# The series differ in lightness too, so that they can be told apart in grey and by most eyes.
LIGHT = Ink(
    text="#1c1f23",
    muted="#5c646e",
    line="#d5dae0",
    paper="#ffffff",
    series=("#0b63c5", "#c2410c", "#0f766e", "#8b2fb8", "#8a6100", "#475569"),
)
DARK = Ink(
    text="#e8eaed",
    muted="#a3abb5",
    line="#3a424c",
    paper="#14181d",
    series=("#6cb0ff", "#ff9b66", "#4fd1c1", "#d59bf6", "#e8c15a", "#a9b6c6"),
)
MARKS = Ink(
    text="#fe0001",
    muted="#fe0002",
    line="#fe0003",
    paper="#fe0004",
    series=tuple(f"#fe00{16 + place:02x}" for place in range(len(LIGHT.series))),
)


def variables(ink: Ink) -> dict[str, str]:
    """The names that the page's style sheet gives values to."""
    named = {"text": ink.text, "muted": ink.muted, "line": ink.line, "paper": ink.paper}
    return named | {f"series-{place}": colour for place, colour in enumerate(ink.series)}


_NAMES = {mark: name for name, mark in variables(MARKS).items()}


def coloured_by_page(svg: str) -> str:
    """The drawing with CSS variables in place of marks."""
    return _MARK.sub(lambda found: f"var(--{_NAMES[found[0].lower()]})", svg)
