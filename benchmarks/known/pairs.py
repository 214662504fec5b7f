"""Figures over pairs: right is what is scored strictly higher, and a tie is wrong."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from benchmarks.known.item import ScoredItem
from deskcheck_models.evaluation.bootstrap import Resampling, estimate

Measure = Callable[[ScoredItem], float]


def preferred(one: ScoredItem) -> float:
    """1 where the right text of a pair is scored higher than the wrong one."""
    return float(one.right[0] > one.wrong[0])


def accuracy(items: Sequence[ScoredItem], measure: Measure, seed: int) -> dict[str, Any]:
    """The mean of a measure with its bootstrap interval by prompt, and how often scores tied."""
    resampling = Resampling([one.item.prompt for one in items], seed=seed)
    return {
        "items": len(items),
        "accuracy": asdict(estimate(resampling.mean([measure(one) for one in items]))),
        "tied": round(float(np.mean([one.tied for one in items])), 4),
    }


def by_subset(
    items: Iterable[ScoredItem], measure: Measure, seed: int
) -> dict[str, dict[str, Any]]:
    """The same for each subset, in the order of the file."""
    subsets: dict[str, list[ScoredItem]] = {}
    for one in items:
        subsets.setdefault(one.item.subset, []).append(one)
    return {name: accuracy(found, measure, seed) for name, found in subsets.items()}
