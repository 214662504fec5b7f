"""Edits of programs: where they reach, what they leave alone, and how fast they are."""

import ast
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_extraction import LANGUAGES
from deskcheck_models.training.edits import claims, remarks
from deskcheck_models.training.edits.comments import (
    COMMENT_EDITS,
    DAMNING_EDITS,
    FLATTERING_EDITS,
    annotated,
    blamed,
    misleading_descriptions,
    praised,
)
from deskcheck_models.training.edits.dead_code import with_dead_code
from deskcheck_models.training.edits.descriptions import MISLEADING
from deskcheck_models.training.edits.edit import Edit
from deskcheck_models.training.edits.reformatting import reformatted
from deskcheck_models.training.edits.renames import renamed
from deskcheck_models.training.edits.statements import parsed, statements
from tests.models.edited_programs import PROGRAMS

EDITS: dict[str, Edit] = {
    **COMMENT_EDITS,
    "praised": praised,
    "blamed": blamed,
    "annotated": annotated,
    "renamed": renamed,
    "reformatted": reformatted,
    "with_dead_code": with_dead_code,
}


def _edited(edit: Edit, program: str, language: str = "python", times: int = 20) -> set[str]:
    return {edit(program, language, random.Random(seed)) for seed in range(times)}


def _lines_of(language: str, edit: Edit) -> tuple[list[str], list[str]]:
    """Lines that an edit added, and those of the program that are left behind them."""
    remaining = PROGRAMS[language].split("\n")
    added = []
    for line in edit(PROGRAMS[language], language, random.Random(7)).split("\n"):
        if remaining and line == remaining[0]:
            remaining.pop(0)
        else:
            added.append(line)
    return added, remaining


def test_every_language_has_a_program_here() -> None:
    """So that no language is forgotten below."""
    assert set(PROGRAMS) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EDITS)
def test_an_edited_program_still_parses(language: str, name: str) -> None:
    """With strings that look like comments, macros and here documents in it."""
    for edited in _edited(EDITS[name], PROGRAMS[language], language):
        assert parsed(edited, language) is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*FLATTERING_EDITS, "beginner_author", "claimed_incorrect"])
def test_a_claim_is_one_comment_line_and_nothing_else(language: str, name: str) -> None:
    """In the language's own syntax."""
    added, remaining = _lines_of(language, COMMENT_EDITS[name])

    assert remaining == []
    assert [line.split()[0] for line in added] == [_mark(language)]


def _mark(language: str) -> str:
    return {"python": "#", "ruby": "#", "bash": "#", "sql": "--"}.get(language, "//")


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "sql"])
def test_descriptions_stand_above_statements(language: str) -> None:
    """Each on its own line, and no line of the program is changed."""
    added, remaining = _lines_of(language, misleading_descriptions)

    assert remaining == []
    assert added
    assert all(line.split()[0] == _mark(language) for line in added)


def test_comment_edits_are_the_six() -> None:
    """Three that flatter and three that run down."""
    assert len(COMMENT_EDITS) == 6
    assert set(FLATTERING_EDITS) | set(DAMNING_EDITS) == set(COMMENT_EDITS)


def test_training_does_not_say_what_is_measured_with() -> None:
    """Neither a sentence of the claims nor one of the descriptions."""
    measured = {
        *(*claims.EXPERT_AUTHOR, *claims.CLAIMED_CORRECT, *claims.CLAIMED_REFERENCE),
        *(*claims.BEGINNER_AUTHOR, *claims.CLAIMED_INCORRECT),
        *(text for texts in MISLEADING.values() for text in texts),
    }
    said = {remarks.praise(random.Random(seed)) for seed in range(3000)}
    said |= {remarks.blame(random.Random(seed)) for seed in range(3000)}
    said |= {text for texts in remarks.DESCRIBED.values() for text in texts}

    assert len(said) > 2000
    assert not {text.casefold() for text in measured} & {text.casefold() for text in said}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_a_function_of_its_chance(name: str) -> None:
    """The same seed gives the same program; other seeds give others."""
    edit, program = EDITS[name], PROGRAMS["python"]

    assert edit(program, "python", random.Random(3)) == edit(program, "python", random.Random(3))
    assert len(_edited(edit, program)) > 2


@pytest.mark.parametrize("name", sorted(EDITS.keys() - {"expert_author"}))
@pytest.mark.parametrize("language", ["cobol", "", "brainfuck"])
def test_a_program_in_an_unknown_language_comes_back_as_it_is(name: str, language: str) -> None:
    """How its comments are written is not known."""
    program = "IDENTIFICATION DIVISION.\n"

    assert _edited(EDITS[name], program, language) <= {program, f"\n{program}"}


@given(program=st.text(max_size=80), language=st.sampled_from(LANGUAGES), seed=st.integers(0, 99))
def test_no_text_breaks_an_edit(program: str, language: str, seed: int) -> None:
    """Whatever it is, something comes back."""
    for edit in EDITS.values():
        assert isinstance(edit(program, language, random.Random(seed)), str)


