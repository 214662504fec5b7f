"""The account of a set of pairs as people read it: one table, a block for each question."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.table import Table

from deskcheck_server.command_line.terminal import cell, plain_table

if TYPE_CHECKING:
    from deskcheck_models.training.pairs.summary import Summary

MOST_ROWS = 10  # of a block; what is rarer is added up


def pairs_table(summary: "Summary") -> Table:
    """Counts of pairs by kind, language, source, writer and edit, and of what was left out."""
    table = plain_table("", "", "#count", "#share")
    blocks = {
        "kind": summary.kinds,
        "language": summary.languages,
        "source": summary.sources,
        "split": summary.splits,
        "rejected by": summary.policies,
        "writers": {
            "one": summary.same_writer,
            "two": summary.pairs - summary.same_writer,
        },
        "edit": summary.edits,
    }
    for name, counts in blocks.items():
        _add(table, name, counts, summary.pairs)
    _add(table, "left out", summary.dropped, None)
    return table


def _add(table: Table, name: str, counts: Mapping[str, int], whole: int | None) -> None:
    for place, (what, count) in enumerate(_most_frequent(counts).items()):
        share = f"{count / whole:.1%}" if whole else ""
        table.add_row(cell("" if place else name, style="bold"), cell(what), str(count), share)
    if counts:
        table.add_section()


def _most_frequent(counts: Mapping[str, int]) -> Mapping[str, int]:
    if len(counts) <= MOST_ROWS:
        return counts
    items = list(counts.items())
    rest = items[MOST_ROWS - 1 :]
    shown = dict(items[: MOST_ROWS - 1])
    return {**shown, f"{len(rest)} others": sum(count for _, count in rest)}
