"""Strings and comments that may be open where a piece of code ends."""

from deskcheck_extraction.program_lines import is_comment
from deskcheck_extraction.prose_cut import LENIENT

_SPANNING_BACKTICKS = LENIENT | {"javascript", "typescript", "go"}
"""Languages in which code with a fence in it parses, though the fence is none of the code."""


def may_hold_fence(text: str, language: str) -> bool:
    """Say whether a string or comment may be open at a text's end, with a fence in it."""
    if language not in _SPANNING_BACKTICKS:
        return True
    if text.rfind("/*") > text.rfind("*/") or text.count('"""') % 2:
        return True
    if is_comment(text.rpartition("\n")[2], language):
        return True
    if language in ("javascript", "typescript", "go"):
        return (text.count("`") - text.count("\\`")) % 2 == 1
    return "<<" in text or text.count('"') % 2 == 1 or text.count("'") % 2 == 1
