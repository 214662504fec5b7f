"""Which copy of the weights takes a group."""

from contextlib import ExitStack

from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.vllm.replicas import Replicas

PREFIX = tuple(range(300))


def taken(replicas: Replicas, prefix: tuple[int, ...], tokens: int = 1000) -> int:
    """The copy that takes the group, which ends at once."""
    with replicas.taken(prefix, tokens) as replica:
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
    with replicas.taken(PREFIX, 301) as home:
        assert taken(replicas, PREFIX) != home


def test_a_copy_that_is_hardly_behind_keeps_its_groups() -> None:
    """Computing the prefix elsewhere would take longer."""
    replicas = Replicas(2)
    with replicas.taken(PREFIX, 300) as home:
        assert taken(replicas, PREFIX) == home


@given(
    groups=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 2000)), max_size=60),
    count=st.integers(1, 5),
)
def test_no_copy_is_more_than_a_prefix_and_a_group_ahead(
    groups: list[tuple[int, int]], count: int
) -> None:
    """However unlucky the problems fall."""
    replicas, waiting = Replicas(count), [0] * count
    with ExitStack() as working:
        for problem, tokens in groups:
            prefix = (problem, *PREFIX)
            chosen = working.enter_context(replicas.taken(prefix, tokens))
            assert waiting[chosen] - min(waiting) <= len(prefix)
            waiting[chosen] += tokens
