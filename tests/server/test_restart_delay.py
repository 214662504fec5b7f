"""How long a server waits before it starts an engine again."""

from hypothesis import given
from hypothesis import strategies as st

from deskcheck_server.life.restart_delay import LONGEST, STABLE_SECONDS, RestartDelay

lives = st.floats(0, 10 * STABLE_SECONDS)


def delays(*lived: float) -> list[float]:
    """The delays after engines of so many seconds."""
    delay = RestartDelay()
    return [delay.after(seconds) for seconds in lived]


def test_the_first_engine_that_dies_is_followed_at_once() -> None:
    """However short its life was: most deaths are accidents."""
    assert delays(0.1) == [0]


def test_short_lives_are_followed_later_each_time() -> None:
    """A second, doubled up to a minute: one that cannot live must not keep the machine busy."""
    assert delays(*[0.0] * 10) == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_long_life_forgives_all() -> None:
    """It is followed at once, and the next short one after a second."""
    assert delays(0, 0, 0, 0, STABLE_SECONDS, 0, 0)[4:] == [0, 1, 2]


@given(st.lists(lives, max_size=30))
def test_no_delay_is_negative_or_longer_than_a_minute(lived: list[float]) -> None:
    """Whatever dies when."""
    assert all(0 <= delay <= LONGEST for delay in delays(*lived))


@given(st.lists(lives, max_size=30))
def test_two_short_lives_are_never_followed_at_once_twice(lived: list[float]) -> None:
    """Between two immediate starts stands a long life."""
    found = delays(*lived)

    for place in range(1, len(found)):
        assert found[place] > 0 or lived[place] >= STABLE_SECONDS
