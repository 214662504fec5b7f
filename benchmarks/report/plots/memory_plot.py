"""What the programs of a server hold in memory, over time."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from benchmarks.report.canvas import Plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.report.ink import Ink


def memory_plot(
    name: str, minutes: Sequence[float], mib: Mapping[str, Sequence[float]], begins: float
) -> Plot:
    """A line for each program, and one where the measured time begins, in minutes."""

    def draw(axes: "Axes", ink: "Ink") -> None:
        for place, (program, values) in enumerate(mib.items()):
            axes.plot(minutes, values, color=ink.of(place), label=program)
        axes.axvline(begins, color=ink.muted, linestyle=(0, (4, 3)), linewidth=1)
        axes.set_ylim(bottom=0)
        axes.set_xlabel("minutes")
        axes.set_ylabel("MiB")

    ends = ", ".join(f"{program} {values[-1]:.0f}" for program, values in mib.items())
    return Plot(name, f"MiB in memory over {minutes[-1]:.0f} minutes; at the end {ends}.", draw)
