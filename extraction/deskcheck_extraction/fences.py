"""The fence lines of an answer, found in one pass over its lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from deskcheck_extraction.answer_text import LEAKED_TOKEN
from deskcheck_extraction.tag import NO_TAG, Tag, TagKind, read_tag


class FenceKind(Enum):
    """Where a fence stands in its line, and what stands beside it."""

    BARE = auto()  # alone in the line: opens or closes
    TAGGED = auto()  # with an info string: opens
    INLINE = auto()  # opens and closes in the same line
    TAIL = auto()  # behind other text: closes, glued to the last line, or opens behind prose


@dataclass(frozen=True, slots=True)
class Fence:
    """One line with a fence.

    `number` counts lines from 0; `before` and `info` are the text around the fence.
    """

    number: int
    kind: FenceKind
    character: str
    length: int
    indent: int = 0
    quotes: int = 0
    before: str = ""
    info: str = ""
    tag: Tag = NO_TAG

    @property
    def opens_code(self) -> bool:
        """Say whether the fence can only be the beginning of a block."""
        return self.kind is FenceKind.TAGGED and self.tag.kind is not TagKind.UNKNOWN

    def closes(self, opener: "Fence") -> bool:
        """Say whether this fence closes a block as CommonMark has it."""
        return (
            self.kind is FenceKind.BARE
            and self.character == opener.character
            and self.length >= opener.length
            and self.indent <= opener.indent + 3
            and (self.quotes == opener.quotes)
        )


_PREFIX = re.compile(r"[ \t]*+(?:(?:>|(?:[-*+•]|\d{1,3}[.)])(?=[ \t]))[ \t]*+)*+")
_FENCE = re.compile(r"(`{3,}+|~{3,}+)([^\n]*)")
_LEAKED_END = re.compile(rf"(?:[ \t]*{LEAKED_TOKEN})+[ \t]*$")
_LONGEST_INFO = 200
MOST_FENCES = 4_000
"""Fence lines that are looked at; behind them all counts as content of the last block."""


def find_fences(lines: Sequence[str]) -> list[Fence]:
    """Find every fence line, in order, up to `MOST_FENCES`."""
    marked = ((number, line) for number, line in enumerate(lines) if "```" in line or "~~~" in line)
    found = (fence for number, line in marked if (fence := _fence(number, line)))
    return list(islice(found, MOST_FENCES))


def _fence(number: int, line: str) -> Fence | None:
    prefix = _PREFIX.match(line)
    start = prefix.end() if prefix else 0
    match = _FENCE.match(line, start)
    if not match:
        return _tail(number, line) if "```" in line else None
    quotes = line.count(">", 0, start)
    indent = len(line[:start].expandtabs(4))
    return _at_start(number, match[1], match[2], indent, quotes)


def _at_start(number: int, run: str, info: str, indent: int, quotes: int) -> Fence | None:
    info = (
        _LEAKED_END.sub("", info[:_LONGEST_INFO]).strip()
        if len(info) <= _LONGEST_INFO
        else info.strip()
    )
    character, length = run[0], len(run)
    if not info:
        return Fence(number, FenceKind.BARE, character, length, indent, quotes)
    if character == "`" and "`" in info:
        return _inline(number, info, length, indent, quotes)
    return Fence(
        number, FenceKind.TAGGED, character, length, indent, quotes, info=info, tag=read_tag(info)
    )


def _inline(number: int, info: str, length: int, indent: int, quotes: int) -> Fence | None:
    run = "`" * length
    if not info.endswith(run) or info.count(run) != 1:
        return None
    content = info.removesuffix(run).strip()
    return (
        Fence(number, FenceKind.INLINE, "`", length, indent, quotes, info=content)
        if content
        else None
    )


def _tail(number: int, line: str) -> Fence | None:
    """Read a fence behind other text: `code```` or `Here it is: ```python`."""
    line = _LEAKED_END.sub("", line) if len(line) < 4_000 else line
    start = line.rfind("```")
    while start > 0 and line[start - 1] == "`":
        start -= 1
    before = line[:start].rstrip()
    run = len(line[start:]) - len(line[start:].lstrip("`"))
    info = line[start + run :].strip()
    if "```" in before:
        return _prefixed_inline(number, before, run) if not info else None
    if not before.strip() or len(info) > 40:
        return None
    return Fence(number, FenceKind.TAIL, "`", run, before=before, info=info, tag=read_tag(info))


def _prefixed_inline(number: int, before: str, length: int) -> Fence | None:
    """Read a one-line fence at the end of a prose line."""
    prose, _, content = before.partition("```")
    content = content.lstrip("`").strip()
    if "```" in content or not content or not prose.rstrip().endswith(":"):
        return None
    return Fence(number, FenceKind.INLINE, "`", length, info=content)
