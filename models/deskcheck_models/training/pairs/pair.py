"""A preference pair."""

from dataclasses import dataclass
from enum import StrEnum

from deskcheck_models.training.labelled import Split


class Kind(StrEnum):
    """What makes the rejected program worse."""

    PLAIN = "plain"  # it failed its tests
    HARD = "hard"  # it failed, but nearly passed or hardly differs from the chosen one
    MUTANT = "mutant"  # it is a passing program with one edit that its tests noticed
    MISMATCHED = "mismatched"  # it is right, for another problem
    CUT = "cut"  # it is the beginning of the chosen one, and still parses


NEAR = frozenset({Kind.HARD, Kind.MUTANT})
"""Kinds that are kept in the share of hard negatives."""

NO_EDIT = "none"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two programs for one problem, of which the first is right and the second wrong."""

    problem_id: str
    problem: str
    language: str
    chosen: str
    rejected: str
    policy_chosen: str  # who wrote it
    policy_rejected: str
    kind: Kind
    source: str
    split: Split
    augmentation_chosen: str = NO_EDIT  # the edit that was made to it, or NO_EDIT
    augmentation_rejected: str = NO_EDIT
