"""Policies in rows, verifiers in columns, as the papers print them."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.report.errors import ReportError
from benchmarks.report.intervals import read_interval
from benchmarks.report.plots.bars_plot import Bar, Contestant, bars_plot
from benchmarks.report.plots.curves_plot import Axis, Curve, curves_plot
from benchmarks.report.result import Result
from benchmarks.report.section import Figure, Headline, Part, Section, Table
from benchmarks.report.values import Values
from benchmarks.report.words import share, share_range, whole

TOGETHER = "all policies"
WIDTH = 20  # characters of a line beside the bars
DRAWN = 16  # policies with the most problems; the table has all
BARS = (
    "How often the best-scored of N samples passes, with 95 % bootstrap intervals by problem, and "
    "the oracle; the upright strokes are pass@1, what a blind choice gets. Of each policy the "
    "largest N that its problems have; the table says which."
)
CURVES = (
    "All policies together. At a larger N fewer problems have as many samples, so that curves are "
    "to be compared with their bounds, and not from left to right."
)


@dataclass(frozen=True, slots=True)
class Row:
    """A policy with its cells at every number of samples."""

    policy: str
    cells: Sequence[Values]


def matrix_section(result: Result) -> Section:
    """All of it; raises ReportError where the result is not of this version."""
    figures = result.figures
    rows = [
        Row(each.text("policy"), each.children("best_of")) for each in figures.children("policies")
    ]
    together = figures.children("together")
    if not rows or not together:
        raise ReportError(f"{result.path.name}: no policy was measured")
    verifiers = figures.child("verifiers").names()
    parts: list[Part] = [
        _bars(result, [Row(TOGETHER, together), *rows], verifiers),
        _curves(result, together, verifiers),
        _table([*rows, Row(TOGETHER, together)], verifiers),
    ]
    return Section(result, _headlines(together[-1], verifiers), parts)


def _headlines(cells: Values, verifiers: Sequence[str]) -> list[Headline]:
    size = cells.integer("size")
    found = [
        Headline(
            share(_rate(cells, verifier).value),
            f"best of {size} pass, all policies",
            f"{share(cells.child('pass_at_1').number('value'))} at random, "
            f"{share(cells.child('oracle').number('value'))} by the oracle; {verifier}",
        )
        for verifier in verifiers[:2]
    ]
    return [*found, Headline(whole(cells.integer("problems")), f"problems with {size} samples")]


def _rate(cells: Values, verifier: str) -> Bar:
    return _bar(cells.child("verifiers").child(verifier).child("best_of_n"))


def _bar(values: Values) -> Bar:
    one = read_interval(values)
    return Bar(one.value, one.low, one.high)


def _bars(result: Result, rows: Sequence[Row], verifiers: Sequence[str]) -> Figure:
    most = sorted(rows, key=lambda row: -row.cells[-1].integer("problems"))[:DRAWN]
    shown = [row for row in rows if row in most]
    contestants = [
        *(Contestant(name, [_rate(row.cells[-1], name) for row in shown]) for name in verifiers),
        Contestant("oracle", [_bar(row.cells[-1].child("oracle")) for row in shown]),
    ]
    blind = [row.cells[-1].child("pass_at_1").number("value") for row in shown]
    names = [_on_two_lines(row.policy) for row in shown]
    plot = bars_plot(f"{result.path.stem}-policies", names, contestants, "passes", blind)
    return Figure("Best of N by policy", plot, BARS)


def _on_two_lines(name: str) -> str:
    """A long name, its end left out where two lines do not hold it."""
    return "\n".join(textwrap.wrap(name, WIDTH, max_lines=2, placeholder="…"))


def _curves(result: Result, cells: Sequence[Values], verifiers: Sequence[str]) -> Figure:
    sizes = [each.number("size") for each in cells]
    curves = []
    for name in verifiers:
        rates = [_rate(each, name) for each in cells]
        curves.append(
            Curve(
                name,
                sizes,
                [rate.value for rate in rates],
                [rate.low for rate in rates],
                [rate.high for rate in rates],
            )
        )
    for label, field in (("oracle", "oracle"), ("pass@1, chosen at random", "pass_at_1")):
        values = [each.child(field).number("value") for each in cells]
        curves.append(Curve(label, sizes, values, bound=True))
    plot = curves_plot(f"{result.path.stem}-best-of", curves, Axis("passes", "share"))
    return Figure("Best of N, all policies", plot, CURVES)


def _table(rows: Sequence[Row], verifiers: Sequence[str]) -> Table:
    cells = [
        (
            row.policy,
            whole(each.integer("size")),
            share_range(read_interval(each.child("pass_at_1"))),
            *(
                share_range(read_interval(each.child("verifiers").child(name).child("best_of_n")))
                for name in verifiers
            ),
            share_range(read_interval(each.child("oracle"))),
            whole(each.integer("problems")),
        )
        for row in rows
        for each in row.cells
    ]
    columns = ("policy", "N", "pass@1", *verifiers, "oracle", "problems")
    return Table("Policies and verifiers", columns, cells)
