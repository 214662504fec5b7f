"""The groups of one split to measure on, and the comparisons that the trained baseline learns."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from deskcheck_models.errors import ModelError
from deskcheck_models.evaluation.effort import Effort
from deskcheck_models.evaluation.labelled_groups import Kind, LabelledGroup, Occurrences
from deskcheck_models.training.comparisons import Comparison, mixed_writers, same_writer
from deskcheck_models.training.labelled import Labelled, Split, split_of

Item = TypeVar("Item")


class EvaluationError(ModelError):
    """There is nothing to measure; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Material:
    """What an evaluation looks at; `training` is never of the split that is measured."""

    split: Split
    groups: dict[Kind, list[LabelledGroup]]
    training: list[Comparison]


def material(
    candidates: Sequence[Labelled], split: Split, *, effort: Effort, seed: int = 0
) -> Material:
    """Groups of real programs with both labels, mutants left out.

    Raises EvaluationError where the split has no candidates, or no group with both labels.
    """
    measured = [one for one in candidates if split_of(one.problem_id) is split]
    if not measured:
        raise EvaluationError(
            f"none of the {len(candidates)} candidates belongs to the {split} split: "
            "give more problems, or another split"
        )
    occurrences = Occurrences(measured)
    compared = {
        Kind.SAME_WRITER: same_writer(measured),
        Kind.MIXED_WRITERS: mixed_writers(measured),
    }
    for kind, comparisons in compared.items():
        _refuse_none(kind, comparisons, measured, split)
    groups = {
        kind: [occurrences.group(one, seed=seed) for one in _sample(found, effort.groups, seed)]
        for kind, found in compared.items()
    }
    return Material(split, groups, _training(candidates, split, effort, seed))


def _refuse_none(
    kind: Kind, comparisons: Sequence[Comparison], measured: Sequence[Labelled], split: Split
) -> None:
    if comparisons:
        return
    passed = sum(one.passed for one in measured)
    raise EvaluationError(
        f"no {kind} group of the {split} split has programs of both labels "
        f"({passed} of {len(measured)} candidates passed): give problems with right and wrong "
        "programs by the same model"
    )


def _training(
    candidates: Sequence[Labelled], split: Split, effort: Effort, seed: int
) -> list[Comparison]:
    if split is Split.TRAIN:
        return []
    training = [one for one in candidates if split_of(one.problem_id) is Split.TRAIN]
    return _sample(
        [*same_writer(training), *mixed_writers(training)], effort.training_comparisons, seed
    )


def _sample(items: list[Item], most: int | None, seed: int) -> list[Item]:
    if most is None or most >= len(items):
        return items
    return random.Random(f"{seed}:sample").sample(items, most)
