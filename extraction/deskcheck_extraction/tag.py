"""What a fence's info string says about the block."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from deskcheck_extraction.languages import fold_language, foreign_language, is_data


class TagKind(Enum):
    """How much a tag says."""

    PARSED = auto()  # a language with a parser
    FOREIGN = auto()  # a programming language without a parser
    DATA = auto()  # output, a transcript, configuration, a diff, prose
    UNKNOWN = auto()  # a word that names nothing known
    ABSENT = auto()  # no tag


@dataclass(frozen=True, slots=True)
class Tag:
    """A folded info string; `name` is a folded language, a lower-case word, or None."""

    kind: TagKind
    name: str | None


NO_TAG = Tag(TagKind.ABSENT, None)
_LONGEST_REMEMBERED = 40  # characters of an info string


def read_tag(info: str) -> Tag:
    """Fold a fence's info string."""
    if not info.strip():
        return NO_TAG
    return _remembered(info) if len(info) <= _LONGEST_REMEMBERED else _folded(info)


def _folded(info: str) -> Tag:
    language = fold_language(info)
    if language:
        return Tag(TagKind.PARSED, language)
    if is_data(info):
        return Tag(TagKind.DATA, _first_word(info))
    foreign = foreign_language(info)
    return Tag(TagKind.FOREIGN, foreign) if foreign else Tag(TagKind.UNKNOWN, _first_word(info))


_remembered = lru_cache(maxsize=256)(_folded)


def _first_word(info: str) -> str:
    return info.strip().split(maxsplit=1)[0][:40].lower()
