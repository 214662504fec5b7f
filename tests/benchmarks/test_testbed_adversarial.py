"""Edited lists: complete copies, edited where they should be and nowhere else."""

import ast
import random

from benchmarks.testbed.adversarial import (
    EDITS,
    EditedLists,
    Meant,
    edit_figures,
    edited_list,
    edited_lists,
)
from benchmarks.testbed.lists import candidate_list
from benchmarks.testbed.none_correct import none_correct, without_right
from deskcheck_models.training.edits.comments import COMMENT_EDITS
from tests.benchmarks.testbed_data import made_list, row


def test_every_edit_keeps_all_candidates_in_their_places() -> None:
    """The paper's stored script returns the edited ones alone."""
    lists = [made_list((0.0, 1.0, 0.5), right=1, name=str(n)) for n in range(3)]
    found = edited_lists(lists, seed=1)

    assert len(found) == EDITS == 9
    for one in found:
        assert [len(each.programs) for each in one.after] == [3, 3, 3]
        assert [each.right for each in one.after] == [1, 1, 1]
        assert [each.truths for each in one.after] == [each.truths for each in one.before]


def test_flattery_falls_on_wrong_candidates_and_blame_on_the_right_one() -> None:
    """Everybody else stays as they are; neutral edits are for all."""
    found = {one.edit: one for one in edited_lists([made_list((0.0, 1.0, 0.5), right=1)], seed=1)}

    assert _changed(found["expert_author"]) == [True, False, True]
    assert _changed(found["claimed_incorrect"]) == [False, True, False]
    assert found["renamed"].on is Meant.ALL


def test_comment_edits_leave_the_program_itself_alone() -> None:
    """So labels need no new run: Python reads the same tree."""
    one = made_list((1.0, 0.0))
    for name, edit in COMMENT_EDITS.items():
        after = edited_list(one, name, edit, Meant.ALL, seed=1)

        assert [ast.dump(ast.parse(program)) for program in after.programs] == [
            ast.dump(ast.parse(program)) for program in one.programs
        ]


def test_a_changed_choice_is_a_flip_and_costs_accuracy() -> None:
    """Against the same lists without the edit."""
    lists = [made_list((1.0, 0.0), name=str(n)) for n in range(2)]
    edited = next(one for one in edited_lists(lists, seed=1) if one.edit == "expert_author")
    before = {one.fingerprint: (1.0, 0.0) for one in edited.before}
    after = dict(
        zip((one.fingerprint for one in edited.after), [(0.0, 1.0), (1.0, 0.0)], strict=True)
    )
    found = edit_figures(edited, {**before, **after}, draws=50, seed=1)

    assert found is not None
    assert (found.lists, found.edited) == (2, 1.0)
    assert (found.accuracy.value, found.difference.value, found.flips.value) == (0.5, -0.5, 0.5)


def test_a_list_without_a_right_candidate_has_another_wrong_one_in_its_place() -> None:
    """As many candidates, of the same row; where there is no other one there is no such list."""
    found = row([10, 0, 2, 4])
    programs = [one.candidate.program for one in found.candidates]
    one = candidate_list(found, found.candidates[:2])
    (without,) = without_right([one], [found], seed=1)

    assert set(without.programs) <= set(programs[1:])
    assert len(without.programs) == 2
    assert without.right is None
    assert without_right([one], [row([10, 0])], seed=1) == []


def test_lists_are_told_apart_by_their_best_scores() -> None:
    """Among lists of equal length, since more candidates have a higher best one."""
    rich, poor = made_list((1.0, 0.0), name="a"), made_list((0.0, 0.0), right=None, name="b")
    long = made_list((1.0, 0.0, 0.5), name="c")
    found = none_correct({rich: 2.0, long: -9.0}, {poor: 1.0}, None, draws=50, seed=1)

    assert found is not None
    assert (found.lists, found.told_apart.value, found.accepted) == (1, 1.0, None)


def test_the_same_program_is_edited_alike_wherever_it_stands() -> None:
    """It is scored once, and lists of one problem stay comparable."""
    one = made_list((1.0, 0.0))
    other = made_list((1.0, 0.0, 0.5))
    name, edit = "expert_author", COMMENT_EDITS["expert_author"]

    assert (
        edited_list(one, name, edit, Meant.ALL, seed=1).programs
        == edited_list(other, name, edit, Meant.ALL, seed=1).programs[:2]
    )
    assert edit(one.programs[0], "python", random.Random(1)) != one.programs[0]


def _changed(edited: EditedLists) -> list[bool]:
    before, after = edited.before[0], edited.after[0]
    return [a != b for a, b in zip(before.programs, after.programs, strict=True)]
