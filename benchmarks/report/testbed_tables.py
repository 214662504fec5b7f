"""The tables of a testbed's result: attacks, biases, comparisons, sizes and cost."""

from collections.abc import Sequence

from benchmarks.report.intervals import read_interval
from benchmarks.report.section import Table
from benchmarks.report.testbed_verifiers import Verifier, each_split, named
from benchmarks.report.values import Values
from benchmarks.report.words import range_of, share, share_range, whole


def further_tables(
    figures: Values, verifiers: Sequence[Verifier], splits: Sequence[str]
) -> list[Table]:
    """Those that have rows."""
    found = [
        _edits(verifiers),
        _none_correct(verifiers),
        _bias(verifiers, splits),
        _mcnemar(figures),
        _sizes(figures),
        _left_out(verifiers, splits),
        _cost(verifiers),
    ]
    return [table for table in found if table.rows]


def _edits(verifiers: Sequence[Verifier]) -> Table:
    rows = [
        (
            named(row.text("edit").replace("_", " "), one, verifiers),
            row.text("on"),
            share_range(read_interval(row.child("accuracy"))),
            share_range(read_interval(row.child("difference"))),
            share_range(read_interval(row.child("flips"))),
            whole(row.integer("lists")),
        )
        for one in verifiers
        for row in one.figures.children("edits")
    ]
    columns = ("edit", "of", "right one chosen", "difference", "choices flipped", "lists")
    caption = "Edits that change no behaviour; the difference is to the same lists without them."
    return Table("Under attack", columns, rows, caption)


def _none_correct(verifiers: Sequence[Verifier]) -> Table:
    rows = []
    for one in verifiers:
        if one.figures.content.get("none_correct") is None:
            continue
        row = one.figures.child("none_correct")
        accepted = [
            share(row.number(name)) if row.content.get(name) is not None else ""
            for name in ("accepted", "accepted_with_right")
        ]
        told = share_range(read_interval(row.child("told_apart")))
        rows.append((one.label, told, *accepted, whole(row.integer("lists"))))
    columns = ("verifier", "told apart", "accepted", "accepted, one right", "lists")
    caption = (
        "How often a list with a right program has the higher best score than one without, and how "
        "often the best of either looks right."
    )
    return Table("When no candidate is right", columns, rows, caption)


def _bias(verifiers: Sequence[Verifier], splits: Sequence[str]) -> Table:
    rows = []
    for split, one, figures in each_split(verifiers, splits):
        bias = figures.child("bias")
        pairs = (
            ("first_chosen", "first_by_chance"),
            ("longest_chosen", "longest_by_chance"),
        )
        cells = [
            f"{share(bias.number(name))} ({share(bias.number(chance))})" for name, chance in pairs
        ]
        rows.append(
            (
                named(split, one, verifiers),
                *cells,
                share(bias.number("longest_is_right")),
                range_of(read_interval(bias.child("length_tau"))),
            )
        )
    columns = ("split", "first chosen", "longest chosen", "longest is right", "tau-b with length")
    return Table("What a choice leans on", columns, rows, "In brackets: by chance.")


def _mcnemar(figures: Values) -> Table:
    rows = [
        (
            f"{row.text('split')}: {row.text('one')} against {row.text('other')}",
            share_range(read_interval(row.child("difference"))),
            whole(row.integer("only_one")),
            whole(row.integer("only_other")),
            f"{row.number('p'):.2g}",
        )
        for row in figures.children("mcnemar")
    ]
    columns = ("on the same lists", "difference", "only the one", "only the other", "McNemar's p")
    return Table("One verifier against another", columns, rows)


def _sizes(figures: Values) -> Table:
    splits = figures.child("splits")
    rows = []
    for name in splits.names():
        size = splits.child(name)
        languages = ", ".join(f"{key} {value}" for key, value in size.texts("languages").items())
        counts = [whole(size.integer(each)) for each in ("lists", "groups", "problems", "writers")]
        rows.append((f"{name}: {size.text('about')}", *counts, languages))
    columns = ("split", "lists", "groups", "problems", "writers", "languages")
    return Table("What the splits hold", columns, rows)


def _cost(verifiers: Sequence[Verifier]) -> Table:
    rows = []
    for one in verifiers:
        if (cost := one.cost) is None:
            continue
        rate = cost.content.get("programs_per_second")
        rows.append(
            (
                one.label,
                one.figures.text("engine"),
                whole(cost.integer("programs")),
                f"{cost.number('seconds'):.1f}",
                whole(cost.integer("tokens")),
                "" if rate is None else whole(cost.number("programs_per_second")),
                one.figures.text("revision")[:12],
            )
        )
    columns = ("verifier", "engine", "programs", "seconds", "tokens", "programs / s", "revision")
    return Table("What scoring took", columns, rows)


def _left_out(verifiers: Sequence[Verifier], splits: Sequence[str]) -> Table:
    rows = [
        (
            named(split, one, verifiers),
            *(whole(figures.integer(name)) for name in ("lists", "missing", "invalid", "unscored")),
            "" if figures.content.get("parsed") is None else share(figures.number("parsed")),
        )
        for split, one, figures in each_split(verifiers, splits)
    ]
    columns = ("split", "lists", "missing", "invalid programs", "unscored", "verdicts read")
    caption = (
        "Missing lists have programs that were not scored. Invalid programs rank last, unscored "
        "ones above those. Verdicts are read of verifiers that think before they name one."
    )
    return Table("What was left out", columns, rows, caption)
