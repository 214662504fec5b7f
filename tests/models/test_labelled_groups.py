"""Comparisons become groups to measure with."""

import pytest

from deskcheck_models.evaluation.effort import FULL, QUICK, Effort
from deskcheck_models.evaluation.labelled_groups import (
    PER_SIDE,
    Kind,
    LabelledGroup,
    Occurrences,
    thinned,
)
from deskcheck_models.evaluation.material import EvaluationError, Material, material
from deskcheck_models.training.comparisons import same_writer
from deskcheck_models.training.labelled import Labelled, Split, split_of
from tests.models.labelled_group_builder import candidate, problems

TEST, TRAIN = problems(Split.TEST, 30), problems(Split.TRAIN, 3)


def _group(candidates: list[Labelled], **sampling: int) -> LabelledGroup:
    (one,) = same_writer(candidates)
    return Occurrences(candidates).group(one, **sampling)


def _both(problem: str) -> list[Labelled]:
    return [
        candidate(f"right {problem}", passed=True, problem=problem),
        candidate(f"wrong {problem}", passed=False, problem=problem),
    ]


def _material(candidates: list[Labelled], effort: Effort = FULL) -> Material:
    return material(candidates, Split.TEST, effort=effort)


def test_programs_stand_in_the_order_of_the_data() -> None:
    """Whatever their labels, since one baseline takes the first."""
    candidates = [
        candidate(name, passed=name > "b", problem="mbpp/1") for name in ("b", "c", "a", "d")
    ]
    one = _group(candidates)

    assert [program.text for program in one.programs] == ["b", "c", "a", "d"]
    assert one.passed == [False, True, False, True]


def test_copies_are_added_up() -> None:
    """Those that the data counted, and those that stand in several lines."""
    candidates = [
        candidate("x", passed=True, problem="mbpp/1", copies=3),
        candidate("y", passed=False, problem="mbpp/1"),
        candidate("x", passed=True, problem="mbpp/1", copies=2, policy="large"),
    ]

    assert [program.copies for program in _group(candidates).programs] == [5, 1]


def test_many_programs_are_sampled_and_the_sample_is_always_the_same() -> None:
    """So that two verifiers are measured on the same ones."""
    many = [candidate(f"x{n}", passed=n % 3 == 0, problem="mbpp/1") for n in range(90)]
    one = _group(many)

    assert one == _group(many)
    assert one != _group(many, seed=1)
    assert (sum(one.passed), len(one.programs)) == (PER_SIDE, 2 * PER_SIDE)


def test_a_thinned_group_keeps_both_labels_and_the_order() -> None:
    """Fewer programs, nothing else."""
    many = [candidate(f"x{n:02}", passed=n % 3 == 0, problem="mbpp/1") for n in range(30)]
    whole = _group(many)
    thin = thinned(whole, per_side=2)

    assert sum(thin.passed) == 2
    assert len(thin.programs) == 4
    assert [one for one in whole.programs if one in thin.programs] == list(thin.programs)


def test_only_the_split_is_measured_and_only_the_training_split_is_learned_from() -> None:
    """No problem is in both."""
    found = _material([one for name in (*TEST[:3], *TRAIN) for one in _both(name)])
    measured = {one.problem_id for groups in found.groups.values() for one in groups}

    assert measured == set(TEST[:3])
    assert {one.problem_id for one in found.training} == set(TRAIN)
    assert {split_of(name) for name in measured} == {Split.TEST}


def test_a_quick_run_samples_groups() -> None:
    """Enough to see that it runs."""
    found = _material([one for name in TEST for one in _both(name)], QUICK)

    assert [len(groups) for groups in found.groups.values()] == [QUICK.groups] * len(Kind)


def test_measuring_on_the_training_split_trains_no_baseline_on_it() -> None:
    """It would be measured on what it has learned by heart."""
    candidates = [one for name in TRAIN for one in _both(name)]

    assert material(candidates, Split.TRAIN, effort=FULL).training == []


def test_a_split_without_problems_is_told() -> None:
    """With the number of candidates that are there."""
    with pytest.raises(EvaluationError, match="none of the 6 candidates belongs to the test split"):
        _material([one for name in TRAIN for one in _both(name)])


@pytest.mark.parametrize("passed", [True, False])
def test_groups_of_one_label_cannot_be_measured_on(passed: bool) -> None:
    """The message says which label they have."""
    candidates = [candidate(name, passed=passed, problem=name) for name in TEST]

    with pytest.raises(EvaluationError, match=rf"\({30 * passed} of 30 candidates passed\)"):
        _material(candidates)


def test_one_sided_problems_beside_others_are_left_out() -> None:
    """They say nothing of a ranking."""
    candidates = [*_both(TEST[0]), candidate("alone", passed=True, problem=TEST[1])]

    assert [len(groups) for groups in _material(candidates).groups.values()] == [1, 1]
