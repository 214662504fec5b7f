"""Unfenced code that the answer marks in another way: tag pairs, rule lines, indentation."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import islice, pairwise

from deskcheck_extraction.block import Block
from deskcheck_extraction.block_text import clean_text
from deskcheck_extraction.extraction import Origin
from deskcheck_extraction.fence_line import inline_block
from deskcheck_extraction.prose import is_prose
from deskcheck_extraction.prose_cut import before_headings
from deskcheck_extraction.tag import NO_TAG, read_tag

_CODE_TAG = re.compile(
    r"<(?P<html>pre|code|python|source|script)(?P<attributes>\s[^<>\n]{0,200})?>"
    r"|\[(?P<bracket>PYTHON|CODE|SOLUTION|ANSWER|[A-Z]{1,12})\]",
    re.IGNORECASE,
)
_ANSWER_TAG = re.compile(
    r"<(?P<html>answer|solution|program|output|final_answer"
    r"|code_output)(?P<attributes>)>(?P<bracket>)",
    re.IGNORECASE,
)
_CLASS = re.compile(
    r"(?:class|lang|language|type)\s*=\s*[\"']?([\w+#.-]{1,40}(?: [\w+#.-]{1,40})?)"
)
_SPAN = re.compile(r"</?(?:span|font|b|i|em|strong)(?:\s[^<>\n]{0,200})?>|<br\s*/?>(?=\n)")
_BREAK = re.compile(r"<br\s*/?>")
_RULE = re.compile(r"\s{0,3}(?:([-=─━═*_~#—])\1{4,})(?:[^\n]{0,80}?\1{3,})?\s*")
_INTRODUCTION = re.compile(
    r"(?!(?:def|class|if|for|while|with|else|elif|except|async|case"
    r"|match)\b)[A-Za-z][^()={}]* [^()={}]*:"
)
_TICKS = re.compile(r"(?<!`)(`|```)(?!`)([^`]{20,20000})\1(?!`)")
_MOST_MARKS = 200
_MOST_QUOTED = 20_000


def tagged_blocks(text: str) -> list[Block]:
    """Find code between [PYTHON] tags or HTML code tags; failing that, between answer tags."""
    return list(_between(text, _CODE_TAG)) or list(_between(text, _ANSWER_TAG))


def _between(text: str, opener: re.Pattern[str]) -> Iterator[Block]:
    position = 0
    lowered = text.lower()
    for _ in range(_MOST_MARKS):
        match = opener.search(text, position)
        if not match:
            return
        closer, start = _closer(match), match.end()
        end = lowered.find(closer.lower(), start)
        if (match["bracket"] and not _is_code_bracket(match["bracket"])) or (
            end < 0 and match["html"]
        ):
            position = start
            continue
        content = text[start : end if end >= 0 else len(text)]
        inner = (
            _CODE_TAG.match(content.lstrip()) if (match["html"] or "").lower() == "pre" else None
        )
        position = end + len(closer) if end >= 0 else len(text)
        yield _tagged_block(
            content.lstrip()[inner.end() :] if inner else content, inner or match, end >= 0
        )


def _closer(match: re.Match[str]) -> str:
    return f"</{match['html']}>" if match["html"] else f"[/{match['bracket']}]"


def _is_code_bracket(name: str) -> bool:
    return name.upper() in ("PYTHON", "CODE", "SOLUTION", "ANSWER") or bool(
        read_tag(name).name and name.isupper() and len(name) > 1
    )


def _tagged_block(content: str, match: re.Match[str], is_closed: bool) -> Block:
    name = match["bracket"] or ""
    if match["html"]:
        content = content.removesuffix("</code>").rstrip().removesuffix("</code>")
        declared = _CLASS.search(match["attributes"] or "")
        name = declared[1] if declared else match["html"]
        content = (
            unescape(_SPAN.sub("", content))
            if match["html"].lower() in ("code", "pre")
            else content
        )
    tag = read_tag(name)
    text, tag = clean_text(
        content.split("\n"), tag if tag.name and tag.kind.name == "PARSED" else NO_TAG
    )
    return Block(text, tag, is_closed, Origin.TAG)


def quoted_blocks(text: str) -> list[Block]:
    """Find code of several lines between single backticks, or code between three in a line."""
    found = islice(_TICKS.finditer(text), _MOST_QUOTED)
    codes = [match[2] for match in found if "\n" in match[2] or match[1] != "`"][:_MOST_MARKS]
    return [
        _plain_block(code.split("\n"), Origin.TAG)
        if "\n" in code
        else inline_block(code.strip(), Origin.TAG)
        for code in codes
    ]


def ruled_blocks(lines: Sequence[str]) -> list[Block]:
    """Find what stands between each rule line and the next."""
    rules = [
        number for number, line in enumerate(lines) if len(line) < 300 and _RULE.fullmatch(line)
    ]
    pairs = list(pairwise(rules))[:_MOST_MARKS]
    ends = [(start, before_headings(lines, end)) for start, end in pairs]
    return [_plain_block(lines[start + 1 : end], Origin.RULE) for start, end in ends]


def indented_blocks(lines: Sequence[str]) -> list[Block]:
    """Find groups of lines indented by four or more, set off from prose by blank lines."""
    found: list[Block] = []
    start: int | None = None
    before = ""
    for number, line in enumerate([*lines, "end"]):
        is_indented = line.startswith(("    ", "\t"))
        if start is None and is_indented and _may_precede(before, lines, number):
            start = number
        elif start is not None and line.strip() and not is_indented:
            found.append(_plain_block(lines[start:number], Origin.INDENT))
            start = None
        before = line if line.strip() and not is_indented else before
    return found[:_MOST_MARKS]


def _may_precede(before: str, lines: Sequence[str], number: int) -> bool:
    """Say whether indented code may begin at a line: at the top, or a blank line behind prose."""
    if number and lines[number - 1].strip():
        return False
    return not before or is_prose(before) or bool(_INTRODUCTION.fullmatch(before.rstrip()))


def _plain_block(lines: Sequence[str], origin: Origin) -> Block:
    text, tag = clean_text(lines, NO_TAG)
    return Block(text, tag, True, origin)
