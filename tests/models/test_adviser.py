"""Word n-grams that advise on problems they have not seen."""

import pytest

from deskcheck_models.training.adviser import Adviser
from deskcheck_models.training.preference_groups import preference_groups
from tests.models.pair_builder import pair, sum_groups


@pytest.fixture(scope="module")
def adviser() -> Adviser:
    """Taught that programs which add are better."""
    return Adviser(sum_groups(), seed=1)


def test_it_prefers_on_a_new_problem_what_was_better_on_others(adviser: Adviser) -> None:
    """Words carry over from problem to problem."""
    added, subtracted = (
        adviser.running("own/99", f"def f(x):\n    return x[3] {sign} 1")[-1][1] for sign in "+-"
    )

    assert added > subtracted


def test_its_odds_are_as_sure_as_it_was_right(adviser: Adviser) -> None:
    """It was right on every problem that it had not seen, so it may be sure."""
    added, subtracted = (
        adviser.running("own/1", f"def f(x):\n    return x[1] {sign} 1")[-1][1] for sign in "+-"
    )

    assert (added - subtracted) * adviser.odds > 2.0


def test_a_problem_is_advised_by_those_who_did_not_see_it() -> None:
    """What only one problem's pairs say is unknown to its adviser."""
    lone = preference_groups([pair("unique_word", "other_word", problem_id="own/lone")] * 8)
    adviser = Adviser([*sum_groups(), *lone], seed=1)

    unique, other = (
        adviser.running("own/lone", word)[-1][1] for word in ("unique_word", "other_word")
    )

    assert unique == pytest.approx(other, abs=1e-9)


def test_without_any_signal_it_is_not_sure() -> None:
    """Pairs that contradict each other give odds near zero."""
    groups = preference_groups(
        [
            pair(*sides, problem_id=f"own/{number}")
            for number in range(30)
            for sides in (("a b", "c d"), ("c d", "a b"))
        ]
    )
    adviser = Adviser(groups, seed=1)
    one, other = (adviser.running("own/1", program)[-1][1] for program in ("a b", "c d"))

    assert abs(one - other) * adviser.odds < 0.5
