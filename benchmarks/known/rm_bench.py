"""RM-Bench (arXiv 2410.16184), its code domain: right and wrong answers in three styles each.

`total_dataset.json`, or `code_filtered.json`: a list of objects with `id`, `prompt`, `domain` and
three `chosen` and three `rejected` texts, concise, detailed, and detailed in Markdown.
"""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from benchmarks.comparison.defects import Defects
from benchmarks.known.item import Item, ScoredItem
from benchmarks.known.records import BROKEN, records
from deskcheck_models.evaluation.bootstrap import Resampling, estimate

STYLES = ("concise", "detailed", "markdown")
DOMAIN = "code"


def read_rm_bench(path: Path, defects: Defects) -> list[Item]:
    """The items of the code domain; those of others are counted."""
    items = []
    for record in records(path, defects):
        try:
            if not record.text("domain").startswith(DOMAIN):
                defects.add("not code", record.place, record.text("domain"))
                continue
            right, wrong = record.texts("chosen"), record.texts("rejected")
            if (len(right), len(wrong)) != (len(STYLES), len(STYLES)):
                raise ValueError(f"{len(right)} chosen and {len(wrong)} rejected; 3 and 3 are used")
            items.append(Item(record.text("id"), record.text("prompt"), right, wrong, DOMAIN))
        except ValueError as error:
            defects.add(BROKEN, record.place, str(error))
    return items


def rm_bench_figures(items: Sequence[ScoredItem], seed: int) -> dict[str, object]:
    """The matrix of styles, chosen by rejected, with a strict comparison.

    Hard is the mean above the diagonal (the wrong text in a fancier style), normal that of the
    diagonal, easy that below it. The accuracy of the domain is the mean of the three.
    """
    won = np.array(
        [[[float(a > b) for b in one.wrong] for a in one.right] for one in items]
    )  # items, chosen styles, rejected styles
    above, below = np.triu_indices(3, 1), np.tril_indices(3, -1)
    parts = {
        "easy": won[:, *below].mean(axis=1),
        "normal": won[:, range(3), range(3)].mean(axis=1),
        "hard": won[:, *above].mean(axis=1),
    }
    resampling = Resampling([one.item.prompt for one in items], seed=seed)
    means = {name: resampling.mean(part.tolist()) for name, part in parts.items()}
    return {
        "items": len(items),
        "accuracy": asdict(estimate(np.mean(list(means.values()), axis=0))),
        **{name: asdict(estimate(mean)) for name, mean in means.items()},
        "matrix": [
            {"chosen": style}
            | {name: round(float(share), 4) for name, share in zip(STYLES, row, strict=True)}
            for style, row in zip(STYLES, won.mean(axis=0), strict=True)
        ],
        "tied": round(float(np.mean([one.tied for one in items])), 4),
    }
