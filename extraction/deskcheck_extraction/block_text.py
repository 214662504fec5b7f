"""The code of a block, freed of what the answer's layout put around it."""

import re
from collections.abc import Sequence

from deskcheck_extraction.answer_text import LEAKED_TOKEN, trimmed, without_leaked_tokens
from deskcheck_extraction.languages import bare_name
from deskcheck_extraction.tag import Tag, TagKind, read_tag

_QUOTE = re.compile(r"[ \t]{0,3}> ?")
_BLANKS = re.compile(r"[ \t]*")
_BRACKET_TAGS = re.compile(r"\[/?[A-Z]{1,12}\]")
_PROMPT = re.compile(r"(?:>>>|\.\.\.)(?: |$)")
_LEAKED_LINE = re.compile(rf"(?:[ \t]*{LEAKED_TOKEN})+[ \t]*")


def unquoted(lines: Sequence[str], depth: int) -> list[str]:
    """Take `depth` quotation marks off every line that has them."""
    for _ in range(min(depth, 8)):
        lines = [_QUOTE.sub("", line, count=1) if _QUOTE.match(line) else line for line in lines]
    return list(lines)


def dedented(lines: Sequence[str]) -> str:
    """Join lines without the indentation that all of them have; blank lines do not count."""
    if lines and lines[0].strip() and lines[0][0] not in " \t":
        return "\n".join(lines)  # one that has none is enough
    common = _common_indent([line for line in lines if line.strip()])
    return "\n".join(line.removeprefix(common) if common else line for line in lines)


def _common_indent(lines: Sequence[str]) -> str:
    """Return the blanks that all lines begin with."""
    if not lines:
        return ""
    low, high = min(lines), max(lines)  # what these two share, all share
    width = next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), None)
    shared = low[: min(len(low), len(high)) if width is None else width]
    blanks = _BLANKS.match(shared)
    return blanks[0] if blanks else ""


def clean_text(lines: Sequence[str], tag: Tag) -> tuple[str, Tag]:
    """Dedent a block; drop a language's name in its first line and control tokens at its end."""
    text = trimmed(without_leaked_tokens(dedented(lines)))
    first, _, rest = text.partition("\n")
    name = bare_name(first)
    same = tag.kind in (TagKind.ABSENT, TagKind.UNKNOWN) or tag.name == name
    if name and rest.strip() and same and not first[:1].isspace():
        tag, text = read_tag(name), trimmed(dedented(rest.split("\n")))
    return _without_bracket_tags(text), tag


def without_prompts(text: str) -> str | None:
    """Return what was typed into a Python transcript, None where there are no prompts."""
    if not text.lstrip().startswith(">>>"):
        return None
    lines = [line for line in dedented(text.split("\n")).split("\n") if _PROMPT.match(line)]
    return trimmed("\n".join(line[4:] for line in lines))


def _without_bracket_tags(text: str) -> str:
    """Drop a line such as [PYTHON] before a program and [/PYTHON] behind it."""
    first, _, rest = text.partition("\n")
    if _BRACKET_TAGS.fullmatch(first.strip()):
        text = trimmed(rest)
    before, _, last = text.rpartition("\n")
    return (
        before.rstrip() if last.startswith("[/") and _BRACKET_TAGS.fullmatch(last.strip()) else text
    )
