"""A result of the testbed in its own dataclasses, so that a change of their shape is noticed."""

import json
from dataclasses import asdict
from typing import Any

from benchmarks.testbed.figures import (
    AtPosition,
    BestOf,
    Bias,
    Bin,
    Calibration,
    Cost,
    EditFigures,
    Figures,
    McNemar,
    NoneCorrect,
    OfLength,
    Ranking,
    Seconds,
    Selection,
    SplitFigures,
    SplitSize,
    Ties,
    VerifierFigures,
)
from deskcheck_models.evaluation.bootstrap import Estimate

LISTS = 12
SEVEN = "1" * 7 + "0" * 5


def measured_figures(right: str = SEVEN, verifier: str = "nano") -> dict[str, Any]:
    """One verifier on two splits of twelve lists; `right` says which it got right."""
    accuracy = right.count("1") / LISTS
    splits = {name: _split(accuracy) for name in ("held-out", "hard")}
    about = SplitSize("lists", LISTS, 4, 6, 40, 3, {"python": LISTS}, 0.5, "f" * 64, _problems())
    one = VerifierFigures(
        verifier,
        "embedded",
        "e" * 64,
        splits,
        dict.fromkeys(splits, right),
        (EditFigures("expert_author", "wrong", LISTS, 1.0, *_estimates(0.5, -0.1, 0.2)),),
        NoneCorrect(8, _estimate(0.6), 0.4, 0.7),
        Calibration(1.0, 0.0, 50, 40, 0.1, 0.2, 0.25, (Bin(0.0, 0.1, 9, 0.05, 0.1),)),
        Cost(40, 0, 0.5, 4000, 80.0, 0.01),
    )
    compared = (McNemar("hard", verifier, "other", 3, 1, 0.6, _estimate(0.1)),)
    seconds = Seconds(1.0, 0.5, 3.0, 0.2, 0.3)
    figures = Figures(dict.fromkeys(splits, about), (one,), compared, {"candidates": 40}, seconds)
    found: dict[str, Any] = json.loads(json.dumps(asdict(figures)))
    return found


def _split(accuracy: float) -> SplitFigures:
    best = tuple(
        BestOf(size, groups, _estimate(0.6), _estimate(0.3), 0.4, 0.9)
        for size, groups in ((2, 4), (4, 2), (8, 0))
    )
    lengths = (OfLength(2, 6, 0.6, 0.5), OfLength(3, 6, 0.5, 1 / 3))
    return SplitFigures(
        LISTS,
        1,
        Selection(_estimate(accuracy), 0.4, lengths, best),
        Ranking(6, _estimate(0.3), _estimate(0.2), 0.1, _estimate(0.8), _estimate(0.6), None),
        Bias((AtPosition(1, 6, 0.5, 0.4),), 0.3, 0.4, 0.5, 0.4, 0.45, _estimate(0.1)),
        Ties(0.02, 0.05),
        None,
        1,
        2,
    )


def _problems() -> tuple[int, ...]:
    return tuple(place // 2 for place in range(LISTS))


def _estimate(value: float) -> Estimate:
    return Estimate(value, value - 0.1, value + 0.1)


def _estimates(*values: float) -> tuple[Estimate, ...]:
    return tuple(map(_estimate, values))
