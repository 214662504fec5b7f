"""Code that stands in the line of a fence."""

import re

from deskcheck_extraction.block import Block
from deskcheck_extraction.extraction import Origin
from deskcheck_extraction.fences import Fence
from deskcheck_extraction.languages import fold_language
from deskcheck_extraction.prose import is_prose
from deskcheck_extraction.tag import NO_TAG, read_tag

_ATTRIBUTE = re.compile(
    r"[\w.-]*=|[{\[(.#]|\d|\w+\.\w{1,5}$|:|title|linenums|hl_lines|copy|editable|run"
)
_CODE = re.compile(r".*[=({;]|(?:import|from|package|use|using|require)\b")


def inline_block(info: str, origin: Origin = Origin.FENCE) -> Block:
    """Read a block whose fences stand in one line: perhaps a language's name, and code."""
    word, _, rest = info.partition(" ")
    if rest.strip() and fold_language(word):
        return Block(rest.strip(), read_tag(word), origin=origin)
    return Block(info, NO_TAG, origin=origin)


def code_behind_tag(fence: Fence) -> str:
    """Return code that stands behind the tag in the opener's line, "" where there is none."""
    word, _, rest = fence.info.partition(" ")
    rest = rest.strip()
    if not rest or not fold_language(word) or _ATTRIBUTE.match(rest) or not _CODE.match(rest):
        return ""
    return "" if is_prose(rest) else rest
