"""The last line of a run: every split's figures of every verifier, and what was odd, as JSON."""

from benchmarks.testbed.figures import Figures, NoneCorrect, SplitFigures, VerifierFigures
from deskcheck_models.evaluation.bootstrap import Estimate


def last_line(figures: Figures) -> dict[str, object]:
    """Of every split the figures by verifier."""
    verifiers = {f"{one.verifier}, {one.engine}": one for one in figures.verifiers}
    splits: dict[str, dict[str, object]] = {
        name: {
            label: _shown(one.splits[name])
            for label, one in verifiers.items()
            if name in one.splits
        }
        for name in figures.splits
    }
    splits["none correct"] = {
        label: _none_correct(one.none_correct)
        for label, one in verifiers.items()
        if one.none_correct
    }
    return {
        "splits": splits,
        "flips": {label: _flips(one) for label, one in verifiers.items()},
        "expected_calibration_error": {
            label: round(one.calibration.expected_error, 4)
            for label, one in verifiers.items()
            if one.calibration
        },
        "programs": sum(one.cost.programs for one in figures.verifiers if one.cost),
        "scoring_seconds": figures.seconds.scoring,
        "own_share": figures.seconds.own_share,
        "defects": figures.data["counts"],
    }


def _shown(one: SplitFigures) -> dict[str, object]:
    selection, ranking = one.selection, one.ranking
    return {
        "lists": one.lists,
        "missing": one.missing,
        "list_accuracy": _value(selection.list_accuracy),
        "random": round(selection.random, 4),
        "best_of": {
            str(best.size): {"pass_rate": _value(best.pass_rate), "oracle": round(best.oracle, 4)}
            for best in selection.best_of
        },
        "tau_b": _value(ranking.tau_b),
        "tau_b_of_paper": _value(ranking.tau_b_of_paper),
        "ndcg": _value(ranking.ndcg),
        "pair_accuracy": _value(ranking.pair_accuracy),
        "auc": _value(ranking.auc),
        "ties": round(one.ties.pairs, 4),
        "parsed": one.parsed,
    }


def _none_correct(one: NoneCorrect) -> dict[str, object]:
    return {
        "lists": one.lists,
        "told_apart": _value(one.told_apart),
        "accepted": one.accepted,
        "accepted_with_right": one.accepted_with_right,
    }


def _flips(one: VerifierFigures) -> dict[str, object]:
    return {edit.edit: _value(edit.flips) for edit in one.edits}


def _value(one: Estimate | None) -> float | None:
    return None if one is None else round(one.value, 4)
