"""The same program in another layout: blank lines, indentation, braces, quotes, parentheses."""

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from deskcheck_models.training.edits.edit import Edit
from deskcheck_models.training.edits.python_layout import (
    with_other_indentation,
    with_other_quotes,
    with_parentheses,
)
from deskcheck_models.training.edits.statements import parsed, statements, with_lines_before
from deskcheck_models.training.edits.token_rows import rows_within_tokens

if TYPE_CHECKING:
    from tree_sitter import Node

_INDENTED_FREELY = frozenset(
    [
        "javascript",
        "typescript",
        "java",
        "c",
        "cpp",
        "csharp",
        "go",
        "rust",
        "php",
        "kotlin",
        "swift",
    ]
)
_BRACES_MOVED = frozenset(["java", "c", "cpp", "csharp"])
_UNITS = ("  ", "    ", "\t", "   ")
_BODIES = frozenset(
    ["block", "compound_statement", "class_body", "declaration_list", "constructor_body"]
)


def reformatted(program: str, language: str, chance: random.Random) -> str:
    """The program in another layout that its language reads the same way.

    Python: blank lines, width of indentation, quotes, redundant parentheses. C, C++, C# and Java:
    blank lines, indentation, place of braces. Other languages with braces: the first two; Ruby,
    Scala, Bash and SQL: blank lines. Strings and comments keep their text.
    """
    layouts = _layouts(language)
    drawn = [layout for layout in layouts if chance.random() < 0.6] or [chance.choice(layouts)]
    for layout in drawn:
        program = layout(program, language, chance)
    return program


def with_blank_lines(program: str, language: str, chance: random.Random) -> str:
    """Blank lines between some statements."""
    share = chance.uniform(0.1, 0.4)
    rows = [one.row for one in statements(program, language) if one.row]
    return with_lines_before(program, {row: [""] for row in rows if chance.random() < share})


def with_free_indentation(program: str, language: str, chance: random.Random) -> str:
    """Another unit of indentation, in languages where white space before a line says nothing."""
    tree = parsed(program, language)
    if tree is None:
        return program
    lines = program.split("\n")
    kept = rows_within_tokens(tree.root_node)
    unit = chance.choice(_UNITS)
    step = _step(line for row, line in enumerate(lines) if row not in kept)
    return "\n".join(
        line if row in kept else _indented(line, step, unit) for row, line in enumerate(lines)
    )


def with_moved_braces(program: str, language: str, _chance: random.Random) -> str:
    """Opening braces on lines of their own."""
    tree = parsed(program, language)
    if tree is None:
        return program
    lines = program.split("\n")
    kept = rows_within_tokens(tree.root_node)
    for row in sorted(set(_rows_ending_in_braces(tree.root_node, lines)) - kept, reverse=True):
        line = lines[row]
        indent = line[: len(line) - len(line.lstrip())]
        ending = "\r" if line.endswith("\r") else ""
        lines[row : row + 1] = [line.rstrip()[:-1].rstrip() + ending, f"{indent}{{{ending}"]
    return "\n".join(lines)


def _layouts(language: str) -> Sequence[Edit]:
    if language == "python":
        return (with_parentheses, with_other_quotes, with_other_indentation, with_blank_lines)
    layouts: list[Edit] = [with_blank_lines]
    if language in _INDENTED_FREELY:
        layouts.append(with_free_indentation)
    if language in _BRACES_MOVED:
        layouts.append(with_moved_braces)
    return layouts


def _step(lines: Iterable[str]) -> int:
    """Columns of one level; a tab counts as one level."""
    widths = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
    return min((width for width in widths if width > 1), default=4)


def _indented(line: str, step: int, unit: str) -> str:
    body = line.lstrip(" \t")
    blank = line[: len(line) - len(body)]
    depth, rest = divmod(len(blank.replace("\t", " " * step)), step)
    return unit * depth + " " * rest + body if body.strip() else line


def _rows_ending_in_braces(root: "Node", lines: Sequence[str]) -> Iterator[int]:
    """Rows that end with the opening brace of a body and hold something before it."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.start_point.row == node.end_point.row:
            continue
        stack.extend(node.named_children)
        row, column = node.start_point
        line = lines[row].rstrip().encode()
        if node.type in _BODIES and line[:column].strip() and line[column:] == b"{":
            yield row
