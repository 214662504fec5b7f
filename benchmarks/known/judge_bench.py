"""JudgeBench (arXiv 2410.12784), its coding pairs: two answers of one model, one of them right.

`dataset=judgebench,response_model=....jsonl`: objects with `pair_id`, `source`, `question`,
`response_A`, `response_B` and `label`, which is "A>B" or "B>A". Coding pairs have the source
"livecodebench".
"""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.known.item import Item, ScoredItem
from benchmarks.known.pairs import accuracy, preferred
from benchmarks.known.records import BROKEN, Record, records

SOURCE = "livecodebench"


def read_judge_bench(path: Path, defects: Defects) -> list[Item]:
    """The coding pairs; those of other sources are counted."""
    items = []
    for record in records(path, defects):
        try:
            if record.text("source") != SOURCE:
                defects.add("not coding", record.place, record.text("source"))
                continue
            items.append(_item(record))
        except ValueError as error:
            defects.add(BROKEN, record.place, str(error))
    return items


def _item(record: Record) -> Item:
    responses = record.text("response_A"), record.text("response_B")
    match record.text("label"):
        case "A>B":
            right, wrong = responses
        case "B>A":
            wrong, right = responses
        case other:
            raise ValueError(f"label is {other!r:.60}; it must be A>B or B>A")
    return Item(record.text("pair_id"), record.text("question"), (right,), (wrong,), SOURCE)


def judge_bench_figures(items: Sequence[ScoredItem], seed: int) -> dict[str, object]:
    """The share of pairs in the right order, in one game, as for all verifiers with scores.

    The original gives a tie to B; here it is wrong, whatever the label.
    """
    return accuracy(items, preferred, seed)
