"""How well verifiers select and rank: every split and scenario of the testbed."""

from collections.abc import Iterable, Sequence

from benchmarks.report.errors import ReportError
from benchmarks.report.intervals import read_interval
from benchmarks.report.plots.bars_plot import Bar, Contestant, bars_plot
from benchmarks.report.plots.curves_plot import Axis, Curve, curves_plot
from benchmarks.report.plots.reliability_plot import Bin, Reliability, reliability_plot
from benchmarks.report.result import Result
from benchmarks.report.section import Figure, Headline, Part, Section, Table
from benchmarks.report.testbed_tables import further_tables
from benchmarks.report.testbed_verifiers import (
    Verifier,
    each_split,
    named,
    range_or_nothing,
    read_verifiers,
)
from benchmarks.report.values import Values
from benchmarks.report.words import decimal, share, share_range, whole

ACCURACY = (
    "How often the one right program of a list is chosen, with 95 % bootstrap intervals by "
    "problem. The upright strokes are what a blind choice comes to on these very lists."
)
BEST_OF = (
    "How often the best-scored of N programs passed, with 95 % bootstrap intervals by problem, "
    "between a blind choice and the oracle, which chooses a program that passed wherever there is "
    "one."
)
CALIBRATION = (
    "A logistic fit on programs of other problems turns scores into probabilities. On the diagonal "
    "they mean what they say; larger marks hold more programs."
)


def testbed_section(result: Result) -> Section:
    """All of it; raises ReportError where the result is not of this version."""
    figures = result.figures
    verifiers = read_verifiers(figures)
    splits = figures.child("splits").names()
    if not verifiers or not splits:
        raise ReportError(f"{result.path.name}: no verifier was measured on any split")
    parts: list[Part] = [
        _accuracy(result, verifiers, splits),
        _selection(verifiers, splits),
        *_best_of(result, verifiers, splits),
        _ranking(verifiers, splits),
        *_calibration(result, verifiers),
        *further_tables(figures, verifiers, splits),
    ]
    return Section(result, _headlines(verifiers[0], splits[0]), parts)


def _headlines(first: Verifier, split: str) -> list[Headline]:
    figures = first.split(split)
    if figures is None:
        return []
    selection, ranking = figures.child("selection"), figures.child("ranking")
    accuracy = read_interval(selection.child("list_accuracy"))
    found = [
        Headline(
            share(accuracy.value),
            f"right programs chosen, {split}",
            f"{share(selection.number('random'))} at random; {first.label}",
        )
    ]
    if best := _large_enough(selection.children("best_of")):
        widest = best[-1]
        found.append(
            Headline(
                share(widest.child("pass_rate").number("value")),
                f"best of {widest.integer('size')} pass",
                f"{share(widest.number('random'))} at random, "
                f"{share(widest.number('oracle'))} by the oracle",
            )
        )
    if tau := range_or_nothing(ranking, "tau_b"):
        found.append(Headline(tau.partition(" ")[0], "Kendall's tau-b with pass rates", tau))
    if (cost := first.cost) is not None and cost.content.get("programs_per_second") is not None:
        found.append(
            Headline(whole(cost.number("programs_per_second")), "programs scored in a second")
        )
    return found


def _accuracy(result: Result, verifiers: Sequence[Verifier], splits: Sequence[str]) -> Figure:
    contestants = [
        Contestant(one.label, [_bar(one.split(split)) for split in splits]) for one in verifiers
    ]
    random = [_random(verifiers, split) for split in splits]
    plot = bars_plot(
        f"{result.path.stem}-splits", splits, contestants, "right program chosen", random
    )
    return Figure("Choosing the right program, by split", plot, ACCURACY)


def _bar(figures: Values | None) -> Bar | None:
    if figures is None:
        return None
    one = read_interval(figures.child("selection").child("list_accuracy"))
    return Bar(one.value, one.low, one.high)


def _random(verifiers: Sequence[Verifier], split: str) -> float:
    found = [figures for one in verifiers if (figures := one.split(split)) is not None]
    return found[0].child("selection").number("random") if found else float("nan")


