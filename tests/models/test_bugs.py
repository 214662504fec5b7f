"""Bugs in Python programs: one edit that changes what they do, and nothing that betrays it."""

import ast
import difflib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.training.edits.bugs import with_bug
from tests.models.edited_programs import PROGRAMS

PROGRAM = '''def count(items, least, step=3):
    """Tell how many."""
    total = 0  # none yet
    for place in range(len(items)):
        if items[place] >= least and not step:
            total += weight(items, place) - 1
            continue
        elif items[place] is not None:
            break
    even = [one for one in items if one % 2 == 0]
    return  total // step
'''


@pytest.fixture(scope="module")
def bugs() -> set[str]:
    """What five hundred chances make of the program."""
    return {with_bug(PROGRAM, "python", random.Random(seed)) for seed in range(500)}


def test_every_bug_parses_and_is_another_program(bugs: set[str]) -> None:
    """As its tree says, not only its text."""
    dumped = ast.dump(ast.parse(PROGRAM))

    assert len(bugs) > 50
    assert all(ast.dump(ast.parse(bug)) != dumped for bug in bugs)


@pytest.mark.parametrize(
    "line",
    [
        "        if items[place] > least and not step:",
        "        if items[place] >= least or not step:",
        "        if items[place + 1] >= least and not step:",
        "        elif items[place] is None:",
        "            total += weight(place, items) - 1",
        "            total += weight(items, place)",
        "            break",
        "    total = 1  # none yet",
        "    for place in range(len(items) - 1):",
        "    return  total // least",
    ],
)
def test_each_kind_of_bug_is_put_in(bugs: set[str], line: str) -> None:
    """Operators, offsets, arguments, jumps, constants and variables."""
    assert any(line in bug.split("\n") for bug in bugs)


def test_a_statement_is_left_out_with_its_line(bugs: set[str]) -> None:
    """And no blank line tells where it was."""
    assert PROGRAM.replace("    total = 0  # none yet\n", "") in bugs


def test_layout_and_comments_stay_as_they_are(bugs: set[str]) -> None:
    """A bug touches the lines of one statement and no other."""
    for bug in bugs:
        changed = [line[:2] for line in difflib.ndiff(PROGRAM.split("\n"), bug.split("\n"))]

        assert changed.count("+ ") <= 1


def test_what_no_bug_can_be_put_into_comes_back() -> None:
    """Nothing to change, no Python, or no parse."""
    chance = random.Random(1)

    assert with_bug("pass", "python", chance) == "pass"
    assert with_bug("def f(:", "python", chance) == "def f(:"
    assert with_bug(PROGRAMS["java"], "java", chance) == PROGRAMS["java"]


def test_the_same_chance_gives_the_same_bug() -> None:
    """So that a file of pairs can be made again."""
    assert with_bug(PROGRAM, "python", random.Random(5)) == with_bug(
        PROGRAM, "python", random.Random(5)
    )


@given(program=st.text(max_size=80), seed=st.integers(0, 1000))
def test_any_text_is_survived(program: str, seed: int) -> None:
    """It comes back, or another program does."""
    bug = with_bug(program, "python", random.Random(seed))

    assert bug == program or ast.parse(bug)


@given(
    name=st.sampled_from(["größe", "x", "名"]),
    value=st.sampled_from(["'é' + x", "x if x else 1", "f(x, 'ü', 2)[1:]", "(x\n  + 1)"]),
    seed=st.integers(0, 1000),
)
def test_letters_of_several_bytes_shift_nothing(name: str, value: str, seed: int) -> None:
    """The syntax tree counts bytes, texts count characters."""
    program = f"def f({name}, x):\n    {name} = {value}; y = {name} + x\n    return y - {name}\n"
    bug = with_bug(program, "python", random.Random(seed))

    assert bug != program
    assert ast.parse(bug)
