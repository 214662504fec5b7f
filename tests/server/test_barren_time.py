"""How long an engine has worked for nothing."""

from contextlib import ExitStack, suppress

from deskcheck_server.life.barren_time import BarrenTime
from tests.server.hand_clock import HandClock


def given_up(barren: BarrenTime, clock: HandClock, seconds: float) -> None:
    """A group that is cancelled after so long."""
    with suppress(TimeoutError), barren.group():
        clock.now += seconds
        raise TimeoutError


def test_time_without_a_group_does_not_count() -> None:
    """Neither before the first one nor between two that were given up."""
    clock = HandClock()
    barren = BarrenTime(clock)
    clock.now += 100
    given_up(barren, clock, 3)
    clock.now += 100
    given_up(barren, clock, 4)

    assert barren.seconds == 7


def test_one_that_is_finished_starts_it_anew() -> None:
    """Whatever else is in work beside it, and however long that has been."""
    clock = HandClock()
    barren = BarrenTime(clock)
    given_up(barren, clock, 5)
    with barren.group():
        clock.now += 10
        with barren.group():
            clock.now += 1
        assert barren.seconds == 0
        clock.now += 2

        assert barren.seconds == 2
    assert barren.seconds == 0


def test_groups_at_once_count_once() -> None:
    """Two that are given up after ten seconds are ten seconds of one engine."""
    clock = HandClock()
    barren = BarrenTime(clock)
    with suppress(TimeoutError), ExitStack() as stack:
        stack.enter_context(barren.group())
        stack.enter_context(barren.group())
        clock.now += 10
        assert barren.seconds == 10
        raise TimeoutError

    assert barren.seconds == 10
