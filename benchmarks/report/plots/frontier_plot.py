"""Pass rate against latency: which ways are worth their time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.report.canvas import Plot
from benchmarks.report.plots.scales import per_cent, seconds

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.report.ink import Ink

MARKERS = "osD^v<>hpd"


@dataclass(frozen=True, slots=True)
class Point:
    """A way: its median seconds, and the pass rate of what it selects with its interval."""

    label: str
    seconds: float
    rate: float
    low: float
    high: float
    on_frontier: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A pass rate that all ways are held against, such as a random choice."""

    label: str
    rate: float


def frontier_plot(name: str, points: Sequence[Point], levels: Sequence[Level]) -> Plot:
    """Filled points are on the frontier: none that is quicker selects as well."""

    def draw(axes: "Axes", ink: "Ink") -> None:
        _steps(axes, ink, [point for point in points if point.on_frontier])
        for place, point in enumerate(points):
            _point(axes, ink, place, point)
        for level in levels:
            axes.axhline(level.rate, color=ink.muted, linestyle=(0, (4, 3)), linewidth=1)
            axes.annotate(
                level.label,
                (1, level.rate),
                xycoords=("axes fraction", "data"),
                xytext=(-2, 3),
                textcoords="offset points",
                ha="right",
                fontsize=8.5,
                color=ink.muted,
            )
        axes.set_xscale("log")
        seconds(axes.xaxis)
        per_cent(axes.yaxis)
        axes.set_xlabel("median time for a problem")
        axes.set_ylabel("selected candidate passes")
        axes.set_ylim(0, 1.06)

    best = max(points, key=lambda point: point.rate)
    quickest = min(points, key=lambda point: point.seconds)
    description = (
        f"Pass rate against median time of {len(points)} ways: {quickest.label} is the quickest, "
        f"{best.label} selects best."
    )
    return Plot(name, description, draw)


def _steps(axes: "Axes", ink: "Ink", on: Sequence[Point]) -> None:
    places = sorted((point.seconds, point.rate) for point in on)
    axes.plot(
        [x for x, _ in places], [y for _, y in places], drawstyle="steps-post", color=ink.line, lw=3
    )


def _point(axes: "Axes", ink: "Ink", place: int, point: Point) -> None:
    colour = ink.of(place)
    axes.errorbar(
        point.seconds,
        point.rate,
        yerr=[[point.rate - point.low], [point.high - point.rate]],
        color=colour,
        elinewidth=1,
        capsize=2,
        alpha=0.45,
    )
    axes.plot(
        point.seconds,
        point.rate,
        marker=MARKERS[place % len(MARKERS)],
        color=colour,
        markerfacecolor=colour if point.on_frontier else "none",
        linestyle="none",
        label=point.label + (", on the frontier" if point.on_frontier else ""),
    )
