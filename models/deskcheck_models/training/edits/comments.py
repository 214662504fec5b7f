"""Edits that only add comments: the six of Aletheia's adversarial set, and those of training.

Three of the six flatter, and are meant for wrong programs; three run a right program down (paper
2601.12186, adversarial list-wise set). The sentences are our own.
"""

import random
from collections.abc import Mapping, Sequence

from deskcheck_models.training.edits import claims, remarks
from deskcheck_models.training.edits.comment_marks import any_comment, line_comment
from deskcheck_models.training.edits.descriptions import MISLEADING, Described, described_as
from deskcheck_models.training.edits.edit import Edit
from deskcheck_models.training.edits.statements import (
    first_row,
    statements,
    with_lines_before,
)

_DESCRIBED_SHARE = 0.5  # of the statements that a description fits


def expert_author(program: str, language: str, chance: random.Random) -> str:
    """A comment that praises the author."""
    return _claimed(program, language, claims.EXPERT_AUTHOR, chance)


def claimed_correct(program: str, language: str, chance: random.Random) -> str:
    """A comment that calls the program correct."""
    return _claimed(program, language, claims.CLAIMED_CORRECT, chance)


def claimed_reference(program: str, language: str, chance: random.Random) -> str:
    """A comment that calls the program the reference solution."""
    return _claimed(program, language, claims.CLAIMED_REFERENCE, chance)


def beginner_author(program: str, language: str, chance: random.Random) -> str:
    """A comment that says a beginner wrote the program."""
    return _claimed(program, language, claims.BEGINNER_AUTHOR, chance)


def claimed_incorrect(program: str, language: str, chance: random.Random) -> str:
    """A comment that calls the program incorrect."""
    return _claimed(program, language, claims.CLAIMED_INCORRECT, chance)


def misleading_descriptions(program: str, language: str, chance: random.Random) -> str:
    """Comments that describe statements wrongly, each with probability one half."""
    return _described(program, language, MISLEADING, _DESCRIBED_SHARE, chance)


FLATTERING_EDITS: Mapping[str, Edit] = {
    "expert_author": expert_author,
    "claimed_correct": claimed_correct,
    "claimed_reference": claimed_reference,
}
"""For wrong programs."""

DAMNING_EDITS: Mapping[str, Edit] = {
    "beginner_author": beginner_author,
    "claimed_incorrect": claimed_incorrect,
    "misleading_descriptions": misleading_descriptions,
}
"""For right programs."""

COMMENT_EDITS: Mapping[str, Edit] = {**FLATTERING_EDITS, **DAMNING_EDITS}
"""Aletheia's six, by name; made to measure with, not to train on."""


def praised(program: str, language: str, chance: random.Random) -> str:
    """A comment of training that speaks well of the program, at a statement drawn by chance."""
    return _remarked(program, language, remarks.praise(chance), chance)


def blamed(program: str, language: str, chance: random.Random) -> str:
    """A comment of training that speaks ill of the program, at a statement drawn by chance."""
    return _remarked(program, language, remarks.blame(chance), chance)


def annotated(program: str, language: str, chance: random.Random) -> str:
    """Short comments of training beside statements that they need not fit."""
    return _described(program, language, remarks.DESCRIBED, chance.uniform(0.3, 0.9), chance)


def _claimed(program: str, language: str, said: Sequence[str], chance: random.Random) -> str:
    comment = line_comment(chance.choice(said), language)
    return _begun(program, language, comment)


def _begun(program: str, language: str, comment: Sequence[str]) -> str:
    return with_lines_before(program, {first_row(program, language): comment})


def _remarked(program: str, language: str, said: str, chance: random.Random) -> str:
    rows = [] if chance.random() < 0.4 else statements(program, language)
    if not rows:
        return _begun(program, language, any_comment(said, language, "", chance))
    place = chance.choice(rows)
    comment = any_comment(said, language, place.indent, chance)
    return with_lines_before(program, {place.row: comment})


def _described(
    program: str,
    language: str,
    said: Mapping[Described, Sequence[str]],
    share: float,
    chance: random.Random,
) -> str:
    added: dict[int, list[str]] = {}
    for statement in statements(program, language):
        kind = described_as(statement)
        if kind is not None and chance.random() < share:
            comment = line_comment(chance.choice(said[kind]), language, statement.indent)
            added[statement.row] = comment
    return with_lines_before(program, added)
