"""An answer without its thoughts.

A thinking model writes its thoughts between tags, before the answer. The tags count only where they
stand outside a fence and outside quotation marks: a program may well handle such tags itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_NAME = r"(?:seed:)?(?:think|thinking|thought|thoughts|reasoning)"
_TAG = (
    rf"<[ \t]*(?P<close>/?)[ \t]*{_NAME}(?:[ \t][^<>\n/]{{0,80}})?[ \t]*>"
    r"|\[(?P<close_bracket>/?)THINK\]"
    r"|◁(?P<close_kimi>/?)think▷"
    r"|<\|(?:begin|(?P<close_thought>end))_of_thought\|>"
    r"|<\|channel\|>(?:analysis|commentary|(?P<close_channel>final))<\|message\|>"
)
_FENCE = r"(?:^[ \t>]{0,40}|(?<=[>\]▷]))(?P<fence>`{3,}|~{3,})(?P<info>[^\n<\[◁]*)"
_TAGS = re.compile(_TAG, re.IGNORECASE)
_EVENTS = re.compile(f"{_FENCE}|{_TAG}", re.IGNORECASE | re.MULTILINE)
_CLOSERS = ("close", "close_bracket", "close_kimi", "close_thought", "close_channel")
_TAG_WORDS = ("think", "thought", "reasoning", "channel")  # one stands in every tag
_MOST_EVENTS = 20_000  # tags and fences that are looked at
_QUOTES = ("'", '"', "`")


@dataclass(frozen=True, slots=True)
class Thoughtless:
    """The answer outside its thoughts; `unfinished`: one never ended, and all behind it is gone."""

    text: str
    unfinished: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    closes: bool


def without_thoughts(text: str) -> Thoughtless:
    """Remove paired thoughts, all before a lone closing tag, and all behind a lone opening one."""
    if not _may_hold_tags(text) or not _TAGS.search(text):
        return Thoughtless(text, False)
    return _cut(text, list(_marks(text)))


def _may_hold_tags(text: str) -> bool:
    """Look for words, which takes a tenth of the time that the pattern does."""
    lowered = text.lower()  # other letters than those of ASCII have further forms
    return not text.isascii() or any(word in lowered for word in _TAG_WORDS)


def _cut(text: str, marks: list[_Mark]) -> Thoughtless:
    kept: list[str] = []
    position = depth = 0
    last_close: int | None = None
    for mark in marks:
        if not mark.closes:
            if depth == 0:
                kept.append(text[position : mark.start])
                position, last_close = mark.start, None
            depth += 1
        elif depth == 0:
            kept, position = [], mark.end
        else:
            depth, last_close = depth - 1, mark.end
            position = mark.end if depth == 0 else position
    if depth and last_close is None:
        return Thoughtless(_joined(kept), True)
    kept.append(text[last_close if depth and last_close is not None else position :])
    return Thoughtless(_joined(kept), False)


def _joined(pieces: list[str]) -> str:
    """Join what is left; what stood on different sides of a thought stays on different lines."""
    return "\n".join(piece for piece in pieces if piece)


def _marks(text: str) -> Iterator[_Mark]:
    """Yield the tags that count, in one pass over fences and tags."""
    fence = ""
    depth = quoted = 0
    pending: list[_Mark] = []
    for event in islice(_EVENTS.finditer(text), _MOST_EVENTS):
        if event["fence"]:
            if pending and fence and event["info"].strip():
                yield pending[-1]
            fence, pending = _fence_after(fence, event), []
            continue
        mark = _Mark(event.start(), event.end(), any(event[group] for group in _CLOSERS))
        quoted = max(quoted, 0 if fence else _quoted_until(text, mark))
        alone = bool(fence) and _stands_alone(text, mark)
        if depth > 0 if alone else not fence and mark.start >= quoted:
            depth = max(0, depth - 1) if mark.closes else depth + 1
            fence = fence if depth else ""
            yield mark
        elif alone and mark.closes:
            pending.append(mark)


def _fence_after(fence: str, event: re.Match[str]) -> str:
    """Return the fence that is open behind a fence line, "" where none is."""
    if not fence:
        return "" if "`" in event["info"] else event["fence"]
    closes = event["fence"].startswith(fence) and not event["info"].strip()
    return "" if closes else fence


def _stands_alone(text: str, mark: _Mark) -> bool:
    before = text[max(0, mark.start - 1) : mark.start]
    after = text[mark.end : mark.end + 1]
    return before in ("", "\n") and after in ("", "\n")


def _quoted_until(text: str, mark: _Mark) -> int:
    """Return the end of the line of a tag that stands right behind a quotation mark, else 0."""
    before = text[max(0, mark.start - 3) : mark.start]
    if before[-1:] not in _QUOTES or before == "```":
        return 0
    line_end = text.find("\n", mark.end)
    return line_end if line_end >= 0 else len(text)