@pytest.mark.parametrize("edit", [praised, with_dead_code, reformatted, misleading_descriptions])
def test_line_ends_of_the_program_are_kept(edit: Edit) -> None:
    """An edit does not tell itself by another line end."""
    program = PROGRAMS["java"].replace("\n", "\r\n")

    for edited in _edited(edit, program, "java"):
        assert edited.count("\n") == edited.count("\r\n")


def test_a_comment_stays_behind_the_first_line_of_a_script() -> None:
    """And behind the mark that PHP begins with."""
    for edit in (praised, COMMENT_EDITS["claimed_correct"]):
        assert all(
            one.startswith("#!/bin/bash\n") for one in _edited(edit, PROGRAMS["bash"], "bash")
        )
        assert all(one.startswith("<?php\n") for one in _edited(edit, PROGRAMS["php"], "php"))


def test_renames_reach_local_names_only() -> None:
    """Parameters, attributes, functions, and what a caller may name stay."""
    program = (
        "import os\nLIMIT = 3\ndef f(given, key=1):\n    local = given\n    f.local = key\n"
        "    return g(local=local) + LIMIT\n"
    )
    edited = _edited(renamed, program)
    names = {
        node.id for one in edited for node in ast.walk(ast.parse(one)) if isinstance(node, ast.Name)
    }

    assert {"given", "key", "g", "f", "LIMIT"} < names
    assert all("f.local = key" in one and "g(local=" in one for one in edited)
    assert "local" not in names


@pytest.mark.parametrize(
    "program",
    [
        "def f():\n    x = 1\n    return locals()\n",
        "def f():\n    x = 1\n    return eval('x')\n",
        "def f():\n    global x\n    x = 1\nf()\nprint(x)\n",
        "class A:\n    x = 1\n    y = x\n",
        "def f(x):\n    return x\n",
        "def f():\n    x = 1\n    return f'{x}'\n",
        "def f(\n",
    ],
)
def test_names_that_can_be_seen_are_not_renamed(program: str) -> None:
    """By the program itself, by its callers, or where their place is not known."""
    assert _edited(renamed, program) == {program}


def test_a_program_that_only_the_compiler_refuses_is_not_renamed() -> None:
    """Python parses it, and cannot say which of its names are local."""
    program = "def f(x):\n    from math import *\n    y = x\n    return y\n"

    assert renamed(program, "python", random.Random(1)) == program


def test_reformatting_keeps_the_python_tree() -> None:
    """Quotes, parentheses, indentation and blank lines are no part of it."""
    tree = ast.dump(ast.parse(PROGRAMS["python"]))
    edited = _edited(reformatted, PROGRAMS["python"], times=60)

    assert {ast.dump(ast.parse(one)) for one in edited} == {tree}
    assert any("\n\t" in one for one in edited)
    assert any("return (" in one for one in edited)


def test_reformatting_keeps_strings_over_several_lines() -> None:
    """Their indentation is text."""
    for language, kept in (
        ("cpp", '(R"(a\n  // b)"'[1:]),
        ("go", "`a\n  // b`"),
        ("php", "a\n  // b\nEND"),
    ):
        assert all(kept in one for one in _edited(reformatted, PROGRAMS[language], language))


def test_braces_move_to_their_own_line_and_no_token_changes() -> None:
    """In C and its kin."""
    edited = _edited(reformatted, PROGRAMS["cpp"], "cpp")

    assert {"".join(one.split()) for one in edited} == {"".join(PROGRAMS["cpp"].split())}
    assert any(")\n    {" in one for one in edited)


def test_dead_code_stays_out_of_classes_and_before_nothing_that_must_come_first() -> None:
    """An enumeration would get a member, and an import from the future an error."""
    program = (
        '"""About."""\nfrom __future__ import annotations\nimport enum\n\n'
        "class Colour(enum.Enum):\n    RED = 1\n\n    def shown(self):\n"
        '        """Tell."""\n        return self.name\n'
    )
    for edited in _edited(with_dead_code, program):
        before, _, after = edited.partition('        """Tell."""\n')

        assert before == program.partition('        """Tell."""\n')[0]
        assert after.endswith("        return self.name\n")
        assert len(after.split("\n")) > 2


def test_no_statement_begins_in_a_string_or_a_macro() -> None:
    """Rows inside texts are never offered."""
    for language, text in (
        ("python", "  # b"),
        ("cpp", "  // b"),
        ("c", "((x) * 2)"),
        ("ruby", "# b"),
    ):
        lines = PROGRAMS[language].split("\n")

        assert not [
            one for one in statements(PROGRAMS[language], language) if text in lines[one.row]
        ]


@pytest.mark.parametrize("name", ["expert_author", "praised", "misleading_descriptions"])
def test_comments_are_added_within_a_few_milliseconds(name: str) -> None:
    """They are added in every epoch of training; well under one on an idle machine."""
    program = PROGRAMS["cpp"] * 2
    started = time.thread_time()
    for seed in range(50):
        EDITS[name](program, "cpp", random.Random(seed))

    assert (time.thread_time() - started) / 50 < 0.005
