"""Everything that is measured on, made of labelled candidates by a seed."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from statistics import fmean
from typing import TypeVar

from benchmarks.comparison.defects import Defects
from benchmarks.testbed.adversarial import EDITS, EditedLists, edited_lists
from benchmarks.testbed.errors import TestbedError
from benchmarks.testbed.figures import SplitSize
from benchmarks.testbed.graded import Graded
from benchmarks.testbed.lists import CandidateList
from benchmarks.testbed.none_correct import without_right
from benchmarks.testbed.rows import Row, mixed_rows
from benchmarks.testbed.splits import (
    ADVERSARIAL,
    HELD_OUT,
    MIXED_WRITERS,
    Split,
    Training,
    splits,
)
from benchmarks.testbed.writers import UNKNOWN, Writers
from deskcheck_models.evaluation.labelled_groups import (
    LabelledGroup,
    LabelledProgram,
    Question,
    thinned,
)
from deskcheck_models.evaluation.scores import Wanted
from deskcheck_models.stages import Stage, unwatched
from deskcheck_models.training.labelled import Split as Part
from deskcheck_models.training.labelled import split_of

Item = TypeVar("Item")

EMPTY = "split without a list"
NO_FAMILY = "writer of no known family"
PER_SIDE = 16  # programs of a free group and label


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured; the samples depend on the seed alone."""

    lists_per_cell: int
    edited_lists: int
    groups: int  # of each split
    fitted_groups: int  # of as many problems; the calibration is fitted on them


FULL = Effort(lists_per_cell=250, edited_lists=400, groups=500, fitted_groups=600)
QUICK = Effort(lists_per_cell=8, edited_lists=12, groups=12, fitted_groups=24)


@dataclass(frozen=True, slots=True)
class Material:
    """Splits, the free groups of each, edited lists, lists without a right candidate, and groups of
    other problems that the calibration is fitted on."""

    splits: tuple[Split, ...]
    groups: Mapping[str, Sequence[LabelledGroup]]
    edited: Sequence[EditedLists]
    without_right: Sequence[CandidateList]
    fitting: Sequence[LabelledGroup]
    training: Training

    def lists(self) -> list[CandidateList]:
        """All lists, each once."""
        found = [one for split in self.splits for one in split.lists]
        found += [one for edited in self.edited for one in (*edited.before, *edited.after)]
        return list(dict.fromkeys([*found, *self.without_right]))

    def wanted(self) -> Wanted:
        """All programs that figures need."""
        wanted = Wanted()
        for one in self.lists():
            wanted.add(one.question, one.programs)
        for groups in (*self.groups.values(), self.fitting):
            wanted.add_groups(groups)
        return wanted

    def sizes(self) -> dict[str, SplitSize]:
        """What every split holds."""
        return {split.name: self._size(split) for split in self.splits}

    def _size(self, split: Split) -> SplitSize:
        groups, lists = self.groups.get(split.name, ()), split.lists
        numbers: dict[str, int] = {}
        problems = tuple(numbers.setdefault(one.problem_id, len(numbers)) for one in lists)
        held = {(one.question, program) for one in lists for program in one.programs}
        held |= {(one.question, program.text) for one in groups for program in one.programs}
        fingerprints = "\n".join(one.fingerprint for one in lists)
        return SplitSize(
            about=split.about,
            lists=len(lists),
            groups=len(groups),
            problems=len({one.problem_id for one in lists} | {one.problem_id for one in groups}),
            programs=len(held),
            writers=len({writer for one in lists for writer in one.writers}),
            languages=dict(Counter(one.question.language for one in lists)),
            writers_in_training=fmean(set(one.writers) <= self.training.writers for one in lists),
            fingerprint=sha256(fingerprints.encode()).hexdigest(),
            problem_of_list=problems,
        )


