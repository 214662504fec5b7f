"""Which part of an answer is its program."""

import re
from collections import Counter
from collections.abc import Sequence

from deskcheck_extraction.block import Part
from deskcheck_extraction.joining import uses
from deskcheck_extraction.roles import Role
from deskcheck_extraction.settling import MARKUP

_MUCH_LONGER = 3
_ELISION = re.compile(
    r"^[ \t]*(?:#|//|--|/\*) *"
    r"(?:\.\.\.|\u2026|\(?(?:the )?(?:rest of|remaining|existing|previous) .*code\b)",
    re.MULTILINE | re.IGNORECASE,
)
"""A comment that stands for code left out: the block is an excerpt of the program."""

_WHOLE_LINES = re.compile(r"\s*(?:\n\S|\Z)")
"""What follows where a repetition ends with a definition, not within one."""


def answer_language(parts: Sequence[Part], hint: str | None) -> str | None:
    """Choose the program's language: the hinted one if it is there, else the one with most text."""
    for least in (Role.STUB, Role.IMPORTS):
        eligible = [part for part in parts if part.role >= least]
        if any(part.language == hint for part in eligible):
            return hint
        if eligible:
            return _most_text(eligible)
    return None


def _most_text(parts: Sequence[Part]) -> str | None:
    sizes: Counter[str | None] = Counter()
    for part in parts:
        sizes[part.language] += len(part.text)
    full = [language for language in sizes if language != "bash" and language not in MARKUP]
    return max(full or sizes, key=lambda language: sizes[language])


def choose(parts: Sequence[Part], entry_point: str | None) -> Part | None:
    """Choose the program among parts in one language; None where no part plays a role.

    The last program that parses and defines the entry point; else the first program, replaced by a
    later one that parses and redefines one of its names, unless it is an excerpt, or by one that is
    more than three times as long.
    """
    best = max((part.role for part in parts), default=Role.OTHER)
    if best is Role.OTHER:
        return None
    if entry_point and (named := _defining(parts, entry_point)):
        return named
    programs = [part for part in parts if part.role is best]
    chosen = programs[0]
    for later in programs[1:]:
        if _replaces(later, chosen):
            chosen = later
    return chosen


def _defining(parts: Sequence[Part], entry_point: str) -> Part | None:
    words = re.findall(r"[\w$?!]+", entry_point)
    owner, name = ["", *words][-2:] if words else ("", "")
    programs = [part for part in parts if part.role is Role.PROGRAM]
    named = [part for part in programs if part.outline.defines(name, owner)]
    named = named or [part for part in programs if part.outline.defines(name)]
    valid = [part for part in named if part.valid is not False]
    return (valid or named)[-1] if named else None


def _replaces(later: Part, chosen: Part) -> bool:
    """Say whether a later program takes the place of the one that was chosen so far.

    One that uses the chosen one is joined to it instead, however long it is.
    """
    if later.outline.keys & chosen.outline.keys:
        return later.valid is not False and not _is_excerpt(later, chosen)
    are_nameless = not (later.outline.keys or chosen.outline.keys)  # scripts, queries
    if are_nameless and chosen.valid is False and later.valid:
        return True
    is_longer = len(later.text) > _MUCH_LONGER * len(chosen.text)
    if not is_longer or uses(later, chosen.outline.names):
        return False
    return later.valid is not False or chosen.valid is False


def _is_excerpt(later: Part, chosen: Part) -> bool:
    """Say whether a program leaves out what the chosen one has, or breaks off within it."""
    if _ELISION.search(later.text) and not _ELISION.search(chosen.text):
        return True
    rest = chosen.text.removeprefix(later.text)
    return rest != chosen.text and not _WHOLE_LINES.match(rest)
