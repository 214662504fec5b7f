"""A function in the place of another, with as much of the other's looks as it is given."""

import ast
import random

from deskcheck_models.training.edits.python_names import python_tree
from deskcheck_models.training.edits.splices import Splice, spliced
from deskcheck_models.training.functions.source_function import SourceFunction

RENAMED = 0.7  # share of strangers that carry the name that is asked for
RENAMED_PARAMETERS = 0.5  # of these, where there are as many parameters


def as_answer(stranger: SourceFunction, asked: SourceFunction, chance: random.Random) -> str:
    """The stranger's program; often under the asked name, and with its parameters if they fit."""
    if chance.random() >= RENAMED:
        return stranger.program
    names = {stranger.name: asked.name}
    if len(stranger.parameters) == len(asked.parameters) and chance.random() < RENAMED_PARAMETERS:
        names |= dict(zip(stranger.parameters, asked.parameters, strict=True))
    return _renamed(stranger.program, names)


def _renamed(program: str, names: dict[str, str]) -> str:
    tree = python_tree(program)
    if tree is None:
        return program
    splices = [_spliced_name(node, names, program) for node in ast.walk(tree)]
    return spliced(program, *(one for one in splices if one is not None))


def _spliced_name(node: ast.AST, names: dict[str, str], program: str) -> Splice | None:
    match node:
        case ast.Name(id=name) if name in names:
            return Splice.of(node).to(names[name])
        case ast.arg(arg=name, lineno=row, col_offset=column) if name in names:
            return _defined(row, column, name, names)
        case ast.FunctionDef(name=name, lineno=row, col_offset=column) if name in names:
            return _defined(row, column + len(b"def "), name, names)
        case ast.AsyncFunctionDef(name=name, lineno=row, col_offset=column) if name in names:
            return _defined(row, column + len(b"async def "), name, names)
    return None


def _defined(row: int, start: int, name: str, names: dict[str, str]) -> Splice:
    return Splice((row, start), (row, start + len(name.encode())), names[name])
