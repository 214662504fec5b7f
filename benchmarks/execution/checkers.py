"""When the output of a program counts as the expected one."""

import math
from collections.abc import Callable
from typing import TypeAlias

Checker: TypeAlias = Callable[[str, str], bool]

FLOAT_TOLERANCE = 1e-6  # relative, and absolute near zero


def exact(output: str, expected: str) -> bool:
    """Every character the same."""
    return output == expected


def tolerant_of_blanks(output: str, expected: str) -> bool:
    """The same words on the same lines; blanks at line ends and empty last lines do not count."""
    return _lines(output) == _lines(expected)


def tolerant_of_floats(output: str, expected: str) -> bool:
    """As with blanks, but words that are both numbers may differ by 1e-6, as judges allow.

    Infinities are equal to themselves; so is "nan", which compares as a word.
    """
    ours, theirs = _lines(output), _lines(expected)
    return list(map(len, ours)) == list(map(len, theirs)) and all(
        _close(word, other)
        for line, line_expected in zip(ours, theirs, strict=True)
        for word, other in zip(line, line_expected, strict=True)
    )


def _lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.rstrip().splitlines()]


def _close(word: str, other: str) -> bool:
    if word == other:
        return True
    try:
        number, expected = float(word), float(other)
    except ValueError:
        return False
    return math.isclose(number, expected, rel_tol=FLOAT_TOLERANCE, abs_tol=FLOAT_TOLERANCE)
