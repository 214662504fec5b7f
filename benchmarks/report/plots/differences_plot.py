"""Differences with their intervals, around what no change would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.report.canvas import Plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.report.ink import Ink

CHARACTERS = 38  # of a name beside the axis


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `clear` says that it is more than noise."""

    label: str
    value: float
    low: float
    high: float
    clear: bool


def differences_plot(name: str, changes: Sequence[Change], axis: str, nothing: float) -> Plot:
    """A point and a line for each; those that are more than noise are in colour."""

    def draw(axes: "Axes", ink: "Ink") -> None:
        for place, change in enumerate(changes):
            colour = ink.of(0) if change.clear else ink.muted
            axes.plot([change.low, change.high], [place, place], color=colour, lw=1.6)
            axes.plot([change.value], [place], marker="o", color=colour)
        axes.axvline(nothing, color=ink.text, linewidth=1)
        axes.set_yticks(range(len(changes)), [f"{place + 1}" for place in range(len(changes))])
        axes.set_ylim(len(changes) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(axis)

    clear = sum(change.clear for change in changes)
    description = f"{axis} of {len(changes)} figures, of which {clear} are more than noise."
    return Plot(name, description, draw, height=max(0.5, 0.25 + 0.075 * len(changes)))
