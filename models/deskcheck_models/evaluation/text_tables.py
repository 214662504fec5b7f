"""A report as tables of text, the same for a terminal and for a model card."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deskcheck_models.evaluation.attack_figures import AttackFigures
from deskcheck_models.evaluation.attacks import AttackTable
from deskcheck_models.evaluation.bootstrap import Estimate, Weighting
from deskcheck_models.evaluation.evaluation import Report
from deskcheck_models.evaluation.figures import SIZES, Figures, Selection
from deskcheck_models.evaluation.labelled_groups import Kind
from deskcheck_models.evaluation.lesser_programs import LesserFigures
from deskcheck_models.evaluation.ranking_tables import RankingTable

SHOWN_SIZE = 8  # of the selections, in the tables that show one


@dataclass(frozen=True, slots=True)
class TextTable:
    """Headings and cells; every heading but the first is of a column of numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def text_tables(report: Report) -> list[TextTable]:
    """All tables of a report, in the order in which a reader wants them."""
    pooled = [table for table in report.tables if table.source is None]
    tables = [shown for table in pooled for shown in (_order(table), _choice(table))]
    tables += [_sizes(table) for table in pooled if table.weighting is Weighting.GROUPS]
    tables += [table for kind in Kind for table in _sources(kind, report.tables)]
    if report.robustness:
        tables += map(_attacks, report.robustness.attacks)
        tables.append(_lesser(report.robustness.lesser))
    return tables


def _order(table: RankingTable) -> TextTable:
    """How well each scorer orders pairs."""
    columns = ("scorer", "AUC", "lead in AUC", "pair accuracy", "tau-b")
    rows = tuple(
        (
            row.scorer,
            number(row.figures.auc),
            number(row.lead.auc, signed=True) if row.lead else "",
            number(row.figures.pair_accuracy),
            number(row.figures.tau_b),
        )
        for row in table.rows
    )
    counted = f"{table.groups} groups of {table.problems} problems, {table.programs} programs"
    return TextTable(f"{_pooled(table)}: {counted}", columns, rows)


def _choice(table: RankingTable) -> TextTable:
    """How well each scorer chooses one program."""
    columns = ("scorer", "best one passed", "gap closed", "lead in gap closed")
    rows = tuple(
        (
            row.scorer,
            percent(_shown(row.figures).pass_rate),
            percent(_shown(row.figures).gap_closed),
            percent(_shown(row.lead).gap_closed, signed=True) if row.lead else "",
        )
        for row in table.rows
    )
    return TextTable(f"{_pooled(table)}: choosing one of up to {SHOWN_SIZE}", columns, rows)


def _pooled(table: RankingTable) -> str:
    each = "each group" if table.weighting is Weighting.GROUPS else "each problem"
    return f"{table.kind.capitalize()}, {each} once"


def _shown(figures: Figures) -> Selection:
    return figures.selections[SIZES.index(SHOWN_SIZE)]


def _sizes(table: RankingTable) -> TextTable:
    """The pass rate of the best-scored of each number, and what can be had at all."""
    scorers = [row for row in table.rows if row.scorer != "random"]
    columns = ("best of", "groups so large", "random", *(row.scorer for row in scorers), "oracle")
    blind = _share(table.limits.random_choice)
    rows = [
        (
            str(size),
            str(large),
            blind,
            *(_share(row.figures.selections[place].pass_rate.value) for row in scorers),
            _share(oracle),
        )
        for place, (size, large, oracle) in enumerate(
            zip(SIZES, table.limits.large_enough, table.limits.oracle, strict=True)
        )
    ]
    title = f"{table.kind.capitalize()}: how often the best one passed"
    return TextTable(title, columns, tuple(rows))


def _sources(kind: Kind, tables: Sequence[RankingTable]) -> list[TextTable]:
    """The verifier on each source, and then every scorer's AUC there."""
    found = [table for table in tables if table.kind is kind and table.source is not None]
    names = [row.scorer for row in found[0].rows if row.scorer != "random"]
    own = ("source", "groups", "problems", "AUC", "pair accuracy", "tau-b")
    columns = (*own, *(f"best of {size}" for size in SIZES), "gap closed")
    aucs = [
        (
            str(table.source),
            *(f"{row.figures.auc.value:.3f}" for row in table.rows if row.scorer in names),
        )
        for table in found
    ]
    beginning = f"{kind.capitalize()}, by source"
    return [
        TextTable(f"{beginning}: the verifier", columns, tuple(map(_source, found))),
        TextTable(f"{beginning}: AUC of every scorer", ("source", *names), tuple(aucs)),
    ]


def _source(table: RankingTable) -> tuple[str, ...]:
    figures = table.rows[0].figures
    return (
        str(table.source),
        str(table.groups),
        str(table.problems),
        number(figures.auc),
        f"{figures.pair_accuracy.value:.3f}",
        f"{figures.tau_b.value:.3f}",
        *(_share(one.pass_rate.value) for one in figures.selections),
        _share(_shown(figures).gap_closed.value),
    )


def _attacks(table: AttackTable) -> TextTable:
    columns = (
        "edit",
        "programs edited",
        "changed",
        "pair accuracy",
        "difference",
        "AUC",
        "winners flipped",
        "pairs flipped",
    )
    plain = table.rows[0]
    title = (
        f"Attacks, {table.kind}: {table.groups} groups of as many problems, "
        f"{table.programs} programs; without an attack pair accuracy "
        f"{percent(plain.pair_accuracy.without)}, AUC {number(plain.auc.without)}"
    )
    return TextTable(title, columns, tuple(map(_attack, table.rows)))


def _attack(one: AttackFigures) -> tuple[str, ...]:
    return (
        one.edit.replace("_", " "),
        one.side.value,
        _share(one.edited),
        _share(one.pair_accuracy.under.value),
        percent(one.pair_accuracy.difference, signed=True),
        f"{one.auc.under.value:.3f}",
        _share(one.winners_flipped.value),
        _share(one.pairs_flipped.value),
    )


def _lesser(rows: Iterable[LesserFigures]) -> TextTable:
    columns = ("ranked below a right program", "pairs", "problems", "by the verifier", "whole path")
    cells = tuple(
        (
            row.name,
            str(row.couples),
            str(row.problems),
            percent(row.verifier) if row.verifier else "",
            percent(row.whole_path) if row.whole_path else "",
        )
        for row in rows
    )
    return TextTable("Programs that do not fit", columns, cells)


def number(one: Estimate, *, signed: bool = False) -> str:
    """A figure with three decimals and its interval."""
    sign = "+" if signed else ""
    return f"{one.value:{sign}.3f} ({one.low:{sign}.3f} to {one.high:{sign}.3f})"


def percent(one: Estimate, *, signed: bool = False) -> str:
    """A share in per cent, with its interval."""
    sign = "+" if signed else ""
    low, high = 100 * one.low, 100 * one.high
    return f"{100 * one.value:{sign}.1f} % ({low:{sign}.1f} to {high:{sign}.1f})"


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"
