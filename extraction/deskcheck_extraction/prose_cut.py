"""Prose that stands behind a program whose end nothing marks."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from deskcheck_extraction.prose import is_prose
from deskcheck_extraction.reader import Reader

FREE_FORM = frozenset(("bash", "sql", "php", "ruby"))
"""Languages in which nearly every text parses."""

LENIENT = FREE_FORM | {"kotlin", "scala"}
"""Languages whose parsers accept prose: that a text parses does not say that all of it is code."""

_MOST_TRIES = 4
_WORN_FENCE = re.compile(r"[ \t]*(?:`{1,2}|~{3,})[ \t]*")
_HEADING = re.compile(
    r"#{2,6} |# [A-Z][A-Za-z ]{2,40}$|[-=*_─━]{3,}\s*$|#\s*$"
    r"|[A-Z][A-Za-z]+(?: [A-Za-z]+){0,4}:?$"
)


def without_prose_behind(text: str, language: str | None, reader: Reader) -> str:
    """Cut prose off an unclosed block, where what stands before it parses; else return the block to
    its end.

    A program that breaks off is not mended: only at lines that read like prose, or like a closer
    that went wrong, is anything cut.
    """
    if not language:
        return text
    lines = text.split("\n")
    is_whole = language not in LENIENT and reader.parses(text, language)
    ends = _worn_fences(lines) if is_whole else _possible_ends(lines)
    for end in islice(ends, _MOST_TRIES):
        before = "\n".join(lines[: before_headings(lines, end)]).rstrip()
        if before and reader.parses(before, language):
            return before
    return text


def _worn_fences(lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines that hold a fence too short, or of the wrong kind, to close a block."""
    return (number for number, line in enumerate(lines) if number and _WORN_FENCE.fullmatch(line))


def _possible_ends(lines: Sequence[str]) -> Iterator[int]:
    for number, line in enumerate(lines):
        if number and (is_prose(line) or _WORN_FENCE.fullmatch(line)):
            yield number


def before_headings(lines: Sequence[str], start: int) -> int:
    """Move a cut up over blank lines, and over headings and rules that these set off."""
    end = cut = start
    while end > 1:
        line = lines[end - 1]
        if not line.strip():
            cut = end - 1
        elif not _HEADING.match(line):
            break
        end -= 1
    return cut
