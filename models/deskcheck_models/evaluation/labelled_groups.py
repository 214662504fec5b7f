"""Groups to measure with: one problem, and programs that passed beside programs that failed."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from deskcheck_models.training.comparisons import Comparison
from deskcheck_models.training.labelled import Labelled

Item = TypeVar("Item")

PER_SIDE = 16  # programs of one group and label that are measured


class Kind(StrEnum):
    """What a group's programs have in common, beside problem and language."""

    SAME_WRITER = "same writer"
    MIXED_WRITERS = "mixed writers"


@dataclass(frozen=True, slots=True)
class Question:
    """What a program is read with, and the language that it was asked in."""

    problem: str
    language: str


@dataclass(frozen=True, slots=True)
class LabelledProgram:
    """One program of a group; `copies` counts how often the problem was answered with it."""

    text: str
    passed: bool
    copies: int = 1


@dataclass(frozen=True, slots=True)
class LabelledGroup:
    """The programs of one comparison in the order of the data, at least one of each label."""

    source: str
    problem_id: str
    question: Question
    programs: tuple[LabelledProgram, ...]

    @property
    def passed(self) -> list[bool]:
        """The label of each program."""
        return [program.passed for program in self.programs]


class Occurrences:
    """Where each program stands in the data, and how often it occurred there.

    The data hold a program of a problem and language once, with its number of copies by all
    writers, so a writer's own copies cannot be told apart.
    """

    def __init__(self, candidates: Iterable[Labelled]) -> None:
        self._seen: dict[tuple[str, str, str, str], tuple[int, int]] = {}
        for place, one in enumerate(candidates):
            key = (one.source, one.problem_id, one.language, one.program)
            first, copies = self._seen.get(key, (place, 0))
            self._seen[key] = (first, copies + one.copies)

    def group(self, one: Comparison, *, per_side: int = PER_SIDE, seed: int = 0) -> LabelledGroup:
        """The comparison as a group, with at most `per_side` programs of a label.

        Which ones are sampled depends on the seed and the comparison alone, so that two verifiers
        are measured on the same programs.
        """
        chance = random.Random(f"{seed}:{one.problem_id}:{one.policy}")
        chosen = set(_sample(one.chosen, per_side, chance))
        sampled = [*chosen, *_sample(one.rejected, per_side, chance)]
        placed = sorted(
            (*self._seen[one.source, one.problem_id, one.language, text], text) for text in sampled
        )
        programs = tuple(
            LabelledProgram(text, text in chosen, copies) for _, copies, text in placed
        )
        return LabelledGroup(
            one.source, one.problem_id, Question(one.problem, one.language), programs
        )


def thinned(group: LabelledGroup, *, per_side: int, seed: int = 0) -> LabelledGroup:
    """The group with at most so many programs of a label, in the same order."""
    chance = random.Random(f"{seed}:thinned:{group.problem_id}:{len(group.programs)}")
    chosen = [place for place, passed in enumerate(group.passed) if passed]
    rejected = [place for place, passed in enumerate(group.passed) if not passed]
    kept = sorted(_sample(chosen, per_side, chance) + _sample(rejected, per_side, chance))
    return replace(group, programs=tuple(group.programs[place] for place in kept))


def _sample(items: Sequence[Item], most: int, chance: random.Random) -> list[Item]:
    return chance.sample(items, min(most, len(items)))
