"""Bugs: one edit on the syntax tree of a Python program that changes what it does.

The text is changed in place, so that layout and comments say nothing of the label. Some edits
happen to change nothing, such as `<` for `!=` in a loop that counts by one; nobody runs them here.
"""

import ast
import random
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType

from deskcheck_models.training.edits.python_names import python_tree
from deskcheck_models.training.edits.splices import Splice, source_of, spliced

_Bugs = Callable[[ast.AST, str], Iterator[Splice]]

_OTHER_OPERATORS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "<": ("<=", ">", ">="),
        "<=": ("<", ">="),
        ">": (">=", "<", "<="),
        ">=": (">", "<="),
        "==": ("!=", ">="),
        "!=": ("==",),
        "is not": ("is",),
        "is": ("is not",),
        "not in": ("in",),
        "in": ("not in",),
        "and": ("or",),
        "or": ("and",),
        "+": ("-",),
        "-": ("+",),
        "*": ("+", "**"),
        "//": ("/", "%"),
        "/": ("//", "*"),
        "%": ("//",),
        "**": ("*",),
        "<<": (">>",),
        ">>": ("<<",),
        "|": ("&",),
        "&": ("|",),
    }
)
_OPERATOR = re.compile(
    r"\bis\s+not\b|\bnot\s+in\b|\b(?:is|in|and|or)\b|<<|>>|//|\*\*|[<>=!]=|[<>+\-*/%|&]"
)
_TRIES = 12


def with_bug(program: str, language: str, chance: random.Random) -> str:
    """The program with one bug; as it is where none can be put in, or in another language.

    What the kinds of bugs can do is drawn first and the place second, so that rare kinds are seen.
    """
    tree = python_tree(program) if language == "python" else None
    if tree is None or "\r" in program or "\f" in program:
        return program  # Python counts rows otherwise
    kinds = [list(bugs) for bugs in _bugs(tree, program) if bugs]
    for _ in range(_TRIES if kinds else 0):
        broken = spliced(program, chance.choice(chance.choice(kinds)))
        after = python_tree(broken)
        if after is not None and ast.dump(after) != ast.dump(tree):
            return broken
    return program


def _bugs(tree: ast.Module, program: str) -> Iterator[list[Splice]]:
    """All bugs that could be put in, by kind."""
    nodes = list(ast.walk(tree))
    for kind in _KINDS:
        yield [splice for node in nodes for splice in kind(node, program)]


def _operators(node: ast.AST, program: str) -> Iterator[Splice]:
    match node:
        case ast.Compare(left=left, comparators=rights):
            operands = [left, *rights]
        case ast.BoolOp(values=values):
            operands = values
        case ast.BinOp(left=left, right=right):
            operands = [left, right]
        case ast.AugAssign(target=target, value=value):
            operands = [target, value]
        case _:
            return
    for before, after in pairwise(operands):
        between = Splice.between(before, after)
        text = source_of(program, between)
        found = _OPERATOR.search(text)
        if found is None or "#" in text:
            continue
        for other in _OTHER_OPERATORS.get(" ".join(found[0].split()), ()):
            yield between.to(text[: found.start()] + other + text[found.end() :])


def _constants(node: ast.AST, program: str) -> Iterator[Splice]:
    if not isinstance(node, ast.Constant):
        return
    place = Splice.of(node)
    if isinstance(node.value, bool):
        yield place.to(str(not node.value))
    elif isinstance(node.value, int) and source_of(program, place).isdigit():
        for other in {node.value + 1, max(node.value - 1, 0)} - {node.value}:
            yield place.to(str(other))


def _conditions(node: ast.AST, program: str) -> Iterator[Splice]:
    """The contrary of what an if or while asks."""
    if not isinstance(node, ast.If | ast.While | ast.IfExp):
        return
    if isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not):
        yield Splice.of(node.test).to(source_of(program, Splice.of(node.test.operand)))
    elif isinstance(node.test, ast.Name | ast.Call | ast.Attribute | ast.Subscript):
        place = Splice.of(node.test)
        yield place.to(f"not {source_of(program, place)}")


def _arguments(node: ast.AST, program: str) -> Iterator[Splice]:
    """Two arguments, or the sides of a subtraction or division, in each other's place."""
    match node:
        case ast.Call(args=operands):
            pass
        case ast.BinOp(
            left=left, right=right, op=ast.Sub() | ast.Div() | ast.FloorDiv() | ast.Mod()
        ):
            operands = [left, right]
        case _:
            return
    for one, other in pairwise(operands):
        if isinstance(one, ast.Starred) or isinstance(other, ast.Starred):
            continue
        texts = [source_of(program, Splice.of(each)) for each in (one, other)]
        if texts[0] != texts[1]:
            between = source_of(program, Splice.between(one, other))
            yield Splice.across(one, other).to(f"{texts[1]}{between}{texts[0]}")


def _offsets(node: ast.AST, program: str) -> Iterator[Splice]:
    """One more or less than is needed, or a `+ 1` that is left out."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=ast.Constant(value=int())):
            yield Splice.of(node).to(source_of(program, Splice.of(left)))
        case ast.Subscript(slice=ast.Name() as index):
            text = source_of(program, Splice.of(index))
            yield Splice.of(index).to(f"{text} + 1")
            yield Splice.of(index).to(f"{text} - 1")
        case ast.Call(func=ast.Name(id="range"), args=[*_, (ast.Name() | ast.Call()) as last]):
            place = Splice.of(last)
            text = source_of(program, place)
            yield place.to(f"{text} - 1")
            yield place.to(f"{text} + 1")


def _jumps(node: ast.AST, _program: str) -> Iterator[Splice]:
    if isinstance(node, ast.Break):
        yield Splice.of(node).to("continue")
    elif isinstance(node, ast.Continue):
        yield Splice.of(node).to("break")


def _variables(function: ast.AST, _program: str) -> Iterator[Splice]:
    """Another variable of the function than the one that is meant."""
    if not isinstance(function, ast.FunctionDef):
        return
    inside = list(ast.walk(function))
    names = {one.arg for one in inside if isinstance(one, ast.arg)}
    names |= {
        one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
    names -= {"self", "cls"}
    for node in inside:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
            for other in sorted(names - {node.id}):
                yield Splice.of(node).to(other)


def _statements(node: ast.AST, _program: str) -> Iterator[Splice]:
    """A statement that is left out, with its lines, where others stay beside it."""
    for block in (getattr(node, "body", None), getattr(node, "orelse", None)):
        if isinstance(block, list) and len(block) > 1 and not isinstance(node, ast.Module):
            for statement in block:
                if not isinstance(
                    statement, ast.Pass | ast.Import | ast.ImportFrom | ast.FunctionDef
                ):
                    yield Splice.lines_of(statement)


_KINDS: tuple[_Bugs, ...] = (
    *(_operators, _constants, _conditions, _arguments),
    *(_offsets, _jumps, _variables, _statements),
)
