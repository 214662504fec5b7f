"""Local variables under other names."""

import random

from deskcheck_models.training.edits.python_names import (
    Occurrence,
    fresh_name,
    local_occurrences,
    looks_at_names,
    python_tree,
    words,
)


def renamed(program: str, language: str, chance: random.Random) -> str:
    """The program with most of its functions' local variables under new names.

    Python only: parameters, attributes, functions and everything at the top level keep their names,
    since callers may use them; so do all names of a program that can see its own names.
    """
    if language != "python" or looks_at_names(program):
        return program
    tree = python_tree(program)
    if tree is None or "\r" in program.replace("\r\n", "") or "\f" in program:
        return program  # Python counts rows otherwise
    occurrences = local_occurrences(program, tree)
    names = sorted({one.name for one in occurrences})
    taken = words(program)
    drawn = chance.sample(names, round(len(names) * chance.uniform(0.6, 1.0)))
    return _replaced(program, occurrences, {name: fresh_name(taken, chance) for name in drawn})


def _replaced(program: str, occurrences: list[Occurrence], names: dict[str, str]) -> str:
    lines = [line.encode() for line in program.split("\n")]
    for one in sorted(occurrences, key=lambda found: (found.row, found.column), reverse=True):
        if one.name in names:
            line, end = lines[one.row], one.column + len(one.name.encode())
            lines[one.row] = line[: one.column] + names[one.name].encode() + line[end:]
    return b"\n".join(lines).decode()
