"""What a run of comparisons sees: reproducible, within its caps, advised token by token."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.text.verifier_text import VerifierText
from deskcheck_models.training.adviser import Adviser
from deskcheck_models.training.draws import Draws, NothingFitsError
from deskcheck_models.training.pairs.pair import Kind
from deskcheck_models.training.preference_groups import preference_groups
from deskcheck_models.training.recipe import Recipe
from tests.models.pair_builder import pair, sum_groups


@pytest.fixture(scope="module")
def text() -> VerifierText:
    """The bundled verifier's template and tokenizer."""
    return VerifierText.read(BUNDLED_FOLDER)


def test_a_draw_is_a_function_of_its_number(text: VerifierText) -> None:
    """So that a run that was stopped sees the same groups when it goes on."""
    one, other = (Draws(sum_groups(), text, Recipe()) for _ in range(2))

    assert [one(number) for number in (7, 3, 70)] == [other(number) for number in (7, 3, 70)]
    assert one(3) != one(4)


def test_an_epoch_holds_every_group_once(text: VerifierText) -> None:
    """In an order of its own."""
    draws = Draws(sum_groups(12), text, Recipe())

    first, second = (
        [draws(epoch * 12 + place).tokens.prefix for place in range(12)] for epoch in (0, 1)
    )

    assert len(set(first)) == 12
    assert set(first) == set(second)
    assert first != second


def test_functions_are_spread_between_problems_and_seen_in_turn(text: VerifierText) -> None:
    """In the recipe's share; the problems still make whole epochs."""
    functions = preference_groups(
        [pair("a = 1", "a = 2", problem_id=f"functions/{number}") for number in range(40)]
    )
    recipe = replace(Recipe(), functions_share=0.75)
    draws = Draws(sum_groups(12), text, recipe, functions=functions)
    prefixes = [draws(number).tokens.prefix for number in range(48)]
    known = {Draws(functions, text, recipe)(number).tokens.prefix for number in range(40)}
    places = [place for place, prefix in enumerate(prefixes) if prefix in known]

    assert len(places) == len({prefixes[place] for place in places}) == 36
    assert len(set(prefixes)) == 48
    assert max(after - before for before, after in pairwise(places)) == 2


def test_a_draw_keeps_to_the_number_of_programs(text: VerifierText) -> None:
    """And to preferences between the programs that are in it."""
    drawn = Draws(sum_groups(), text, replace(Recipe(), programs_per_group=5))(1)

    assert 2 <= len(drawn.tokens.suffixes) <= 5
    assert {place for one in drawn.preferences for place in one} <= set(
        range(len(drawn.tokens.suffixes))
    )


def test_without_an_adviser_nothing_is_known(text: VerifierText) -> None:
    """Only the preferences."""
    drawn = Draws(sum_groups(), text, Recipe())(1)

    assert all(map(math.isnan, drawn.odds))
    assert set(drawn.advice) == {()}


def test_advice_ends_with_the_whole_programs_score(text: VerifierText) -> None:
    """One number per token; better programs look better at the end, where engines read."""
    groups = sum_groups()
    drawn = Draws(groups, text, Recipe(), Adviser(groups, seed=1))(1)

    assert [len(one) for one in drawn.advice] == [len(one) for one in drawn.tokens.suffixes]
    assert all(advice[-1] == advice[-2] for advice in drawn.advice)
    assert all(drawn.odds[above] > drawn.odds[below] for above, below in drawn.preferences)


def test_foreign_and_edited_programs_have_no_advice(text: VerifierText) -> None:
    """The adviser never sees a problem, and was not taught on edits."""
    plain = sum_groups()
    groups = preference_groups(
        [
            pair("def f():\n    return 1", "def g():\n    return 2", kind=Kind.MISMATCHED),
            pair("def f():\n    return 1", "def f():\n    # good\n    return 3", edited="praised"),
        ]
    )
    drawn = Draws(groups, text, Recipe(), Adviser(plain, seed=1))(0)

    below = {place for _, place in drawn.preferences}
    assert {bool(drawn.advice[place]) for place in below} == {False}
    assert all(math.isnan(drawn.odds[place]) for place in below)


def test_over_long_programs_are_passed_over(text: VerifierText) -> None:
    """A group without them, or another group."""
    long = preference_groups([pair("a = 1", "b = 2\n" * 200, problem_id="own/long")])
    draws = Draws([*sum_groups(), *long], text, Recipe())

    for number in range(20):
        assert max(map(len, draws(number).tokens.suffixes)) <= Recipe().program_tokens


def test_where_nothing_fits_it_is_said(text: VerifierText) -> None:
    """Instead of looking for ever."""
    draws = Draws(sum_groups(), text, replace(Recipe(), problem_tokens=3))

    with pytest.raises(NothingFitsError, match="allow more in the recipe"):
        draws(0)


def test_the_mean_length_counts_a_problem_once(text: VerifierText) -> None:
    """As it is computed once."""
    draws = Draws(sum_groups(), text, Recipe())
    lengths = [draws(number).length for number in range(10)]

    assert draws.mean_length(10) == pytest.approx(sum(lengths) / 10)
