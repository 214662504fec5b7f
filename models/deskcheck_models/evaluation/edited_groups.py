"""A group whose programs were edited: the same number, in the same order, with the same labels."""

import random
from dataclasses import replace

from deskcheck_models.evaluation.labelled_groups import LabelledGroup
from deskcheck_models.training.edits.edit import Edit


def edited_group(group: LabelledGroup, name: str, edit: Edit, seed: int) -> LabelledGroup:
    """Every program edited, whatever its label; which of them count is chosen later.

    `name` and `seed` decide what the edit draws, and each program draws for itself. An edit returns
    a program that it cannot change as it is, and so does this.
    """
    chance = random.Random(f"{seed}:{name}:{group.problem_id}")
    programs = tuple(
        replace(
            program,
            text=edit(program.text, group.question.language, random.Random(chance.random())),
        )
        for program in group.programs
    )
    return replace(group, programs=programs)
