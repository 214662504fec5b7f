"""The beginning of a program: what is left of an answer that ended too early.

A cut takes away what the program does; unlike the other edits it does not keep the label.
"""

import random
from typing import TYPE_CHECKING

from deskcheck_models.training.edits.python_names import python_tree
from deskcheck_models.training.edits.statements import BLOCKS, Statement, parsed, statements

if TYPE_CHECKING:
    from tree_sitter import Node

_EARLIEST, _LATEST = 0.25, 0.8  # of the program, where it may be cut
_ON_LINES = frozenset({"}", "end", "fi", "done", "esac"})
_ENDS = _ON_LINES | {")", "]", ";"}
_TRIES = 6


def cut(program: str, language: str, chance: random.Random) -> str:
    """Cut after a whole statement so that it still parses, or anywhere, with even chances."""
    if chance.random() < 0.5:
        return cut_after_statement(program, language, chance)
    return cut_anywhere(program, language, chance)


def cut_anywhere(program: str, _language: str, chance: random.Random) -> str:
    """Cut in the middle: at a line's end where there are several lines, else at a character."""
    lines = program.rstrip().split("\n")
    if len(lines) > 3:
        return "\n".join(lines[: _middle(len(lines), chance)])
    return program[: _middle(len(program), chance)] if len(program) > 1 else program


def cut_after_statement(program: str, language: str, chance: random.Random) -> str:
    """Cut between two statements of one block, with what is open closed, so that it still parses.

    Where no such place lies in the middle of the program, it is cut anywhere.
    """
    count = program.rstrip().count("\n") + 1
    found = [one for one in statements(program, language) if _is_inside(one, count)]
    for statement in chance.sample(found, min(_TRIES, len(found))):
        shorter = _before(program, statement)
        if _parses(shorter, language):
            return shorter
    return cut_anywhere(program, language, chance)


def _middle(length: int, chance: random.Random) -> int:
    return min(length - 1, max(1, round(length * chance.uniform(_EARLIEST, _LATEST))))


def _is_inside(statement: Statement, count: int) -> bool:
    """Whether it stands in the middle of the program, and is not the first of its block."""
    if not _EARLIEST * count <= statement.row <= _LATEST * count:
        return False
    before = statement.node.prev_named_sibling
    return before is not None and "comment" not in before.type


def _before(program: str, statement: Statement) -> str:
    lines = program.split("\n")
    closed = ["\n".join(lines[: statement.row]).rstrip()]
    node: Node = statement.node
    while node.parent is not None:
        opened = lines[node.parent.start_point.row]
        for closer in _closers(node, node.parent):
            if closer in _ON_LINES:
                closed.append(opened[: len(opened) - len(opened.lstrip())])
            closed[-1] += closer
        node = node.parent
    return "\n".join(closed)


def _closers(node: "Node", parent: "Node") -> list[str]:
    """The signs behind a node in its parent that end what was opened before it."""
    behind = parent.children[parent.children.index(node) + 1 :]
    if parent.type in BLOCKS:  # what lies between belongs to other statements
        behind = [one for place, one in enumerate(behind) if place in (0, len(behind) - 1)]
    return [one.type for one in behind if one.type in _ENDS]


def _parses(program: str, language: str) -> bool:
    if language == "python":
        return python_tree(program) is not None
    return parsed(program, language) is not None