def material(
    candidates: Sequence[Graded],
    part: Part | None,
    writers: Writers,
    effort: Effort,
    *,
    seed: int,
    defects: Defects,
    stage: Stage = unwatched,
) -> Material:
    """Splits of the problems of one part of the data, or of all but the validation part.

    Raises TestbedError where no list can be made.
    """
    parts = {problem: split_of(problem) for problem in _problems(candidates)}
    measured = _measured(candidates, parts, part)
    training = [one for one in candidates if parts[one.candidate.problem_id] is Part.TRAIN]
    learned = Training.of(training or measured, writers)
    rows = mixed_rows(measured, defects)
    _note_families(measured, writers, defects)
    made = splits(rows, learned, writers, seed=seed, per_cell=effort.lists_per_cell)
    kept = _with_lists(made, defects)
    by_name = {split.name: split.lists for split in kept}
    attacked = _sample(by_name.get(HELD_OUT, ()), effort.edited_lists, seed)
    edited = _edited(attacked, seed, stage)
    return Material(
        (*kept, *_adversarial(edited)),
        {split.name: _groups(split.rows, effort.groups, seed) for split in kept},
        edited,
        without_right(by_name.get(MIXED_WRITERS, ()), rows, seed=seed),
        _fitting(candidates, parts, effort, seed),
        learned,
    )


def _problems(candidates: Iterable[Graded]) -> set[str]:
    return {one.candidate.problem_id for one in candidates}


def _measured(
    candidates: Sequence[Graded], parts: Mapping[str, Part], part: Part | None
) -> list[Graded]:
    def counts(own: Part) -> bool:
        return own is not Part.VALID if part is None else own is part

    measured = [one for one in candidates if counts(parts[one.candidate.problem_id])]
    if not measured:
        raise TestbedError(
            f"none of the {len(candidates)} candidates belongs to the {part} split: give more "
            "problems, or --split all"
        )
    return measured


def _fitting(
    candidates: Sequence[Graded], parts: Mapping[str, Part], effort: Effort, seed: int
) -> list[LabelledGroup]:
    """Groups of as many problems of the validation part."""
    problems = sorted(problem for problem, part in parts.items() if part is Part.VALID)
    some = set(_sample(problems, effort.fitted_groups, seed))
    found = [one for one in candidates if one.candidate.problem_id in some]
    return _groups(mixed_rows(found, Defects()), effort.fitted_groups, seed)


def _note_families(measured: Sequence[Graded], writers: Writers, defects: Defects) -> None:
    names = Counter(one.candidate.policy for one in measured)
    for name, count in names.items():
        if writers.of(name).family == UNKNOWN:
            defects.add(NO_FAMILY, name, f"{count} programs: not in the cross-family split")


def _with_lists(made: Sequence[Split], defects: Defects) -> list[Split]:
    for split in made:
        if not split.lists:
            defects.add(EMPTY, split.name, f"no data for: {split.about}")
    kept = [split for split in made if split.lists]
    if not kept:
        raise TestbedError(
            "no list can be made: give problems with a program that passed and one that failed"
        )
    return kept


def _edited(lists: Sequence[CandidateList], seed: int, stage: Stage) -> list[EditedLists]:
    if not lists:
        return []
    return edited_lists(lists, seed=seed, advance=stage("edit programs", EDITS * len(lists)))


def _adversarial(edited: Sequence[EditedLists]) -> Iterator[Split]:
    comments = [one for one in edited if one.is_comment]
    if comments:
        yield Split(
            ADVERSARIAL,
            f"{HELD_OUT} lists with six comment edits each: three praise the wrong candidates, "
            "three speak against the right one",
            tuple(one for each in comments for one in each.after),
            (),
        )


def _groups(rows: Iterable[Row], most: int, seed: int) -> list[LabelledGroup]:
    """Free groups of rows with both labels: at most sixteen programs of each."""
    both = [row for row in rows if row.right and row.wrong]
    return [thinned(_group(row), per_side=PER_SIDE, seed=seed) for row in _sample(both, most, seed)]


def _group(row: Row) -> LabelledGroup:
    programs = (
        LabelledProgram(one.candidate.program, one.candidate.passed) for one in row.candidates
    )
    question = Question(row.problem, row.language)
    source = row.candidates[0].candidate.source
    return LabelledGroup(source, row.problem_id, question, tuple(programs))


def _sample(items: Sequence[Item], most: int, seed: int) -> list[Item]:
    """So many of them in their order."""
    if most >= len(items):
        return list(items)
    places = random.Random(f"{seed}:sample").sample(range(len(items)), most)
    return [items[place] for place in sorted(places)]
