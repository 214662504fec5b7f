"""Lists with edited candidates: comments that speak against the label, and edits that say nothing.

Every edit gives a complete copy of a list: all candidates stay, in their order, and only those that
the edit is meant for are changed. What a program does is left alone, so that labels hold.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from benchmarks.testbed.figures import EditFigures
from benchmarks.testbed.lists import CandidateList
from benchmarks.testbed.reading import Read, Readings
from benchmarks.testbed.selection import accuracy
from deskcheck_models.evaluation.attacks import NEUTRAL_EDITS
from deskcheck_models.evaluation.bootstrap import Resampling, estimate
from deskcheck_models.training.edits.comments import DAMNING_EDITS, FLATTERING_EDITS
from deskcheck_models.training.edits.edit import Edit


class Meant(StrEnum):
    """Which candidates of a list an edit changes."""

    WRONG = "wrong"
    RIGHT = "right"
    ALL = "all"

    def touches(self, right: bool) -> bool:
        """Whether it changes a candidate that is right, or one that is not."""
        return self is Meant.ALL or (self is Meant.RIGHT) == right


@dataclass(frozen=True, slots=True)
class EditedLists:
    """Lists before and after one edit; `edited` of the `meant` candidates were changed by it."""

    edit: str
    on: Meant
    before: tuple[CandidateList, ...]
    after: tuple[CandidateList, ...]
    meant: int
    edited: int

    @property
    def is_comment(self) -> bool:
        """Whether it is one of Aletheia's six."""
        return self.edit not in NEUTRAL_EDITS


def edited_lists(
    lists: Sequence[CandidateList], *, seed: int, advance: Callable[[int], object] = lambda _: None
) -> list[EditedLists]:
    """Every edit on every list; `advance` is told of lists done."""
    found = []
    for name, edit, on in _edits():
        once = _once(edit)
        after = tuple(edited_list(one, name, once, on, seed) for one in lists)
        found.append(EditedLists(name, on, tuple(lists), after, *_counts(lists, after, on)))
        advance(len(lists))
    return found


EDITS = len(FLATTERING_EDITS) + len(DAMNING_EDITS) + len(NEUTRAL_EDITS)


def edited_list(one: CandidateList, name: str, edit: Edit, on: Meant, seed: int) -> CandidateList:
    """A copy of the list with as many candidates; the same program is edited alike everywhere."""
    language = one.question.language
    programs = tuple(
        edit(program, language, random.Random(f"{seed}:{name}:{program}"))
        if on.touches(place == one.right)
        else program
        for place, program in enumerate(one.programs)
    )
    return replace(one, programs=programs)


def edit_figures(
    edited: EditedLists, readings: Readings, *, draws: int, seed: int
) -> EditFigures | None:
    """The figures over lists that were read before and after; None where there are none."""
    couples = [
        (Read(old, readings[old.fingerprint]), Read(new, readings[new.fingerprint]))
        for old, new in zip(edited.before, edited.after, strict=True)
        if old.fingerprint in readings and new.fingerprint in readings
    ]
    if not couples:
        return None
    resampling = Resampling([old.list.problem_id for old, _ in couples], draws=draws, seed=seed)
    before = resampling.mean([accuracy(old) for old, _ in couples])
    after = resampling.mean([accuracy(new) for _, new in couples])
    flips = resampling.mean([_choice(old) != _choice(new) for old, new in couples])
    return EditFigures(
        edited.edit,
        edited.on.value,
        len(couples),
        edited.edited / edited.meant,
        estimate(after),
        estimate(after - before),
        estimate(flips),
    )


def _edits() -> Iterator[tuple[str, Edit, Meant]]:
    yield from ((name, edit, Meant.WRONG) for name, edit in FLATTERING_EDITS.items())
    yield from ((name, edit, Meant.RIGHT) for name, edit in DAMNING_EDITS.items())
    yield from ((name, edit, Meant.ALL) for name, edit in NEUTRAL_EDITS.items())


def _once(edit: Edit) -> Edit:
    """The edit, which meets the same program in several lists, and changes it alike in all."""
    done: dict[tuple[str, str], str] = {}

    def edited(program: str, language: str, chance: random.Random) -> str:
        place = (language, program)
        if place not in done:
            done[place] = edit(program, language, chance)
        return done[place]

    return edited


def _counts(
    before: Sequence[CandidateList], after: Sequence[CandidateList], on: Meant
) -> tuple[int, int]:
    changed = [
        old != new
        for one, other in zip(before, after, strict=True)
        for place, (old, new) in enumerate(zip(one.programs, other.programs, strict=True))
        if on.touches(place == one.right)
    ]
    return max(1, len(changed)), sum(changed)


def _choice(one: Read) -> int | None:
    """The candidate that is chosen, the first of equal ones."""
    return None if one.orders is None else one.orders.index(max(one.orders))
