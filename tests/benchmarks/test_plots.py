"""What is drawn: points, lines, axes and legends, read back from the drawing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.report.canvas import NARROW, WIDE, Plot, png, svg
from benchmarks.report.ink import LIGHT, Ink
from benchmarks.report.plots.curves_plot import Axis, Curve, curves_plot
from benchmarks.report.plots.differences_plot import Change, differences_plot
from benchmarks.report.plots.frontier_plot import Level, Point, frontier_plot
from benchmarks.report.plots.histogram_plot import Times, histogram_plot
from benchmarks.report.plots.memory_plot import memory_plot
from benchmarks.report.plots.reliability_plot import Bin, Reliability, reliability_plot
from benchmarks.report.words import SPACE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

figure = pytest.importorskip("matplotlib.figure")

TIMES = st.lists(st.floats(1e-5, 1e3), min_size=1, max_size=20)


def drawn(plot: Plot) -> "Axes":
    """The axes with everything on them."""
    axes: Axes = figure.Figure().subplots()
    plot.draw(axes, LIGHT)
    return axes


def labels(axes: "Axes") -> list[str]:
    """Of the legend."""
    return list(axes.get_legend_handles_labels()[1])


def numbers(values: Any) -> list[float]:
    """What a line holds along one axis."""
    return [float(one) for one in values]


def ticks(axis: object, *values: float) -> list[str]:
    """How values are written along an axis."""
    write: Callable[[float, None], str] = axis.get_major_formatter()  # type: ignore[attr-defined]
    return [write(value, None).replace(SPACE, " ") for value in values]


@settings(deadline=None, max_examples=25)
@given(ways=st.lists(TIMES, min_size=1, max_size=3))
def test_a_histogram_reaches_around_every_time(ways: list[list[float]]) -> None:
    """Its bins are the same for all ways."""
    axes = drawn(histogram_plot("t", [Times(f"w{n}", each) for n, each in enumerate(ways)]))
    low, high = axes.get_xlim()

    assert len(axes.patches) == len(ways)
    assert low <= min(map(min, ways))
    assert high >= max(map(max, ways))


@pytest.mark.parametrize(
    ("seconds", "median"), [([3.0], 3.0), ([1.0, 3.0], 2.0), ([5.0, 1.0, 3.0], 3.0)]
)
def test_a_histogram_names_the_median(seconds: list[float], median: float) -> None:
    """In the legend and in the description for those who do not see it."""
    plot = histogram_plot("t", [Times("way", seconds)])

    assert Times("way", seconds).median == median
    assert f"way {median:g}{SPACE}s" in plot.description
    assert labels(drawn(plot)) == [f"way: median {median:g}{SPACE}s"]


def point(label: str, seconds: float, rate: float, *, on: bool) -> Point:
    """A way with an interval of a tenth."""
    return Point(label, seconds, rate, max(0.0, rate - 0.1), min(1.0, rate + 0.1), on)


def test_a_frontier_names_the_quickest_and_the_best() -> None:
    """And says which ways are on it."""
    plot = frontier_plot(
        "f",
        [point("quick", 0.1, 0.5, on=True), point("slow", 1.0, 0.4, on=False)],
        [Level("random", 0.3)],
    )
    axes = drawn(plot)

    assert plot.description == (
        "Pass rate against median time of 2 ways: quick is the quickest, quick selects best."
    )
    assert labels(axes) == ["quick, on the frontier", "slow"]
    assert [text.get_text() for text in axes.texts] == ["random"]


def test_pass_rates_are_drawn_from_nothing_to_all() -> None:
    """Whatever the ways reach, so that plots can be laid side by side."""
    axes = drawn(frontier_plot("f", [point("a", 0.1, 0.5, on=True)], []))

    assert axes.get_ylim() == (0, 1.06)
    assert ticks(axes.yaxis, 0.0, 0.5, 1.0) == ["0 %", "50 %", "100 %"]
    assert axes.get_xscale() == "log"
    assert ticks(axes.xaxis, 0.001, 0.02, 5.0) == ["1 ms", "20 ms", "5 s"]


def test_a_curve_has_a_point_for_each_number_of_candidates() -> None:
    """On a logarithmic axis whose numbers are written plainly."""
    curve = Curve("nano", [1, 4, 16], [0.4, 0.5, 0.6], [0.3, 0.4, 0.5], [0.5, 0.6, 0.7])
    axes = drawn(curves_plot("c", [curve], Axis("passes", "share")))
    (line,) = axes.lines

    assert numbers(line.get_xdata()) == [1, 4, 16]
    assert numbers(line.get_ydata()) == [0.4, 0.5, 0.6]
    assert len(axes.collections) == 1
    assert ticks(axes.xaxis, 1, 16) == ["1", "16"]


def test_a_bound_is_a_thin_line_without_points() -> None:
    """So that it is not taken for a way; a level is drawn through."""
    bound = Curve("oracle", [1, 4], [0.5, 0.9], bound=True)
    axes = drawn(curves_plot("c", [bound], Axis("passes", "share"), level=0.5))
    line, level = axes.lines

    assert line.get_marker() == ""
    assert line.get_linestyle() != "-"
    assert numbers(level.get_ydata()) == [0.5, 0.5]


@pytest.mark.parametrize(
    ("unit", "written"), [("seconds", "20 ms"), ("times", "0.02"), ("share", "2 %")]
)
def test_an_axis_is_written_in_its_unit(unit: str, written: str) -> None:
    """Times and ratios on a logarithmic one."""
    axis = Axis("values", unit)  # type: ignore[arg-type]
    axes = drawn(curves_plot("c", [Curve("a", [1, 2], [0.02, 0.2])], axis))

    assert ticks(axes.yaxis, 0.02) == [written]
    assert axes.get_yscale() == ("linear" if unit == "share" else "log")


def test_differences_that_are_more_than_noise_are_in_colour() -> None:
    """The others are not; a line stands where nothing changed."""
    changes = [Change("a", 1.5, 1.2, 1.8, clear=True), Change("b", 1.0, 0.9, 1.1, clear=False)]
    plot = differences_plot("d", changes, "times as long", 1.0)
    axes = drawn(plot)
    colours = [line.get_color() for line in axes.lines]

    assert colours == [LIGHT.of(0)] * 2 + [LIGHT.muted] * 2 + [LIGHT.text]
    assert plot.description == "times as long of 2 figures, of which 1 are more than noise."
    assert [text.get_text() for text in axes.get_yticklabels()] == ["1", "2"]


def test_the_first_difference_stands_on_top() -> None:
    """As in the table beside it."""
    changes = [Change(str(n), 1.0, 0.9, 1.1, clear=False) for n in range(5)]
    bottom, top = drawn(differences_plot("d", changes, "x", 1.0)).get_ylim()

    assert bottom > top


def test_memory_is_drawn_from_nothing_with_a_line_for_each_program() -> None:
    """And one where the measured time begins."""
    plot = memory_plot("m", [0, 15, 30], {"server": [90, 100, 101], "worker": [30, 31, 31]}, 10)
    axes = drawn(plot)

    assert labels(axes) == ["server", "worker"]
    assert numbers(axes.lines[-1].get_xdata()) == [10, 10]
    assert axes.get_ylim()[0] == 0
    assert plot.description == "MiB in memory over 30 minutes; at the end server 101, worker 31."


def test_a_point_of_reliability_is_as_large_as_it_holds_programs() -> None:
    """The largest bin has the largest one, and the diagonal is drawn."""
    verifier = Reliability("nano", [Bin(0.1, 0.2, 10), Bin(0.9, 0.8, 100)])
    axes = drawn(reliability_plot("r", [verifier]))
    points: Any
    (points,) = axes.collections
    small, large = numbers(points.get_sizes())

    assert small < large
    assert numbers(axes.lines[0].get_xdata()) == [0, 1]
    assert labels(axes) == ["nano"]


def simple(height: float = 1.0, label: str = "a line") -> Plot:
    """One line."""

    def draw(axes: "Axes", _: Ink) -> None:
        axes.plot([1, 2], label=label)

    return Plot("simple", "A line.", draw, height)


def test_a_plot_is_the_same_bytes_each_time() -> None:
    """As a PNG file and as a drawing of the page."""
    assert png(simple()) == png(simple())
    assert svg(simple(), WIDE) == svg(simple(), WIDE)


def test_a_narrow_drawing_is_another_one_than_the_wide() -> None:
    """With ids of its own, so that both stand on a page."""
    wide, narrow = svg(simple(), WIDE), svg(simple(), NARROW)

    assert 'id="simple-wide-' in wide
    assert 'id="simple-narrow-' in narrow
    assert "simple-narrow" not in wide


def test_a_long_label_is_broken_into_lines() -> None:
    """So that it does not run out of a narrow drawing."""
    words = " ".join(["word"] * 30)
    broken = svg(simple(label=words), NARROW)

    assert words not in broken
    assert broken.count("word") >= 30


def test_a_drawing_holds_its_text_as_text() -> None:
    """It can be searched and read aloud, and takes no font along."""
    drawing = svg(simple(label="candidates"), WIDE)

    assert "<text" in drawing
    assert "candidates" in drawing
    assert "<metadata" not in drawing
    assert drawing.startswith("<svg")


def test_a_taller_plot_is_a_taller_picture() -> None:
    """By its share of the usual height."""

    def height(image: bytes) -> int:
        return int.from_bytes(image[20:24], "big")

    assert height(png(simple(2.0))) - height(png(simple(1.0))) == pytest.approx(
        WIDE.height * 200, rel=0.02
    )
