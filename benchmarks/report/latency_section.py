"""Ranking next to running unit tests: what it costs, what it selects, and where it stops paying."""

from collections.abc import Sequence

from benchmarks.report.canvas import Plot
from benchmarks.report.errors import ReportError
from benchmarks.report.intervals import share_interval
from benchmarks.report.plots.curves_plot import Axis, Curve, curves_plot
from benchmarks.report.plots.frontier_plot import Level, Point, frontier_plot
from benchmarks.report.plots.histogram_plot import Times, histogram_plot
from benchmarks.report.result import Result
from benchmarks.report.section import Figure, Headline, Section, Table
from benchmarks.report.values import Values
from benchmarks.report.words import duration, share, times, whole

FRONTIER = (
    "Up and to the left is better. A filled mark is on the frontier: no quicker way selects as "
    "well. Lines through the marks are 95 % intervals of the pass rate (Wilson)."
)
SPREAD = "Each problem once for each way; the lines mark the medians."
FALLS = (
    "Where the tests of one program take longer than the upper curve, ranking is ten times as fast "
    "as testing on all workers; below the lower curve it is slower. The dashed line is the median "
    "that was measured here."
)
NO_TIMES = "This result keeps no times by problem; run its benchmark again for their histogram."


def latency_section(result: Result) -> Section:
    """All of it; raises ReportError where the result is not of this version."""
    figures = result.figures
    ways = figures.children("ways")
    if not ways:
        raise ReportError(f"{ways}: no way was measured")
    labels = _labels(figures)
    parts = [
        _frontier(result, labels),
        _frontier_table(figures, labels),
        *_spread(result, labels),
        *_break_even(result, labels),
        _speedups(figures, labels),
        _ways_table(ways, labels),
    ]
    warnings = [] if "samples" in figures else [NO_TIMES]
    return Section(result, _headlines(figures), parts, warnings)


def _headlines(figures: Values) -> list[Headline]:
    candidates = figures.integer("candidates")
    return [
        Headline(
            times(figures.number("speedup_p50")),
            "faster than tests, at the median",
            f"{times(figures.number('speedup_p95'))} at the 95th percentile; "
            f"{whole(candidates)} candidates",
        ),
        Headline(
            share(figures.number("selected_pass_rate")),
            "of selected candidates pass",
            f"{share(figures.number('random_pass_rate'))} at random, "
            f"{share(figures.number('tests_pass_rate'))} by complete tests",
        ),
        Headline(
            times(figures.number("original_tests_speedup_p50")),
            "faster than the original tests alone",
            f"which select {share(figures.number('original_tests_pass_rate'))}",
        ),
        Headline(whole(figures.number("problems")), "problems", "with real tests"),
    ]


def _labels(figures: Values) -> dict[str, str]:
    """Shorter names of ways, as far as they stay different."""
    contestants = figures.child("break_even").names()
    labels = {}
    for way in [row.text("way") for row in figures.children("ways")]:
        label = way.replace(", then complete tests on the top", ", then tests of the top")
        if len(contestants) == 1:
            label = label.replace(contestants[0], "rerank")
        labels[way] = label
    return labels


def _frontier(result: Result, labels: dict[str, str]) -> Figure:
    figures = result.figures
    trials = {
        row.text("way"): row.integer("problems")
        for row in figures.children("ways")
        if row.integer("candidates") == figures.integer("candidates")
    }
    points = []
    for row in figures.children("frontier"):
        way, rate = row.text("way"), row.number("pass_rate")
        bounds = share_interval(rate, trials[way])
        points.append(
            Point(
                labels[way],
                row.positive("p50_seconds"),
                rate,
                bounds.low,
                bounds.high,
                row.flag("on_frontier"),
            )
        )
    levels = [Level("chosen at random", figures.number("random_pass_rate"))]
    title = f"Pass rate and latency, {figures.integer('candidates')} candidates"
    return Figure(title, frontier_plot(_name(result, "frontier"), points, levels), FRONTIER)


