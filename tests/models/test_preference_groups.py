"""Pairs of a problem become one group, whose programs are read beside each other."""

from deskcheck_models.training.pairs.pair import Kind
from deskcheck_models.training.preference_groups import preference_groups
from tests.models.pair_builder import pair


def test_pairs_of_a_problem_are_gathered() -> None:
    """Every program once, every preference once, in the order of the pairs."""
    (group,) = preference_groups([pair("a", "b"), pair("c", "b"), pair("a", "b")])

    assert group.programs == ("a", "b", "c")
    assert group.preferences == ((0, 1), (2, 1))


def test_each_problem_has_its_own_group() -> None:
    """However its pairs lie between those of others."""
    pairs = [pair("a", "b", problem_id=name) for name in ("own/1", "own/2", "own/1")]

    assert [one.problem_id for one in preference_groups(pairs)] == ["own/1", "own/2"]


def test_edited_and_foreign_programs_are_not_plain() -> None:
    """Those who judge words alone must not learn from them."""
    (group,) = preference_groups(
        [
            pair("a", "b"),
            pair("a", "flattered", edited="praised"),
            pair("a", "foreign", kind=Kind.MISMATCHED),
        ]
    )

    assert {group.programs[place] for place in group.plain} == {"a", "b"}
    assert group.plain_pairs == [("a", "b")]
