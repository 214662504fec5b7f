"""How values are written along an axis."""

from typing import TYPE_CHECKING, Any

from benchmarks.report.words import SPACE, duration

if TYPE_CHECKING:
    from matplotlib.axis import Axis

QUARTERS = (0, 0.25, 0.5, 0.75, 1)


def seconds(axis: "Axis") -> None:
    """A logarithmic axis of times, written as people say them, at 1, 2, 5, 10 and so on."""
    locator: Any = axis.get_major_locator()  # of a logarithmic axis
    locator.set_params(subs=(1, 2, 5))
    axis.set_major_formatter(lambda value, _: duration(value))
    axis.set_minor_formatter(lambda *_: "")


def per_cent(axis: "Axis") -> None:
    """An axis of shares."""
    axis.set_major_formatter(lambda value, _: f"{100 * value:.0f}{SPACE}%")


def counts(axis: "Axis") -> None:
    """A logarithmic axis of whole numbers, written plainly."""
    axis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.set_minor_formatter(lambda *_: "")
