"""Edits that keep what a program does, on the chosen or the rejected side.

Praise and blame fall on either side with even chances: they say nothing of the label, and a
verifier that learns from them learns to pass them over.
"""

import random
from collections.abc import Mapping
from dataclasses import replace

from deskcheck_models.training.edits.comments import annotated, blamed, praised
from deskcheck_models.training.edits.dead_code import with_dead_code
from deskcheck_models.training.edits.edit import Edit
from deskcheck_models.training.edits.reformatting import reformatted
from deskcheck_models.training.edits.renames import renamed
from deskcheck_models.training.pairs.pair import NO_EDIT, Pair

EDITS: Mapping[str, Edit] = {
    "praise": praised,
    "blame": blamed,
    "comments": annotated,
    "renames": renamed,
    "reformatting": reformatted,
    "dead code": with_dead_code,
}


def augmented(pair: Pair, chance: random.Random) -> Pair:
    """The pair with an edit on the chosen side, the rejected side or both."""
    side = chance.randrange(3)
    if side != 0:
        program, name = _edited(pair.chosen, pair.language, chance)
        pair = replace(pair, chosen=program, augmentation_chosen=name)
    if side != 1:
        program, name = _edited(pair.rejected, pair.language, chance)
        pair = replace(pair, rejected=program, augmentation_rejected=name)
    return pair


def _edited(program: str, language: str, chance: random.Random) -> tuple[str, str]:
    """The program after one edit, and its name: NO_EDIT where it cannot be made."""
    name = chance.choice(list(EDITS))
    edited = EDITS[name](program, language, chance)
    return (edited, name) if edited != program else (program, NO_EDIT)
