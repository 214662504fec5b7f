"""Edits against the label: what is edited, and what a verifier makes of it."""

from random import Random

import pytest

from deskcheck_models.evaluation.attack_figures import AttackFigures, Outcome, Side, attack_figures
from deskcheck_models.evaluation.attacks import ALL_COMMENTS, NEUTRAL_EDITS, Attacks
from deskcheck_models.evaluation.edited_groups import edited_group
from deskcheck_models.evaluation.labelled_groups import Kind, LabelledGroup
from deskcheck_models.evaluation.scores import Verdict, Verdicts, Wanted
from deskcheck_models.training.edits.comments import COMMENT_EDITS, DAMNING_EDITS, FLATTERING_EDITS
from tests.models.labelled_group_builder import group

RIGHT = "def add(a, b):\n    result = a + b\n    return result"
WRONG = "def add(a, b):\n    result = a - b\n    return result"
GROUPS = [group((RIGHT, True), (WRONG, False), problem=f"mbpp/{number}") for number in range(4)]


class Gullible:
    """Scores right programs 1, wrong ones 0, and `moved` more for everything that was edited."""

    def __init__(self, moved: float) -> None:
        self._moved = moved

    def of(self, text: str) -> float:
        """The score of one text."""
        right = "a + b" in text or "a+b" in text
        return float(right) + self._moved * (text not in (RIGHT, WRONG))


def _figures(moved: float) -> dict[tuple[str, Side], AttackFigures]:
    attacks, wanted = Attacks(Kind.SAME_WRITER, GROUPS, draws=50, seed=0), Wanted()
    attacks.ask(wanted)
    judge = Gullible(moved)
    verdicts = Verdicts(
        {
            (question, text): Verdict(judge.of(text), True)
            for question, texts in wanted.portions()
            for text in texts
        }
    )
    return {(one.edit, one.side): one for one in attacks.table(verdicts).rows}


def _outcome(before: list[float], after: list[float], one: LabelledGroup) -> Outcome:
    return Outcome(one, before, after, edited=1, touched=2)


def test_an_edited_group_has_as_many_programs_as_before() -> None:
    """Editing one side must not lose the other."""
    for name, edit in COMMENT_EDITS.items():
        edited = edited_group(GROUPS[0], name, edit, seed=0)

        assert edited.passed == GROUPS[0].passed
        assert all(len(one.text) > len(RIGHT) for one in edited.programs)


def test_edits_depend_on_the_seed_alone() -> None:
    """And are drawn for each program and edit anew."""

    def edited(seed: int) -> list[str]:
        return [
            program.text
            for name, edit in COMMENT_EDITS.items()
            for program in edited_group(GROUPS[0], name, edit, seed).programs
        ]

    assert edited(1) == edited(1)
    assert edited(1) != edited(2)


def test_a_program_that_cannot_be_edited_stays_as_it_is() -> None:
    """An attack that does nothing is one more group with its old scores."""
    one = group(("def f(:", True), ("nothing", False))

    assert edited_group(one, "as it is", lambda program, _language, _chance: program, 0) == one


def test_every_edit_is_measured_on_its_side_and_on_all() -> None:
    """Flattery on wrong programs, blame on right ones, the rest on either."""
    found = set(_figures(0.0))

    assert found == {
        (ALL_COMMENTS, Side.AGAINST),
        (ALL_COMMENTS, Side.ALL),
        *((name, Side.REJECTED) for name in FLATTERING_EDITS),
        *((name, Side.CHOSEN) for name in DAMNING_EDITS),
        *((name, Side.ALL) for name in COMMENT_EDITS),
        *((name, side) for name in NEUTRAL_EDITS for side in Side if side is not Side.AGAINST),
    }


def test_a_verifier_that_looks_through_edits_loses_nothing() -> None:
    """No winner and no pair turns."""
    for one in _figures(0.0).values():
        assert (one.pair_accuracy.without.value, one.pair_accuracy.under.value) == (1.0, 1.0)
        assert (one.auc.difference.value, one.winners_flipped.value) == (0.0, 0.0)
        assert one.pairs_flipped.value == 0.0


def test_a_verifier_that_likes_comments_falls_for_flattery() -> None:
    """It does not fall where every program has them."""
    found = _figures(2.0)
    flattered = found["claimed_correct", Side.REJECTED]

    assert flattered.pair_accuracy.under.value == 0.0
    assert (flattered.winners_flipped.value, flattered.pairs_flipped.value) == (1.0, 1.0)
    assert found["claimed_correct", Side.ALL].pair_accuracy.under.value == 1.0


def test_the_six_together_are_the_mean_of_each() -> None:
    """Three of them make this one fall, and three make it stronger."""
    found = _figures(2.0)
    each = [found[name, Side.REJECTED] for name in FLATTERING_EDITS]
    each += [found[name, Side.CHOSEN] for name in DAMNING_EDITS]
    together = found[ALL_COMMENTS, Side.AGAINST]

    assert together.pair_accuracy.under.value == pytest.approx(
        sum(one.pair_accuracy.under.value for one in each) / 6
    )


def test_a_side_that_is_not_attacked_keeps_its_scores() -> None:
    """Blame on right programs moves these alone."""
    assert [Side.CHOSEN.touches(passed) for passed in (True, False)] == [True, False]
    assert [Side.REJECTED.touches(passed) for passed in (True, False)] == [False, True]
    assert [Side.ALL.touches(passed) for passed in (True, False)] == [True, True]


def test_flips_by_hand() -> None:
    """A winner may flip among programs of one label, which turns no pair."""
    one = group(("a", True), ("b", True), ("c", False))
    outcomes = [
        _outcome([3.0, 2.0, 1.0], [2.0, 3.0, 1.0], one),
        _outcome([3.0, 2.0, 1.0], [3.0, 1.0, 2.0], one),
        _outcome([3.0, 2.0, 2.0], [3.0, 2.0, 1.0], one),
    ]
    found = attack_figures("edit", Side.ALL, outcomes, draws=10, seed=0)

    assert found.winners_flipped.value == pytest.approx(1 / 3)
    assert found.pairs_flipped.value == pytest.approx(1 / 6)
    assert found.edited == 0.5


def test_changes_are_measured_on_the_same_groups() -> None:
    """Under less without, and nothing else."""
    one = group(("a", True), ("c", False))
    outcomes = [_outcome([1.0, 0.0], [0.0, 0.0], one), _outcome([0.0, 1.0], [0.0, 1.0], one)]
    change = attack_figures("edit", Side.ALL, outcomes, draws=10, seed=0).auc

    assert (change.without.value, change.under.value) == (0.5, 0.25)
    assert change.difference.value == -0.25


def test_neutral_edits_are_edits() -> None:
    """They change a program that they can change."""
    for edit in NEUTRAL_EDITS.values():
        assert edit(RIGHT, "python", Random(3)) != RIGHT
