"""The statements of a program that begin a line: where a line of its own may be put before one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskcheck_extraction.grammars import parse
from deskcheck_extraction.languages import LANGUAGES

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

BLOCKS = frozenset(
    {
        *("module", "program", "source_file", "translation_unit", "compilation_unit"),
        *("block", "statement_block", "compound_statement", "statement_list", "statements"),
        *("body_statement", "constructor_body", "block_body", "do_group", "function_body", "then"),
        *("class_body", "enum_body", "interface_body", "declaration_list"),
        *("field_declaration_list", "template_body"),
    }
)
"""Kinds of nodes, over all grammars, whose children are statements or members."""

_NO_STATEMENTS = frozenset(["php_tag", "text", "text_interpolation", "heredoc_body", "heredoc_end"])


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement or member: the row that it begins, its indentation, its node and the block."""

    row: int  # counted from 0
    indent: str
    node: "Node"
    block: "Node"


def parsed(program: str, language: str) -> "Tree | None":
    """The program's syntax tree; None where it has an error, no grammar, or takes too long."""
    if language not in LANGUAGES:
        return None
    data = f"{program}\n".encode("utf-8", "replace")  # some grammars want the last line ended
    tree = parse(data, "php_only" if language == "php" and "<?" not in program else language)
    return None if tree is None or tree.root_node.has_error else tree


def statements(program: str, language: str) -> list[Statement]:
    """The statements that begin a line, by row; none where the program does not parse.

    A line put before one of them stands between two statements: never in a string or a comment,
    nor in a statement that goes on over several lines. The lone statement of a body that is one
    line is left out.
    """
    tree = parsed(program, language)
    if tree is None:
        return []
    lines = program.split("\n")
    found = {one.row: one for one in _walk(tree.root_node, lines)}
    return [found[row] for row in sorted(found)]


def first_row(program: str, language: str) -> int:
    """The first row before which a comment may stand: behind a `#!` line and behind `<?php`.

    Needs no syntax tree, so that it is known for programs that do not parse too.
    """
    mark = "<?" if language == "php" and "<?" in program else "#!"
    lines = program.split("\n")
    if mark == "#!":
        return 1 if lines[0].startswith(mark) and len(lines) > 1 else 0
    return next(row for row, line in enumerate(lines) if mark in line) + 1


def with_lines_before(program: str, added: Mapping[int, Sequence[str]]) -> str:
    """The program with whole lines put before some of its rows, ended as its own lines are."""
    ending = "\r" if "\r\n" in program else ""
    lines: list[str] = []
    for row, line in enumerate(program.split("\n")):
        lines.extend(new + ending for new in added.get(row, ()))
        lines.append(line)
    return "\n".join(lines)


def _walk(root: "Node", lines: Sequence[str]) -> Iterator[Statement]:
    stack = [root]
    while stack:
        node = stack.pop()
        is_block = node.type in BLOCKS
        for child in node.named_children:
            row = child.start_point.row
            if is_block and child.type not in _NO_STATEMENTS and _begins_line(child, lines):
                line = lines[row]
                yield Statement(row, line[: len(line) - len(line.lstrip())], child, node)
            if child.end_point.row > row:  # what lies in one line holds no other line's beginning
                stack.append(child)


def _begins_line(node: "Node", lines: Sequence[str]) -> bool:
    row, column = node.start_point
    line = lines[row]
    if column != len(line) - len(line.lstrip(" \t")) or not line.strip():
        return False
    if row == 0:
        return not line.startswith("#!")
    return not lines[row - 1].rstrip("\r").endswith("\\")
