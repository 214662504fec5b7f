"""How often programs of a stated probability really passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.report.canvas import Plot
from benchmarks.report.plots.scales import QUARTERS, per_cent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.report.ink import Ink


@dataclass(frozen=True, slots=True)
class Bin:
    """Programs of like probability: the mean of it, the share that passed, and how many."""

    stated: float
    passed: float
    count: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins of one verifier; empty ones are left out."""

    label: str
    bins: Sequence[Bin]


def reliability_plot(name: str, verifiers: Sequence[Reliability]) -> Plot:
    """On the diagonal a probability means what it says; large points hold many programs."""

    def draw(axes: "Axes", ink: "Ink") -> None:
        axes.plot([0, 1], [0, 1], color=ink.muted, linestyle=(0, (4, 3)), linewidth=1)
        for place, verifier in enumerate(verifiers):
            most = max(each.count for each in verifier.bins)
            stated = [each.stated for each in verifier.bins]
            passed = [each.passed for each in verifier.bins]
            sizes = [18 + 160 * each.count / most for each in verifier.bins]
            axes.plot(stated, passed, color=ink.of(place), label=verifier.label)
            axes.scatter(stated, passed, s=sizes, color=ink.of(place), alpha=0.5, linewidths=0)
        for axis in (axes.xaxis, axes.yaxis):
            per_cent(axis)
        axes.set(xlim=(0, 1), ylim=(0, 1), xticks=QUARTERS, yticks=QUARTERS)
        axes.set_xlabel("probability that the fit states")
        axes.set_ylabel("programs that passed")

    names = ", ".join(verifier.label for verifier in verifiers)
    return Plot(name, f"Share that passed against stated probability of {names}.", draw)
