"""Programs for another problem, and cut ones, belong below a right one."""

import ast

from deskcheck_models.evaluation.labelled_groups import LabelledGroup
from deskcheck_models.evaluation.lesser_programs import (
    PER_PROGRAM,
    Couple,
    LesserFigures,
    LesserPrograms,
    Right,
    mismatched,
    right_programs,
    shortened,
)
from deskcheck_models.evaluation.scores import Verdict, Verdicts, Wanted
from tests.models.labelled_group_builder import group

SOURCES = ("mbpp", "humaneval")


def _program(number: int) -> str:
    return f"def solve(n):\n    total = {number}\n    total += n\n    total *= 2\n    return total"


def _groups(count: int = 8) -> list[LabelledGroup]:
    return [
        group(
            (_program(number), True),
            ("pass", False),
            problem=f"mbpp/{number}",
            source=SOURCES[number % 2],
            language="python" if number < 6 else "java",
        )
        for number in range(count)
    ]


def _rights() -> list[Right]:
    return right_programs(_groups(), problems=None, seed=0)


def _figures(right: float, lesser: float, *, parses: bool = True) -> list[LesserFigures]:
    lessers, wanted = LesserPrograms(_rights(), draws=20, seed=0), Wanted()
    lessers.ask(wanted)
    own = {one.question: one.program for one in _rights()}
    return list(
        lessers.figures(
            Verdicts(
                {
                    (question, text): Verdict(right, True)
                    if text == own[question]
                    else Verdict(lesser, parses)
                    for question, texts in wanted.portions()
                    for text in texts
                }
            )
        )
    )


def _values(one: LesserFigures) -> list[float]:
    return [estimate.value for estimate in (one.verifier, one.whole_path) if estimate]


def test_right_programs_have_passed_and_are_one_for_each_problem() -> None:
    """From a sample of the problems."""
    assert sorted(one.program for one in _rights()) == [_program(number) for number in range(8)]
    assert len(right_programs(_groups(), problems=3, seed=0)) == 3


def test_a_mismatched_program_is_right_for_another_problem_in_the_language() -> None:
    """Two for each right program, of any source."""
    couples = mismatched(_rights(), same_source=False, seed=0)
    language = {one.program: one.question.language for one in _rights()}

    assert all(language[one.lesser] == one.right.question.language for one in couples)
    assert all(one.lesser != one.right.program for one in couples)
    assert len(couples) == 6 * PER_PROGRAM + 2


def test_mismatched_programs_can_be_of_one_source() -> None:
    """So that the manners of a source give nothing away."""
    source = {one.program: one.source for one in _rights()}

    assert all(
        source[one.lesser] == one.right.source
        for one in mismatched(_rights(), same_source=True, seed=0)
    )


def test_the_same_problem_under_another_id_is_not_foreign() -> None:
    """Its right programs are right here too."""
    one, other = _groups(2)
    twin = LabelledGroup("humaneval", "humaneval/9", one.question, other.programs)
    rights = [*right_programs([one], problems=None, seed=0)]
    rights += right_programs([twin], problems=None, seed=0)

    assert mismatched(rights, same_source=False, seed=0) == []


def test_a_cut_program_is_a_beginning() -> None:
    """Neither empty nor whole."""
    couples = shortened(_rights(), seed=0)

    assert {one.right.program for one in couples} == {_program(number) for number in range(8)}
    assert all(0 < len(one.lesser) < len(one.right.program) for one in couples)


def test_couples_depend_on_the_seed_alone() -> None:
    """So that two verifiers are measured on the same ones."""

    def couples(seed: int) -> list[Couple]:
        rights = _rights()
        return mismatched(rights, same_source=False, seed=seed) + shortened(rights, seed=seed)

    assert couples(1) == couples(1)
    assert couples(1) != couples(2)


def test_a_verifier_that_sees_it_gets_every_couple() -> None:
    """By its scores alone and on the whole path."""
    assert [_values(one) for one in _figures(1.0, 0.0)] == [[1.0, 1.0]] * 4


def test_a_tie_is_no_success() -> None:
    """The right program has to be strictly above."""
    assert [_values(one) for one in _figures(1.0, 1.0)] == [[0.0, 0.0]] * 4


def test_the_parser_ranks_what_does_not_parse_last() -> None:
    """Whatever the verifier says; then no cut program is left that still parses."""
    *rest, parsing = _figures(0.0, 1.0, parses=False)

    assert [_values(one) for one in rest] == [[0.0, 1.0]] * 3
    assert (parsing.couples, parsing.verifier, parsing.whole_path) == (0, None, None)


def test_some_cut_programs_still_parse() -> None:
    """These are the hard ones."""

    def parses(program: str) -> bool:
        try:
            ast.parse(program)
        except SyntaxError:
            return False
        return True

    assert any(parses(one.lesser) for one in shortened(_rights(), seed=0))
