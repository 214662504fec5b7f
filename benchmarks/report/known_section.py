"""Benchmarks that others publish, each with the figures that it is known by."""

from collections.abc import Sequence

from benchmarks.report.errors import ReportError
from benchmarks.report.intervals import read_interval
from benchmarks.report.plots.bars_plot import Bar, Contestant, bars_plot
from benchmarks.report.result import Result
from benchmarks.report.section import Figure, Headline, Part, Section, Table
from benchmarks.report.values import Values
from benchmarks.report.words import share, share_range, whole

ACCURACY = "By each benchmark's own convention, with 95 % bootstrap intervals by prompt."
EXTRACTED = "The programs of answers were scored, as users get them, and not the texts themselves."


def known_section(result: Result) -> Section:
    """All of it; raises ReportError where the result is not of this version."""
    figures = result.figures
    benchmarks = figures.child("benchmarks")
    verifiers = figures.child("verifiers").names()
    if not benchmarks.names() or not verifiers:
        raise ReportError(f"{result.path.name}: no benchmark was scored")
    parts: list[Part] = [*_accuracies(result, benchmarks, verifiers)]
    for name in benchmarks.names():
        parts += _tables(name, benchmarks.child(name), verifiers)
    warnings = [EXTRACTED] if result.setup.get("extracted") else []
    return Section(result, _headlines(benchmarks, verifiers[0]), parts, warnings)


def _headlines(benchmarks: Values, verifier: str) -> list[Headline]:
    return [
        Headline(share(accuracy), name, verifier)
        for name in benchmarks.names()
        if (accuracy := _single(benchmarks.child(name).child(verifier))) is not None
    ]


def _single(figures: Values) -> float | None:
    """Its one figure; samples of a policy have none."""
    if "accuracy" in figures:
        return figures.child("accuracy").number("value")
    return figures.number("mean_of_subsets") if "mean_of_subsets" in figures else None


def _accuracies(result: Result, benchmarks: Values, verifiers: Sequence[str]) -> list[Figure]:
    """Bars of those that are an accuracy with an interval."""
    names = [
        name
        for name in benchmarks.names()
        if all("accuracy" in benchmarks.child(name).child(one) for one in verifiers)
    ]
    if not names:
        return []
    contestants = [
        Contestant(one, [_bar(benchmarks.child(name).child(one)) for name in names])
        for one in verifiers
    ]
    plot = bars_plot(f"{result.path.stem}-accuracy", names, contestants, "accuracy")
    return [Figure("Accuracy", plot, ACCURACY)]


def _bar(figures: Values) -> Bar:
    one = read_interval(figures.child("accuracy"))
    return Bar(one.value, one.low, one.high)


def _tables(name: str, verifiers: Values, labels: Sequence[str]) -> list[Table]:
    first = verifiers.child(labels[0])
    if "matrix" in first:
        return [_styles(name, verifiers, labels), *_matrices(name, verifiers, labels)]
    if "best_of" in first:
        return [_samples(name, verifiers, labels)]
    groups = [group for group in ("subsets", "aspects", "languages") if group in first]
    return [_groups(f"{name}: {group}", verifiers, labels, group) for group in groups] or [
        _pairs(name, verifiers, labels)
    ]


def _styles(name: str, verifiers: Values, labels: Sequence[str]) -> Table:
    parts = ("accuracy", "easy", "normal", "hard")
    rows = [
        (
            label,
            *(share_range(read_interval(verifiers.child(label).child(part))) for part in parts),
            whole(verifiers.child(label).integer("items")),
        )
        for label in labels
    ]
    caption = "Easy: the right text is in the fancier style; hard: the wrong one; normal: neither."
    return Table(name, ("verifier", "code", *parts[1:], "items"), rows, caption)


def _matrices(name: str, verifiers: Values, labels: Sequence[str]) -> list[Table]:
    tables = []
    for label in labels:
        rows = verifiers.child(label).children("matrix")
        styles = [row.text("chosen") for row in rows]
        cells = [
            (f"chosen {row.text('chosen')}", *(share(row.number(style)) for style in styles))
            for row in rows
        ]
        columns = ("", *(f"rejected {style}" for style in styles))
        tables.append(Table(f"{name}: styles, {label}", columns, cells))
    return tables


def _samples(name: str, verifiers: Values, labels: Sequence[str]) -> Table:
    rows = [
        (
            f"{label}, N {whole(row.integer('size'))}",
            *(
                share_range(read_interval(row.child(part)))
                for part in ("pass_at_1", "best_of_n", "oracle")
            ),
            whole(row.integer("problems")),
        )
        for label in labels
        for row in verifiers.child(label).children("best_of")
    ]
    return Table(name, ("verifier", "pass@1", "best of N", "oracle", "problems"), rows)


def _groups(title: str, verifiers: Values, labels: Sequence[str], group: str) -> Table:
    rows = []
    for label in labels:
        members = verifiers.child(label).child(group)
        for name in members.names():
            row = members.child(name)
            accuracy = share_range(read_interval(row.child("accuracy")))
            rows.append(
                (
                    f"{name}, {label}" if len(labels) > 1 else name,
                    accuracy,
                    share(row.number("tied")),
                    whole(row.integer("items")),
                )
            )
    return Table(title, ("", "accuracy", "tied", "items"), rows)


def _pairs(name: str, verifiers: Values, labels: Sequence[str]) -> Table:
    rows = [
        (
            label,
            share_range(read_interval(verifiers.child(label).child("accuracy"))),
            share(verifiers.child(label).number("tied")),
            whole(verifiers.child(label).integer("items")),
        )
        for label in labels
    ]
    return Table(name, ("verifier", "accuracy", "tied", "items"), rows)
