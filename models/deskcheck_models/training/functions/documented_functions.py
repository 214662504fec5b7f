"""The documented functions of a Python file that are neither trivial nor long."""

import ast
import inspect
from collections.abc import Iterator
from textwrap import dedent

from deskcheck_models.training.edits.python_names import python_tree
from deskcheck_models.training.functions.source_function import SourceFunction

FEWEST_LINES = 3  # of a function without its documentation
MOST_LINES = 40
MOST_CHARACTERS = 1_000
FEWEST_WORDS = 5  # of a documentation
MOST_DOCUMENTED = 700  # characters: what is longer is cut between two lines

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def documented_functions(text: str, package: str, module: str) -> Iterator[SourceFunction]:
    """Functions and methods in order; none where the file does not parse or has odd line ends."""
    tree = python_tree(text)
    if tree is None or "\r" in text or "\f" in text or "\t" in text:
        return
    lines = text.split("\n")
    for node in ast.walk(tree):
        if isinstance(node, _Function):
            found = _read(node, lines, package, module)
            if found is not None:
                yield found


def _read(node: _Function, lines: list[str], package: str, module: str) -> SourceFunction | None:
    documentation = ast.get_docstring(node, clean=False)
    if documentation is None or len(node.body) < 2 or node.end_lineno is None:
        return None
    documented = node.body[0]
    first, code = documented.lineno, node.body[1]
    if code.lineno <= (documented.end_lineno or first) or first <= node.lineno:
        return None  # signature, documentation and code share a line
    signature = dedent("\n".join(lines[node.lineno - 1 : first - 1]))
    body = lines[documented.end_lineno : node.end_lineno]
    program = dedent("\n".join([*lines[node.lineno - 1 : first - 1], *body])).strip("\n")
    cleaned = _shortened(inspect.cleandoc(documentation))
    if not _fits(program, cleaned):
        return None
    return SourceFunction(
        package, module, node.name, _parameters(node), signature.rstrip(), cleaned, program
    )


def _fits(program: str, documentation: str) -> bool:
    lines = program.count("\n") + 1
    if not FEWEST_LINES <= lines <= MOST_LINES or len(program) > MOST_CHARACTERS:
        return False
    if len(documentation.split()) < FEWEST_WORDS or '"""' in documentation:
        return False
    return "NotImplemented" not in program and python_tree(program) is not None


def _parameters(node: _Function) -> tuple[str, ...]:
    given = (*node.args.posonlyargs, *node.args.args)
    return tuple(one.arg for one in given if one.arg not in ("self", "cls"))


def _shortened(documentation: str) -> str:
    if len(documentation) <= MOST_DOCUMENTED:
        return documentation
    return documentation[:MOST_DOCUMENTED].rpartition("\n")[0].rstrip()
