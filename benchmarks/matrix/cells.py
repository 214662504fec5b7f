"""The cells of the matrix: what each verifier makes of each policy's samples."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.known.item import ScoredItem
from deskcheck_models.evaluation.bootstrap import Resampling, Samples, estimate
from deskcheck_models.evaluation.measures import best_of, oracle, random_choice

Scores = Mapping[str, Sequence[ScoredItem]]
"""By verifier: the same items in the same order."""


def row(scores: Scores, sizes: Sequence[int], seed: int) -> list[dict[str, Any]]:
    """One policy at every number of samples that any of its problems has.

    All figures of a size are over the problems with so many samples, whatever their labels, and
    share the bootstrap's draws of problems. Choosing among fewer samples than there are is the
    exact mean over all choices.
    """
    items = next(iter(scores.values()))
    found = []
    for size in sizes:
        places = [place for place, one in enumerate(items) if len(one.item.texts) >= size]
        if places:
            large = {name: [each[place] for place in places] for name, each in scores.items()}
            found.append({"size": size, "problems": len(places)} | _at(large, size, seed))
    return found


def _at(scores: Scores, size: int, seed: int) -> dict[str, Any]:
    items = next(iter(scores.values()))
    labels = [_labels(one) for one in items]
    resampling = Resampling([one.item.name for one in items], seed=seed)
    blind = resampling.mean([random_choice(one) for one in labels])
    best = resampling.mean([oracle(one, size) for one in labels])
    chosen = {
        name: resampling.mean(
            [best_of((*one.right, *one.wrong), _labels(one), size) for one in each]
        )
        for name, each in scores.items()
    }
    return {
        "pass_at_1": asdict(estimate(blind)),
        "oracle": asdict(estimate(best)),
        "verifiers": {
            name: {"best_of_n": asdict(estimate(rate)), "gap_closed": _closed(rate, blind, best)}
            for name, rate in chosen.items()
        },
    }


def _labels(one: ScoredItem) -> list[bool]:
    return [True] * len(one.right) + [False] * len(one.wrong)


def _closed(rate: Samples, blind: Samples, best: Samples) -> float | None:
    """The share of the way from a blind choice to the oracle; None where there is none to go."""
    gap = float(best[0] - blind[0])
    return round(float(rate[0] - blind[0]) / gap, 4) if gap > 0 else None
