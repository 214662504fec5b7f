"""How times spread over problems, several ways on one logarithmic axis."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.report.canvas import Plot
from benchmarks.report.plots.scales import seconds
from benchmarks.report.words import duration

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.report.ink import Ink

PER_DECADE = 10  # bins


@dataclass(frozen=True, slots=True)
class Times:
    """What one way took for each problem, in seconds above 0."""

    label: str
    seconds: Sequence[float]

    @property
    def median(self) -> float:
        """The middle one."""
        ordered = sorted(self.seconds)
        return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def histogram_plot(name: str, ways: Sequence[Times]) -> Plot:
    """Problems by time; a tick below the axis marks each median."""

    def draw(axes: "Axes", ink: "Ink") -> None:
        edges = _edges(ways)
        for place, way in enumerate(ways):
            axes.hist(
                way.seconds,
                bins=edges,
                histtype="stepfilled",
                color=ink.of(place),
                edgecolor=ink.of(place),
                alpha=0.45,
                label=f"{way.label}: median {duration(way.median)}",
            )
            axes.axvline(way.median, color=ink.of(place), linewidth=1.4)
        axes.set_xscale("log")
        seconds(axes.xaxis)
        axes.set_xlabel("time for a problem")
        axes.set_ylabel("problems")

    medians = "; ".join(f"{way.label} {duration(way.median)}" for way in ways)
    return Plot(name, f"Problems by time, medians: {medians}.", draw)


def _edges(ways: Sequence[Times]) -> list[float]:
    """The same bins for all, equally wide on the axis, around every time."""
    every = [each for way in ways for each in way.seconds]
    first = math.floor(PER_DECADE * math.log10(min(every)))
    last = math.ceil(PER_DECADE * math.log10(max(every))) + 1
    return [10 ** (place / PER_DECADE) for place in range(first, last + 1)]
