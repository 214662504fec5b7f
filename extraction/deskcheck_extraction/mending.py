"""Blocks from fences, mended where the answer's fences are not well formed.

Which fence closes a block is decided by syntax where the fences alone do not tell; every decision
tries at most `MOST_TRIES` ends, and the reader's budget bounds the sum.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace

from deskcheck_extraction.answer_text import ends_turn
from deskcheck_extraction.block import Block
from deskcheck_extraction.block_text import clean_text, unquoted
from deskcheck_extraction.fence_line import code_behind_tag, inline_block
from deskcheck_extraction.fences import Fence, FenceKind, find_fences
from deskcheck_extraction.open_text import may_hold_fence
from deskcheck_extraction.program_lines import holds_prose
from deskcheck_extraction.prose import is_prose
from deskcheck_extraction.prose_cut import LENIENT, without_prose_behind
from deskcheck_extraction.reader import Reader
from deskcheck_extraction.signatures import likely_languages, signature_score
from deskcheck_extraction.tag import NO_TAG, TagKind

MOST_TRIES = 4
MOST_BLOCKS = 120
"""Blocks of an answer that are read; further ones are counted only."""

_LOOKAHEAD = 48  # fences behind an opener among which its closer is sought
_MARKDOWN = frozenset(("markdown", "md", "mdx"))


@dataclass(frozen=True, slots=True)
class _End:
    """Where a block ends: the line behind it, the next fence to look at, text glued to a closer."""

    line: int
    fence: int
    is_closed: bool
    glued: str = ""


class Mender:
    """Finds the blocks of one answer."""

    def __init__(self, text: str, hint: str | None, reader: Reader) -> None:
        self._lines = text.split("\n")
        self._fences = find_fences(self._lines)
        self._closers = [i for i, fence in enumerate(self._fences) if fence.kind is FenceKind.BARE]
        self._hint = hint
        self._reader = reader
        whole_lines = (FenceKind.BARE, FenceKind.TAGGED)
        self._is_odd = sum(fence.kind in whole_lines for fence in self._fences) % 2 == 1
        self._ends: dict[int, _End] = {}
        self.count = 0

    @property
    def has_fences(self) -> bool:
        """Say whether there is any line with a fence."""
        return bool(self._fences)

    def blocks(self) -> list[Block]:
        """Find the blocks in order; `count` then counts those that are not returned, too."""
        found: list[Block] = []
        turn = 0
        index = self._lone_closer(found)
        while index < len(self._fences) and len(found) < MOST_BLOCKS:
            turn += bool(found) and found[-1].is_closed and self._turn_ended(index)
            block, index = self._block_at(index)
            if block and block.text:
                found.append(replace(block, turn=turn) if turn else block)
        self.count = len(found) + self._openers_behind(index)
        return found

    def outside(self) -> str:
        """Return the answer without its blocks, "" where there are too many to read."""
        if self.count > MOST_BLOCKS:
            return ""
        kept: list[str] = []
        line = index = 0
        while index < len(self._fences):
            fence = self._fences[index]
            end = (
                self._end(index)
                if self._opens(fence) and fence.kind is not FenceKind.INLINE
                else None
            )
            kept += self._lines[line : fence.number]
            line = end.line + end.is_closed if end else fence.number + 1
            index = end.fence if end else index + 1
        return "\n".join([*kept, *self._lines[line:]])

    def _turn_ended(self, index: int) -> bool:
        """Say whether a turn ended between a fence and the one before it."""
        start, end = self._fences[index - 1].number, self._fences[index].number
        return any(map(ends_turn, self._lines[start:end]))

    def _lone_closer(self, found: list[Block]) -> int:
        """Take code before a first fence whose opener was in the prompt; return the next fence."""
        first = self._fences[0] if self._fences else None
        if first is None or first.kind is not FenceKind.BARE or not self._is_odd:
            return 0
        text, tag = clean_text(self._lines[: first.number], NO_TAG)
        language = tag.name or self._language(text)
        if not text or not language or not self._reads_as_code(text, language):
            return 0
        found.append(Block(text, tag))
        return 1

    def _openers_behind(self, index: int) -> int:
        """Count the blocks from a fence on by the fences alone."""
        if index >= len(self._fences):
            return 0
        kinds = Counter(fence.kind for fence in self._fences[index:])
        tagged = kinds[FenceKind.TAGGED]
        return tagged + kinds[FenceKind.INLINE] + max(0, kinds[FenceKind.BARE] - tagged + 1) // 2

    def _reads_as_code(self, text: str, language: str) -> bool:
        lines = text.split("\n")
        if (
            signature_score(text, language) < 2
            or sum(map(is_prose, lines[:400])) > len(lines) // 10
        ):
            return False
        return self._reader.parses(text, language) or not is_prose(lines[0])

    def _block_at(self, index: int) -> tuple[Block | None, int]:
        fence = self._fences[index]
        if not self._opens(fence):
            return None, index + 1
        if fence.kind is FenceKind.INLINE:
            return inline_block(fence.info), index + 1
        end = self._end(index)
        if end.line == fence.number + 1 and not end.is_closed:
            return None, end.fence
        return self._finished(fence, end), end.fence

    def _opens(self, fence: Fence) -> bool:
        if fence.kind is not FenceKind.TAIL:
            return True
        return fence.tag.kind is not TagKind.UNKNOWN and (
            fence.before.endswith(":") or is_prose(fence.before)
        )

    def _finished(self, fence: Fence, end: _End) -> Block:
        lines = self._content(fence, end)
        if fence.kind is FenceKind.TAGGED and (rest := code_behind_tag(fence)):
            lines = [rest, *lines]
        text, tag = clean_text(lines, fence.tag)
        return Block(text, tag, end.is_closed)

    def _content(self, fence: Fence, end: _End) -> list[str]:
        lines = self._lines[fence.number + 1 : end.line]
        if end.glued:
            lines = [*lines, end.glued]
        return unquoted(lines, fence.quotes) if fence.quotes else lines

    def _end(self, index: int) -> _End:
        if index not in self._ends:
            self._ends[index] = self._decided_end(index)
        return self._ends[index]

    def _decided_end(self, index: int) -> _End:
        """Decide where the block that a fence opens ends."""
        opener = self._fences[index]
        closer = self._closer(index)
        inner = self._inner(index, closer)
        if inner and not self._is_longer_fence(opener, closer, inner):
            return self._disputed_end(index, closer, inner)
        if closer is None:
            return _End(len(self._lines), len(self._fences), False)
        end = self._end_at(closer)
        return self._later_end(index, end) or self._missed_end(index, end) or end

    def _is_longer_fence(self, opener: Fence, closer: int | None, inner: list[int]) -> bool:
        longest = max(self._fences[i].length for i in inner)
        return closer is not None and opener.length > longest and opener.tag.kind is TagKind.PARSED

    def _closer(self, index: int) -> int | None:
        """Return the first fence that closes a block by CommonMark's rules."""
        opener = self._fences[index]
        start = bisect_right(self._closers, index)
        near = [i for i in self._closers[start : start + _LOOKAHEAD] if i <= index + _LOOKAHEAD]
        return next((i for i in near if self._fences[i].closes(opener)), None)

    def _inner(self, index: int, closer: int | None) -> list[int]:
        """List the fences inside a block at which it might end instead."""
        opener = self._fences[index]
        stop = closer if closer is not None else len(self._fences)
        near = range(index + 1, min(stop, index + 1 + _LOOKAHEAD))
        return [i for i in near if self._may_end(opener, self._fences[i])]

    def _may_end(self, opener: Fence, fence: Fence) -> bool:
        is_other = fence.character != opener.character and opener.tag.name not in _MARKDOWN
        if fence.kind is FenceKind.INLINE or is_other:
            return False
        return fence.kind is not FenceKind.TAIL or not fence.info

    def _end_at(self, index: int) -> _End:
        fence = self._fences[index]
        if fence.kind is FenceKind.TAIL:
            return _End(fence.number, index + 1, True, fence.before)
        if fence.kind is FenceKind.TAGGED and (fence.opens_code or " " not in fence.info):
            return _End(fence.number, index, False)
        return _End(fence.number, index + 1, True)

    def _disputed_end(self, index: int, closer: int | None, inner: list[int]) -> _End:
        """Choose the closer if the block parses up to it, else the first inner end that parses."""
        opener = self._fences[index]
        first = self._end_at(inner[0])
        if (
            not any(line.strip() for line in self._content(opener, first))
            and self._fences[inner[0]].opens_code
        ):
            return _End(opener.number + 1, inner[0], False)  # doubled fences
        language = self._language_of(opener, first)
        closers = self._closers_from(opener, closer) if closer is not None else []
        holds_fence = not language or may_hold_fence(
            "\n".join(self._content(opener, first)), language
        )
        tried = inner[:MOST_TRIES]
        order = closers + tried if holds_fence else tried + closers[:1]
        is_end = self._parses if holds_fence else self._is_clean
        ends = (self._end_at(i) for i in order)
        found = next((end for end in ends if is_end(opener, end, language)), None)
        return found or self._likely_end(closer, inner)

    def _closers_from(self, opener: Fence, closer: int) -> list[int]:
        start = bisect_right(self._closers, closer - 1)
        near = self._closers[start : start + MOST_TRIES]
        return [i for i in near if self._fences[i].closes(opener)]

    def _likely_end(self, closer: int | None, inner: list[int]) -> _End:
        """Choose an end where none parses: the next opener or glued closer, else the closer."""
        for i in inner:
            fence = self._fences[i]
            is_glued = fence.kind is FenceKind.TAIL and fence.before[-1:] not in "\"'"
            if fence.opens_code or is_glued or (closer is None and fence.kind is FenceKind.BARE):
                return self._end_at(i)
        if closer is not None:
            return self._end_at(closer)
        return _End(len(self._lines), len(self._fences), False)

    def _later_end(self, index: int, end: _End) -> _End | None:
        """Look for a later closer, where only that one makes the block parse."""
        opener = self._fences[index]
        later = self._closers_from(opener, end.fence)
        if not later:
            return None
        language = self._language_of(opener, end)
        text = "\n".join(self._content(opener, end))
        if (
            not language
            or not text.strip()
            or not may_hold_fence(text, language)
            or self._parses(opener, end, language)
        ):
            return None
        ends = [self._end_at(i) for i in later]
        return next((one for one in ends if self._parses(opener, one, language)), None)

    def _missed_end(self, index: int, end: _End) -> _End | None:
        """Take a closer for an opener, where one is missing and prose stands in the block."""
        opener = self._fences[index]
        language = self._language_of(opener, end) if self._is_odd else None
        if not language or self._is_clean(opener, end, language):
            return None
        text = "\n".join(self._content(opener, end))
        if without_prose_behind(text, language, self._reader) == text:
            return None
        return _End(end.line, end.fence - 1, False)

    def _parses(self, opener: Fence, end: _End, language: str | None) -> bool:
        text, _ = clean_text(self._content(opener, end), opener.tag)
        return bool(text) and bool(language) and self._reader.parses(text, language)

    def _is_clean(self, opener: Fence, end: _End, language: str | None) -> bool:
        """Say whether a block parses, and not merely because its language's parser takes prose."""
        if not language or not self._parses(opener, end, language):
            return False
        text = "\n".join(self._content(opener, end))
        return language not in LENIENT or not holds_prose(text, language)

    def _language_of(self, opener: Fence, end: _End) -> str | None:
        if opener.tag.kind is TagKind.PARSED:
            return opener.tag.name
        if opener.tag.kind in (TagKind.DATA, TagKind.FOREIGN):
            return None
        return self._language("\n".join(self._content(opener, end))[:4_000])

    def _language(self, text: str) -> str | None:
        if self._hint:
            return self._hint
        likely = likely_languages(text)
        return likely[0][0] if likely else None
