"""Curves over the number of candidates, each with the band of its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from benchmarks.report.canvas import Plot
from benchmarks.report.plots.scales import counts, per_cent, seconds

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.report.ink import Ink

BOUNDS = ((0, (1, 1.5)), (0, (5, 2)))  # patterns of thin lines, so that two can be told apart
Unit = Literal["share", "seconds", "times"]


@dataclass(frozen=True, slots=True)
class Curve:
    """Values by number of candidates; without `lows` and `highs` there is no band.

    A bound, such as the oracle, is drawn as a thin dashed line.
    """

    label: str
    candidates: Sequence[float]
    values: Sequence[float]
    lows: Sequence[float] = ()
    highs: Sequence[float] = ()
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """What the values are, and in which unit; times and seconds are on a logarithmic axis."""

    label: str
    unit: Unit


def curves_plot(name: str, curves: Sequence[Curve], axis: Axis, level: float | None = None) -> Plot:
    """Curves over a logarithmic number of candidates, and a level to hold them against."""

    def draw(axes: "Axes", ink: "Ink") -> None:
        for place, curve in enumerate(curves):
            _curve(axes, ink, place, curve)
        if level is not None:
            axes.axhline(level, color=ink.muted, linestyle=(0, (4, 3)), linewidth=1)
        axes.set_xscale("log", base=2)
        counts(axes.xaxis)
        axes.set_xticks(sorted({each for curve in curves for each in curve.candidates}))
        axes.set_xlabel("candidates of a problem")
        axes.set_ylabel(axis.label)
        _vertical(axes, axis.unit)

    first = curves[0]
    description = (
        f"{axis.label} by number of candidates, {len(curves)} curves; {first.label} goes from "
        f"{first.values[0]:.3g} to {first.values[-1]:.3g}."
    )
    return Plot(name, description, draw)


def _curve(axes: "Axes", ink: "Ink", place: int, curve: Curve) -> None:
    colour = ink.muted if curve.bound else ink.of(place)
    axes.plot(
        curve.candidates,
        curve.values,
        color=colour,
        marker="" if curve.bound else "o",
        markersize=4,
        linestyle=BOUNDS[place % len(BOUNDS)] if curve.bound else "-",
        label=curve.label,
    )
    if curve.lows:
        axes.fill_between(
            curve.candidates, curve.lows, curve.highs, color=colour, alpha=0.16, linewidth=0
        )


def _vertical(axes: "Axes", unit: Unit) -> None:
    if unit == "share":
        per_cent(axes.yaxis)
        return
    axes.set_yscale("log")
    if unit == "seconds":
        seconds(axes.yaxis)
    else:
        counts(axes.yaxis)
