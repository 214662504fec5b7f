"""Edited programs do what they did before: they are run, before and after."""

import random
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from deskcheck_models.training.edits.comments import (
    COMMENT_EDITS,
    annotated,
    blamed,
    praised,
)
from deskcheck_models.training.edits.dead_code import with_dead_code
from deskcheck_models.training.edits.edit import Edit
from deskcheck_models.training.edits.reformatting import reformatted
from deskcheck_models.training.edits.renames import renamed
from tests.models.confined_process import Run, run, run_python
from tests.models.edited_programs import PROGRAMS
from tests.models.observed_candidates import DATA, observed_candidates, without_addresses

EDITS: Mapping[str, Edit] = {
    **COMMENT_EDITS,
    "praised": praised,
    "blamed": blamed,
    "annotated": annotated,
    "renamed": renamed,
    "reformatted": reformatted,
    "with_dead_code": with_dead_code,
}
OWN = {
    "closures": """
def outer(count):
    seen = []
    def inner(value, seen_before=False):
        nonlocal count
        count += 1
        result = [count + one for one in (value, count)]
        seen.append(result)
        return lambda offset: sum(result) + offset
    return [inner(part)(1) for part in range(3)], seen, count
print(outer(2))
""",
    "classes": """
class Counter:
    step = 2
    names = ["step", 'other']
    def __init__(self, start=0):
        value = start
        self.value = value
    def next(self):
        value = self.value + self.step
        self.value = value
        return (value)
one = Counter(start=4)
print(one.next(), one.names, f"{one.value=}", [one for one in range(2)])
""",
    "clauses": '''
import re
from math import gcd as divisor
def clauses(values):
    """Tell
      each."""
    found = {}
    for index, (key, *rest) in enumerate(values):
        try:
            found[key] = 10 // rest[0]
        except (ZeroDivisionError, IndexError) as error:
            found[key] = type(error).__name__
        else:
            if (total := sum(rest)) > 3: found[key] += total
        finally:
            last = index
    match rest:
        case [first, *others]: found["m"] = (first, others)
        case _:
            found["m"] = None
    text = "a\\
b" + 'c' \\
        + """d
   e"""
    return found, last, text, re.sub('a+', "b", 'caat'), divisor(4, 6)
print(clauses([("a", 5), ("b",), ("c", 0, 1), ("d", 2, 9)]))
''',
    "script": """n = 3
rows = [[1]*n for _ in range(n)]
for i in range(n):
\tfor j in range(n):
\t\trows[i][j] += i*j
while n:
  n -= 1
  if n == 1: break
else:
  print("never")
print(rows, n, {'k': f'{n:>3}' "x"})
""",
}
COMMANDS = {
    "bash": (("bash", "program"),),
    "javascript": (("node", "program.js"),),
    "c": (("gcc", "-w", "-o", "out", "program.c"), ("./out",)),
    "cpp": (("g++", "-w", "-O0", "-o", "out", "program.cpp"), ("./out",)),
    "java": (("java", "Main.java"),),
    "rust": (("rustc", "-A", "warnings", "-o", "out", "program.rs"), ("./out",)),
    "ruby": (("ruby", "program.rb"),),
    "php": (("php", "program.php"),),
    "go": (("go", "run", "program.go"),),
    "sql": (("sqlite3", "-bail", ":memory:", ".read program.sql"),),
}


@pytest.mark.parametrize("program", OWN.values(), ids=OWN)
def test_a_python_program_writes_the_same_after_any_edits(program: str, tmp_path: Path) -> None:
    """Closures, classes, clauses and scripts, with all edits after one another."""
    before = run_python(program, tmp_path)
    edited = [_all_edits(program, "python", seed) for seed in range(4)]

    assert (before.code, before.out != "") == (0, True)
    assert [run_python(one, tmp_path) for one in edited] == [before] * 4
    assert program not in edited


@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled candidates are not beside the project")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), name=st.sampled_from(sorted(EDITS)))
def test_a_real_candidate_gives_the_same_results_after_an_edit(
    seed: int, name: str, tmp_path: Path
) -> None:
    """What the calls of its tests return, right or wrong."""
    chance = random.Random(seed)
    one = chance.choice(observed_candidates())
    edited = EDITS[name](one.program, "python", chance)
    assume(edited != one.program)
    before = run_python(one.script(one.program), tmp_path)
    after = run_python(one.script(edited), tmp_path)
    assume(before.ended and after.ended)

    assert (after.code, without_addresses(after.out)) == (
        before.code,
        without_addresses(before.out),
    )


@pytest.mark.parametrize("language", COMMANDS)
def test_a_program_of_another_language_writes_the_same_after_all_edits(
    language: str, tmp_path: Path
) -> None:
    """Where its compiler or interpreter is at hand."""
    if shutil.which(COMMANDS[language][0][0]) is None:
        pytest.skip(f"{COMMANDS[language][0][0]} is not installed")
    before = _run(PROGRAMS[language], language, tmp_path)
    edited = [_all_edits(PROGRAMS[language], language, seed) for seed in (1, 2)]

    assert before.code == 0
    assert [_run(one, language, tmp_path) for one in edited] == [before] * 2
    assert PROGRAMS[language] not in edited


def _all_edits(program: str, language: str, seed: int) -> str:
    chance = random.Random(seed)
    for name in chance.sample(sorted(EDITS), len(EDITS)):
        program = EDITS[name](program, language, chance)
    return program


def _run(program: str, language: str, folder: Path) -> Run:
    *_, name = next(command for command in COMMANDS[language])
    file = name.removeprefix(".read ")
    (folder / file).write_text(program)
    done = Run(True)
    for command in COMMANDS[language]:
        done = run(command, folder)
        if done.code or not done.ended:
            return done
    return done
