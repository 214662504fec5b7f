"""The names of a Python program: which are free for new ones, and which may be changed."""

import ast
import builtins
import keyword
import random
import re
import symtable
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_REFLECTING = re.compile(
    r"\b(?:locals|globals|vars|dir|eval|exec)\s*\(|\b(?:inspect|f_locals|co_varnames)\b"
)
_WORD = re.compile(r"[^\W\d]\w*")
_FIRST = ("total", "current", "temp", "extra", "local", "inner", "next", "first", "last", "spare")
_SECOND = ("value", "item", "count", "part", "index", "entry", "state", "result", "step", "mark")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a local name stands: row from 0, and column in UTF-8 bytes."""

    name: str
    row: int
    column: int


def python_tree(program: str) -> ast.Module | None:
    """The tree of a program; None where it does not parse."""
    try:
        with _without_warnings():
            return ast.parse(program)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def looks_at_names(program: str) -> bool:
    """Whether the program may see its own names at run time, so that none can be changed."""
    return _REFLECTING.search(program) is not None


def words(program: str) -> set[str]:
    """Everything in a program that looks like a name, also in strings and comments."""
    return set(_WORD.findall(program))


def fresh_name(taken: set[str], chance: random.Random) -> str:
    """A name that stands nowhere in the program; it is added to `taken`."""
    while True:
        name = _drawn_name(chance)
        if name not in taken and not keyword.iskeyword(name) and not hasattr(builtins, name):
            taken.add(name)
            return name


def local_occurrences(program: str, tree: ast.Module) -> list[Occurrence]:
    """Where the names stand that are local variables of functions wherever they occur at all.

    Left out: parameters and everything that a caller, an import or a class may see; names in
    f-strings, whose places older Pythons do not know; names that a clause binds as text.
    """
    local = _local_names(program)
    kept = local - _bound_as_text(tree) - _in_formatted_strings(tree)
    return [
        Occurrence(node.id, node.lineno - 1, node.col_offset)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in kept
    ]


@contextmanager
def _without_warnings() -> Iterator[None]:
    # What Python says of an odd program is no concern of whoever edits it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _drawn_name(chance: random.Random) -> str:
    style = chance.randrange(3)
    if style == 0:
        return f"{chance.choice('abcdeknpqrstuvwxyz')}{chance.randrange(100)}"
    if style == 1:
        return f"{chance.choice(_FIRST)}_{chance.choice(_SECOND)}"
    return f"{chance.choice(_FIRST)}{chance.choice(_SECOND).title()}{chance.choice(('', '2', '3'))}"


def _local_names(program: str) -> set[str]:
    local: set[str] = set()
    other: set[str] = set()
    with _without_warnings():
        try:
            module = symtable.symtable(program, "<program>", "exec")
        except SyntaxError:  # the compiler refuses more than the parser, such as a local import *
            return set()
    for table in _tables(module):
        in_function = table.get_type() == "function"
        for symbol in table.get_symbols():
            (local if in_function and _is_plain_local(symbol) else other).add(symbol.get_name())
    return {name for name in local - other if not name.startswith("_")}


def _is_plain_local(symbol: symtable.Symbol) -> bool:
    if symbol.is_parameter() or symbol.is_imported() or symbol.is_namespace():
        return False
    return symbol.is_local() or (symbol.is_free() and not symbol.is_nonlocal())


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def _bound_as_text(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            found.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            found.add(node.rest)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            found.update(node.names)
    return found


def _in_formatted_strings(tree: ast.Module) -> set[str]:
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
    return {inner.id for node in strings for inner in ast.walk(node) if isinstance(inner, ast.Name)}