def _selection(verifiers: Sequence[Verifier], splits: Sequence[str]) -> Table:
    rows = []
    for split, one, figures in each_split(verifiers, splits):
        selection, ties = figures.child("selection"), figures.child("ties")
        lengths = ", ".join(
            f"{row.integer('candidates')}: {share(row.number('accuracy'))}"
            for row in selection.children("by_length")
        )
        rows.append(
            (
                named(split, one, verifiers),
                share_range(read_interval(selection.child("list_accuracy"))),
                share(selection.number("random")),
                lengths,
                share(ties.number("best")),
            )
        )
    columns = ("split", "right one chosen", "at random", "by list length", "tied best")
    return Table("Selection", columns, rows)


def _best_of(
    result: Result, verifiers: Sequence[Verifier], splits: Sequence[str]
) -> Iterable[Part]:
    """Curves of the first split that has free groups, and a table of all."""
    rows = []
    drawn = False
    for split in splits:
        with_groups = [
            (one, best)
            for one in verifiers
            if (figures := one.split(split)) is not None
            and (best := _large_enough(figures.child("selection").children("best_of")))
        ]
        if with_groups and not drawn:
            drawn = True
            plot = curves_plot(
                f"{result.path.stem}-best-of", _curves(with_groups), Axis("pass rate", "share")
            )
            yield Figure(f"Best of N, {split}", plot, BEST_OF)
        rows += [
            (
                f"{named(split, one, verifiers)}, best of {row.integer('size')}",
                share_range(read_interval(row.child("pass_rate"))),
                share_range(read_interval(row.child("gap_closed"))),
                share(row.number("random")),
                share(row.number("oracle")),
                whole(row.integer("groups")),
            )
            for one, best in with_groups
            for row in best
        ]
    if rows:
        columns = ("split", "passes", "gap closed", "at random", "oracle", "groups")
        yield Table("Best of N", columns, rows, "Groups are those that hold as many programs.")


def _large_enough(sizes: Sequence[Values]) -> list[Values]:
    """Without those sizes that no group has."""
    return [row for row in sizes if row.integer("groups") > 0]


def _curves(verifiers: Sequence[tuple[Verifier, list[Values]]]) -> list[Curve]:
    curves = []
    for one, best in verifiers:
        rates = [read_interval(row.child("pass_rate")) for row in best]
        sizes = [row.number("size") for row in best]
        curves.append(
            Curve(
                one.label,
                sizes,
                [rate.value for rate in rates],
                [rate.low for rate in rates],
                [rate.high for rate in rates],
            )
        )
    best = verifiers[0][1]
    sizes = [row.number("size") for row in best]
    bounds = (("oracle", "oracle"), ("chosen at random", "random"))
    return curves + [
        Curve(label, sizes, [row.number(name) for row in best], bound=True)
        for label, name in bounds
    ]


def _ranking(verifiers: Sequence[Verifier], splits: Sequence[str]) -> Table:
    rows = []
    for split, one, figures in each_split(verifiers, splits):
        ranking = figures.child("ranking")
        cells = [
            range_or_nothing(ranking, name)
            for name in ("tau_b", "tau_b_of_paper", "ndcg", "pair_accuracy", "auc")
        ]
        rows.append((named(split, one, verifiers), *cells, whole(ranking.integer("lists"))))
    columns = (
        "split",
        "tau-b",
        "tau-b, undefined as -1",
        "nDCG",
        "pair accuracy",
        "AUC",
        "lists",
    )
    return Table("Ranking", columns, rows, "Of lists with three candidates or more.")


def _calibration(result: Result, verifiers: Sequence[Verifier]) -> Iterable[Part]:
    fitted = [
        (one, one.figures.child("calibration"))
        for one in verifiers
        if one.figures.content.get("calibration") is not None
    ]
    drawn = [
        Reliability(
            one.label,
            [
                Bin(
                    row.number("mean_probability"),
                    row.number("pass_rate"),
                    row.integer("programs"),
                )
                for row in calibration.children("bins")
            ],
        )
        for one, calibration in fitted
        if calibration.children("bins")
    ]
    if not drawn:
        return
    plot = reliability_plot(f"{result.path.stem}-reliability", drawn)
    yield Figure("Scores as probabilities", plot, CALIBRATION)
    yield Table(
        "Calibration",
        ("verifier", "expected error", "Brier", "Brier of base rate", "fitted on", "measured on"),
        [
            (
                one.label,
                decimal(calibration.number("expected_error")),
                decimal(calibration.number("brier")),
                decimal(calibration.number("brier_of_base_rate")),
                whole(calibration.integer("fitted_on")),
                whole(calibration.integer("measured_on")),
            )
            for one, calibration in fitted
        ],
    )