def _frontier_table(figures: Values, labels: dict[str, str]) -> Table:
    rows = [
        (
            labels[row.text("way")],
            duration(row.number("p50_seconds")),
            share(row.number("pass_rate")),
            "yes" if row.flag("on_frontier") else "no",
        )
        for row in figures.children("frontier")
    ]
    return Table("The same in numbers", ("way", "median", "passes", "on the frontier"), rows)


def _spread(result: Result, labels: dict[str, str]) -> list[Figure]:
    """The histogram of ranking and of tests, where the result has their times."""
    if "samples" not in result.figures:
        return []
    samples = result.figures.child("samples")
    ways = samples.child("seconds")
    shown = [
        Times(labels[way], list(_numbers(ways.child(way)).values()))
        for way in ways.names()
        if ", then " not in way
    ]
    title = f"Times by problem, {samples.integer('candidates')} candidates"
    return [Figure(title, histogram_plot(_name(result, "times"), shown), SPREAD)]


def _numbers(values: Values) -> dict[str, float]:
    return {name: values.positive(name) for name in values.names()}


def _break_even(result: Result, labels: dict[str, str]) -> list[Figure | Table]:
    """At which number of candidates and cost of tests ranking stops being ten times as fast."""
    parts: list[Figure | Table] = []
    for place, way in enumerate(result.figures.child("break_even").names()):
        one = result.figures.child("break_even").child(way)
        if "by_candidates" not in one:
            continue
        rows = one.children("by_candidates")
        plot = _costs(_name(result, f"break-even-{place}"), rows, one)
        parts.append(Figure(f"Where {labels[way]} stops being faster", plot, FALLS))
        parts.append(_break_even_table(one, labels[way]))
    return parts


def _costs(name: str, rows: Sequence[Values], one: Values) -> Plot:
    candidates = [row.number("candidates") for row in rows]
    curves = [
        Curve("ten times as fast above", candidates, _column(rows, "cost_for_ten_times")),
        Curve("as fast at", candidates, _column(rows, "cost_for_equal")),
    ]
    axis = Axis("one program's tests take", "seconds")
    return curves_plot(name, curves, axis, level=one.number("median_cost_per_program"))


def _column(rows: Sequence[Values], name: str) -> list[float]:
    return [row.number(name) for row in rows]


def _break_even_table(one: Values, label: str) -> Table:
    columns = ("candidates", "ranking", "tests", "faster", "ten times at", "equal at")
    rows = [
        (
            whole(row.number("candidates")),
            duration(row.number("rerank_seconds")),
            duration(row.number("tests_seconds")),
            times(row.number("speedup")),
            duration(row.number("cost_for_ten_times")),
            duration(row.number("cost_for_equal")),
        )
        for row in one.children("by_candidates")
    ]
    caption = (
        "The last two columns say how long a program's tests have to take. "
        f"At the median cost of {duration(one.number('median_cost_per_program'))} for a program's "
        f"tests {label} is ten times as fast {one.text('ten_times_at_that_cost')}, "
        f"and faster at all {one.text('equal_at_that_cost')}."
    )
    return Table("Break-even by number of candidates, medians", columns, rows, caption)


def _speedups(figures: Values, labels: dict[str, str]) -> Table:
    rows = [
        (
            labels[row.text("way")],
            row.text("against"),
            whole(row.number("candidates")),
            times(row.number("p50")),
            times(row.number("p95")),
            whole(row.number("problems")),
        )
        for row in figures.children("speedups")
    ]
    columns = ("way", "against", "candidates", "faster at p50", "at p95", "problems")
    return Table("Speed-ups", columns, rows)


def _ways_table(ways: Sequence[Values], labels: dict[str, str]) -> Table:
    rows = [
        (
            labels[row.text("way")],
            whole(row.number("candidates")),
            duration(row.number("p50_seconds")),
            duration(row.number("p95_seconds")),
            f"{row.number('candidates_per_second'):.4g}",
            duration(row.number("cpu_seconds")),
            share(row.number("pass_rate")),
            whole(row.number("problems")),
        )
        for row in ways
    ]
    columns = ("way", "candidates", "p50", "p95", "candidates / s", "CPU", "passes", "problems")
    return Table("Every way at every number of candidates", columns, rows)


def _name(result: Result, plot: str) -> str:
    return f"{result.path.stem}-{plot}"
