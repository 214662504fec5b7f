"""Pieces of a Python program, by the places of its syntax tree, and other text in their place.

Rows are counted by line feeds: of a program with other line ends the places are wrong.
"""

import ast
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

Place = tuple[int, int]
"""Row from 1 and column in UTF-8 bytes, as the syntax tree counts."""


@dataclass(frozen=True, slots=True)
class Splice:
    """What lies from one place to another, and the text to put there."""

    start: Place
    end: Place
    text: str = ""

    @classmethod
    def of(cls, node: ast.expr | ast.stmt) -> "Splice":
        """A node, without brackets around it."""
        return cls.across(node, node)

    @classmethod
    def across(cls, first: ast.expr | ast.stmt, last: ast.expr | ast.stmt) -> "Splice":
        """Everything from the beginning of one node to the end of another."""
        return cls((first.lineno, first.col_offset), _end(last))

    @classmethod
    def between(cls, before: ast.expr, after: ast.expr) -> "Splice":
        """What stands between two nodes."""
        return cls(_end(before), (after.lineno, after.col_offset))

    @classmethod
    def lines_of(cls, statement: ast.stmt) -> "Splice":
        """The whole lines of a statement."""
        return cls((statement.lineno, 0), (_end(statement)[0] + 1, 0))

    def to(self, text: str) -> "Splice":
        """The same place with a text to put there."""
        return replace(self, text=text)


def source_of(program: str, place: Splice) -> str:
    """The text that stands there."""
    data, rows = _rows(program)
    return data[_offset(rows, place.start) : _offset(rows, place.end)].decode()


def spliced(program: str, *splices: Splice) -> str:
    """The program with the texts in their places, which do not overlap."""
    data, rows = _rows(program)
    for one in sorted(splices, key=lambda splice: splice.start, reverse=True):
        start, end = _offset(rows, one.start), _offset(rows, one.end)
        data = data[:start] + one.text.encode() + data[end:]
    return data.decode()


@lru_cache(maxsize=8)
def _rows(program: str) -> tuple[bytes, list[int]]:
    """The program's bytes, and where each row begins; the end stands for rows behind it."""
    data = program.encode()
    lengths = (len(line) + 1 for line in data.split(b"\n"))
    return data, [*accumulate(lengths, initial=0)]


def _offset(rows: list[int], place: Place) -> int:
    return rows[place[0] - 1] + place[1]


def _end(node: ast.expr | ast.stmt) -> Place:
    if node.end_lineno is None or node.end_col_offset is None:
        raise ValueError(f"{ast.dump(node):.60} was not read from a text")
    return node.end_lineno, node.end_col_offset
