"""A piece of an answer that may be a program, and what was understood of it."""

from dataclasses import dataclass

from deskcheck_extraction.extraction import Origin
from deskcheck_extraction.outline import Outline
from deskcheck_extraction.roles import Role
from deskcheck_extraction.tag import NO_TAG, Tag


@dataclass(frozen=True, slots=True)
class Block:
    """Code as it stands in the answer, without marks, quotes and common indentation."""

    text: str
    tag: Tag = NO_TAG
    is_closed: bool = True  # False: nothing in the answer says where it ends
    origin: Origin = Origin.FENCE
    turn: int = 0  # the turn of a conversation that it stands in; most answers are of one


@dataclass(frozen=True, slots=True)
class Part:
    """A block read in its language, with the role it plays."""

    text: str
    language: str | None
    valid: bool | None
    outline: Outline
    role: Role
    origin: Origin
    reason: str | None
