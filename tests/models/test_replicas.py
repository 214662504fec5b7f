"""Which copy of the weights takes a program."""

from collections import Counter
from contextlib import ExitStack

from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.vllm.replicas import Replicas

PREFIX = tuple(range(300))


def taken(replicas: Replicas, prefix: tuple[int, ...], tokens: int = 1000) -> int:
    """The copy that takes a group of one program, which ends at once."""
    with replicas.taken(prefix, [tokens]) as (replica,):
        return replica


def test_a_problem_comes_back_to_the_copy_that_knows_it() -> None:
    """Where its tokens may be cached."""
    replicas = Replicas(8)

    assert len({taken(replicas, PREFIX) for _ in range(5)}) == 1


def test_problems_are_spread_over_the_copies() -> None:
    """By what they contain."""
    replicas = Replicas(4)

    assert {taken(replicas, (number, 7)) for number in range(64)} == {0, 1, 2, 3}


def test_a_copy_that_is_behind_sends_its_groups_elsewhere() -> None:
    """Where waiting costs more than computing the prefix again."""
    replicas = Replicas(2)
    with replicas.taken(PREFIX, [1]) as (home,):
        assert taken(replicas, PREFIX) != home


def test_a_copy_that_is_hardly_behind_keeps_its_groups() -> None:
    """Computing the prefix elsewhere would take longer."""
    replicas = Replicas(2)
    with replicas.taken(PREFIX, [0]) as (home,):
        assert taken(replicas, PREFIX) == home


def test_a_group_stays_whole_where_it_is_not_divisible() -> None:
    """However idle the other copies are."""
    with Replicas(4).taken(PREFIX, [500] * 16) as copies:
        assert len(set(copies)) == 1


def test_a_group_that_finds_idle_copies_is_divided_among_them() -> None:
    """Neighbours stay together, and every copy gets about the same."""
    with Replicas(2, divisible=True).taken(PREFIX, [100, 300] * 8) as copies:
        assert Counter(copies) == {0: 8, 1: 8}
        assert len(set(copies[:8])) == len(set(copies[8:])) == 1


def test_a_group_is_not_divided_where_others_are_at_work() -> None:
    """They would have to compute its problem as well, and nobody would be faster."""
    replicas = Replicas(2, divisible=True)
    with replicas.taken((1,), [5000]), replicas.taken(PREFIX, [500] * 16) as copies:
        assert len(set(copies)) == 1


def test_a_part_holds_eight_programs_and_no_less_than_the_problem() -> None:
    """It computes the problem again, and the prefix cache would save too little of what it can."""
    for programs, tokens, parts in ((8, 500, 1), (15, 500, 1), (16, 500, 2), (64, 500, 4)):
        with Replicas(4, divisible=True).taken(PREFIX, [tokens] * programs) as copies:
            assert len(set(copies)) == parts
    with Replicas(4, divisible=True).taken(PREFIX, [9] * 64) as copies:
        assert len(set(copies)) == 1


@given(
    groups=st.lists(
        st.tuples(st.integers(0, 3), st.lists(st.integers(0, 900), max_size=6)), max_size=40
    ),
    count=st.integers(1, 5),
    divisible=st.booleans(),
)
def test_no_copy_is_more_than_a_prefix_ahead_when_it_takes_a_group(
    groups: list[tuple[int, list[int]]], count: int, *, divisible: bool
) -> None:
    """However unlucky the problems fall; and every program has a copy."""
    replicas, waiting = Replicas(count, divisible=divisible), [0] * count
    with ExitStack() as working:
        for problem, lengths in groups:
            prefix = (problem, *PREFIX)
            copies = working.enter_context(replicas.taken(prefix, lengths))
            assert len(copies) == len(lengths)
            assert all(waiting[copy] - min(waiting) <= len(prefix) for copy in copies)
            for copy in set(copies):
                waiting[copy] += len(prefix)
            for copy, length in zip(copies, lengths, strict=True):
                waiting[copy] += length


def test_a_group_that_has_ended_weighs_on_no_copy() -> None:
    """Home is home again."""
    replicas = Replicas(2)
    home = taken(replicas, PREFIX)
    with replicas.taken(PREFIX, [10_000]):
        assert taken(replicas, PREFIX) != home

    assert taken(replicas, PREFIX) == home
