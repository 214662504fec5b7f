"""The beginning of a program."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_extraction import LANGUAGES, extract_program
from deskcheck_models.training.edits.cut import cut, cut_after_statement, cut_anywhere
from tests.models.edited_programs import PROGRAMS

WITH_STATEMENTS = [language for language in LANGUAGES if language != "sql"]


@pytest.mark.parametrize("language", WITH_STATEMENTS)
def test_a_cut_after_a_statement_still_parses(language: str) -> None:
    """What is open at the cut is closed."""
    program = PROGRAMS[language]
    cuts = {cut_after_statement(program, language, random.Random(seed)) for seed in range(20)}

    assert program not in cuts
    assert all(extract_program(one, language=language).valid for one in cuts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cut_keeps_a_beginning_and_takes_an_end(language: str) -> None:
    """Between a quarter and four fifths of the lines."""
    program = PROGRAMS[language].rstrip()
    for seed in range(20):
        shorter = cut_anywhere(program, language, random.Random(seed))

        assert program.startswith(shorter)
        assert 0.2 < (shorter.count("\n") + 1) / (program.count("\n") + 1) <= 0.8


def test_both_cuts_are_drawn() -> None:
    """About as often: those that parse are the harder ones."""
    program = PROGRAMS["java"]
    cuts = [cut(program, "java", random.Random(seed)) for seed in range(60)]
    whole = sum(extract_program(one, language="java").valid is True for one in cuts)

    assert 15 < whole < 45


def test_a_program_of_one_line_is_cut_at_a_character() -> None:
    """A line cannot be taken from it."""
    program = "print(sum(map(int, input().split())))"
    shorter = cut(program, "python", random.Random(1))

    assert program.startswith(shorter)
    assert 0 < len(shorter) < len(program)


@given(program=st.text(max_size=60), language=st.sampled_from(LANGUAGES), seed=st.integers(0, 1000))
def test_a_cut_is_never_the_program_itself(program: str, language: str, seed: int) -> None:
    """Unless there is nothing to cut."""
    shorter = cut(program, language, random.Random(seed))

    assert shorter != program or len(program) < 2
