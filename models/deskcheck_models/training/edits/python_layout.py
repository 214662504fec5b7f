"""Another layout of a Python program, from its tokens and its tree."""

import ast
import io
import random
import re
import tokenize
from collections.abc import Iterator

from deskcheck_models.training.edits.python_names import python_tree
from deskcheck_models.training.edits.statements import parsed
from deskcheck_models.training.edits.token_rows import rows_within_tokens

_UNITS = ("  ", "    ", "\t", "   ", "        ")
_PLAIN_STRING = re.compile(r"""([bBuUrR]{0,2})(['"])([^'"\\\n]*)\2""")
_SILENT = frozenset(
    (tokenize.NL, tokenize.COMMENT, tokenize.ENCODING, tokenize.INDENT, tokenize.DEDENT)
)


def with_other_indentation(program: str, _language: str, chance: random.Random) -> str:
    """Another unit of indentation; the lines that go on move with the line that began."""
    unit = chance.choice(_UNITS)
    tokens, tree = _tokens(program), parsed(program, "python")
    if tree is None or not tokens:
        return program
    kept = rows_within_tokens(tree.root_node)
    lines = program.split("\n")
    depths = _depths(tokens)
    old = new = ""
    for row, line in enumerate(lines):
        if row in depths:
            old, new = _blank(line), unit * depths[row]
        if row not in kept and line.startswith(old):
            lines[row] = new + line[len(old) :] if line.strip() else line
    return "\n".join(lines)


def with_other_quotes(program: str, _language: str, chance: random.Random) -> str:
    """The other quotes around short strings that hold neither quotes nor backslashes."""
    wanted = chance.choice("'\"")
    lines = program.split("\n")
    for token in reversed(_plain_strings(_tokens(program))):
        match = _PLAIN_STRING.fullmatch(token.string)
        if match:
            row, start = token.start[0] - 1, token.start[1]
            quoted = f"{match[1]}{wanted}{match[3]}{wanted}"
            lines[row] = lines[row][:start] + quoted + lines[row][token.end[1] :]
    return "\n".join(lines)


def with_parentheses(program: str, _language: str, chance: random.Random) -> str:
    """Parentheses around some conditions, returned and assigned values."""
    tree = python_tree(program)
    if tree is None or "\r" in program.replace("\r\n", "") or "\f" in program:
        return program  # Python counts rows otherwise
    share = chance.uniform(0.2, 0.8)
    lines = [line.encode() for line in program.split("\n")]
    marks: list[tuple[int, int, bytes]] = []
    for value in _values(tree):
        if chance.random() < share:
            marks.append((value.lineno - 1, value.col_offset, b"("))
            marks.append(((value.end_lineno or 0) - 1, value.end_col_offset or 0, b")"))
    for row, column, mark in sorted(marks, reverse=True):
        lines[row] = lines[row][:column] + mark + lines[row][column:]
    return b"\n".join(lines).decode()


def _tokens(program: str) -> list[tokenize.TokenInfo]:
    """The tokens, as far as they can be told: none of a program that is broken."""
    try:
        return list(tokenize.generate_tokens(io.StringIO(program).readline))
    except (tokenize.TokenError, SyntaxError):
        return []


def _depths(tokens: list[tokenize.TokenInfo]) -> dict[int, int]:
    """By row: how deep the line stands that begins there and goes on to its NEWLINE token."""
    depths: dict[int, int] = {}
    depth, begins = 0, True
    for token in tokens:
        depth += (token.type == tokenize.INDENT) - (token.type == tokenize.DEDENT)
        if begins and token.type not in _SILENT:
            depths[token.start[0] - 1] = depth
            begins = False
        begins = begins or token.type == tokenize.NEWLINE
    return depths


def _plain_strings(tokens: list[tokenize.TokenInfo]) -> list[tokenize.TokenInfo]:
    """String tokens outside formatted strings, which newer Pythons split into tokens."""
    nesting, found = 0, []
    for token in tokens:
        name = tokenize.tok_name[token.type]
        nesting += name.endswith("STRING_START") - name.endswith("STRING_END")
        if token.type == tokenize.STRING and not nesting and token.start[0] == token.end[0]:
            found.append(token)
    return found


def _values(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.While):
            yield node.test
        elif isinstance(node, ast.Assign | ast.Return) and node.value is not None:
            yield node.value


def _blank(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
