"""A program whose parts stand in several blocks."""

from collections.abc import Sequence

from deskcheck_extraction.block import Part
from deskcheck_extraction.reader import Reader
from deskcheck_extraction.roles import Role
from deskcheck_extraction.words import words_of

_MOST_PARTS = 40
_COMMON_NAMES = frozenset(("main", "Main", ""))
_PHP_TAG = "<?php"


def joined(parts: Sequence[Part], chosen: Part, reader: Reader) -> str:
    """Join the chosen program with what it needs and what drives it, in the answer's order, a blank
    line between.

    Where the whole does not parse and the chosen program does, the chosen program is returned
    alone.
    """
    if len(parts) == 1:
        return chosen.text
    needed = _needed(parts, chosen)
    texts = [part.text for part in parts if _is_in(part, needed)]
    if chosen.language == "php":  # the tag that opens PHP may stand only once
        texts[1:] = [text.removeprefix(_PHP_TAG).lstrip("\n") for text in texts[1:]]
    text = "\n\n".join(texts)
    if len(needed) > 1 and chosen.valid and not reader.parses(text, chosen.language):
        return chosen.text
    return text


def _needed(parts: Sequence[Part], chosen: Part) -> list[Part]:
    """List the parts of the program: what it uses, imports before it, and its users behind it."""
    position = next(index for index, part in enumerate(parts) if part is chosen)
    needed = fresh = [chosen, *_later_users(parts[position + 1 :], chosen)]
    others = [part for part in parts if part.role >= Role.STUB and not _is_in(part, needed)]
    words: frozenset[str] = frozenset()
    while fresh and others and len(needed) < _MOST_PARTS:
        words = words.union(*(words_of(part.text) for part in fresh))
        keys = frozenset().union(*(part.outline.keys for part in needed))
        fresh = [part for part in others if words & _missing_names(part, keys)]
        others = [part for part in others if not _is_in(part, fresh)]
        needed = needed + fresh
    imports = [
        part for part in parts[:position] if part.role is Role.IMPORTS and _adds(part, chosen)
    ]
    return needed + imports


def _is_in(part: Part, parts: Sequence[Part]) -> bool:
    return any(part is one for one in parts)


def _later_users(later: Sequence[Part], chosen: Part) -> list[Part]:
    """List later programs that use the chosen one's names, or such a user's, and redefine none."""
    names = chosen.outline.names
    users: list[Part] = []
    for part in later:
        is_other = part.role is Role.PROGRAM and not part.outline.keys & chosen.outline.keys
        if is_other and uses(part, names):
            users.append(part)
            names |= part.outline.names
    return users


def uses(part: Part, names: frozenset[str]) -> bool:
    """Say whether a part uses one of the names that others define."""
    telling = names - _COMMON_NAMES
    return bool(telling) and bool(telling & words_of(part.text))


def _missing_names(part: Part, keys: frozenset[str]) -> frozenset[str]:
    """Collect the names that a part defines and none of the needed parts does."""
    missing = (one.name for one in part.outline.definitions if one.key not in keys)
    return frozenset(missing) - _COMMON_NAMES


def _adds(imports: Part, chosen: Part) -> bool:
    """Say whether an import-only part holds a line that the chosen program lacks."""
    lines = {line.strip() for line in chosen.text.split("\n")}
    return any(line.strip() and line.strip() not in lines for line in imports.text.split("\n"))
