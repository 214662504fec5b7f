"""Bars with intervals, one group of them for each split, writer or benchmark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.report.canvas import Plot
from benchmarks.report.plots.scales import QUARTERS, per_cent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.report.ink import Ink

BASIS = "chosen at random"


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its interval, in one category and by one contestant; NaN where unknown."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Contestant:
    """A bar for every category, in their order; None where it was not measured."""

    label: str
    bars: Sequence[Bar | None]


def bars_plot(
    name: str,
    categories: Sequence[str],
    contestants: Sequence[Contestant],
    axis: str,
    random: Sequence[float] = (),
) -> Plot:
    """Lying bars, the first category on top; a tick marks what a random choice comes to."""
    thickness = 0.8 / len(contestants)

    def draw(axes: "Axes", ink: "Ink") -> None:
        for place, contestant in enumerate(contestants):
            shift = (place - (len(contestants) - 1) / 2) * thickness
            _bars(axes, ink, ink.of(place), contestant, shift, thickness * 0.86)
        for place, share in enumerate(random):
            label = BASIS if place == 0 else None
            axes.plot([share] * 2, [place - 0.45, place + 0.45], color=ink.text, lw=2, label=label)
        axes.set_yticks(range(len(categories)), categories)
        axes.set_ylim(len(categories) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
        per_cent(axes.xaxis)
        axes.set_xlim(0, 1)
        axes.set_xticks(QUARTERS)
        axes.set_xlabel(axis)

    description = f"{axis} in {len(categories)} categories: {', '.join(categories)}."
    lines = len(categories) * max(len(contestants), 1.4)
    return Plot(name, description, draw, height=max(0.6, 0.2 + lines * 0.08))


def _bars(
    axes: "Axes", ink: "Ink", colour: str, contestant: Contestant, shift: float, thickness: float
) -> None:
    present = [(place + shift, bar) for place, bar in enumerate(contestant.bars) if bar is not None]
    heights = [height for height, _ in present]
    below = [bar.value - bar.low for _, bar in present]
    above = [bar.high - bar.value for _, bar in present]
    axes.barh(
        heights,
        [bar.value for _, bar in present],
        height=thickness,
        color=colour,
        alpha=0.8,
        label=contestant.label,
        xerr=[below, above],
        error_kw={"ecolor": ink.muted, "elinewidth": 1.1, "capsize": 2.5},
    )
