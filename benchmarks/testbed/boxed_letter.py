"""The letter that a thinking verifier names, out of the text that it wrote.

Only what follows the last closing think tag counts, so that a guess within the thoughts is none,
and thoughts that were cut off give no verdict. Of that the first box counts.
"""

import re
from string import ascii_uppercase

CLOSING = "</think>"
_BOX = re.compile(r"\\boxed\{+([^{}]*)\}+")


def letters(candidates: int) -> str:
    """The letters of a list with so many candidates."""
    return ascii_uppercase[:candidates]


def named_candidate(text: str, candidates: int, *, thinks: bool = True) -> int | None:
    """The index of the named candidate; None where the text holds no verdict on such a list.

    A verifier that does not think has no tag to look behind.
    """
    _, closed, verdict = text.rpartition(CLOSING)
    if thinks and not closed:
        return None
    box = _BOX.search(verdict)
    content = box[1].strip().upper() if box else ""
    known = letters(candidates)
    return known.index(content) if content in tuple(known) else None
