"""Themis-CodeRewardBench (arXiv 2605.00754): 8,866 pairs in eight languages and five aspects.

Parquet or JSON lines with `id`, `prompt`, `chosen`, `rejected`, `language`, `aspect`, `subset`.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.known.item import Item, ScoredItem
from benchmarks.known.pairs import accuracy, by_subset, preferred
from benchmarks.known.records import Record, understood

ASPECTS = (
    "Functional_Correctness",
    "Runtime_Efficiency",
    "Memory_Efficiency",
    "Readability_Maintainability",
    "Security_Hardness",
)


def read_code_reward_bench(path: Path, defects: Defects) -> list[Item]:
    """All pairs; the subset of an item holds its aspect, subset and language."""
    return list(understood(path, defects, _item))


def _item(record: Record) -> Item:
    if record.text("aspect") not in ASPECTS:
        raise ValueError(f"aspect is {record.text('aspect')!r:.60}, not one of the five")
    kinds = "/".join(record.text(name) for name in ("aspect", "subset", "language"))
    right, wrong = record.text("chosen"), record.text("rejected")
    return Item(record.text("id"), record.text("prompt"), (right,), (wrong,), kinds)


def code_reward_bench_figures(items: Sequence[ScoredItem], seed: int) -> dict[str, object]:
    """The share of pairs in the right order, ties wrong: of all, and by aspect, subset, language.

    Deskcheck's verifiers are about functional correctness; the other four aspects say how far that
    reaches.
    """
    parts = {"aspects": 0, "subsets": 1, "languages": 2}
    return accuracy(items, preferred, seed) | {
        name: by_subset([_kept(one, place) for one in items], preferred, seed)
        for name, place in parts.items()
    }


def _kept(one: ScoredItem, place: int) -> ScoredItem:
    """The item with one part of its subset alone."""
    return replace(one, item=replace(one.item, subset=one.item.subset.split("/")[place]))
