"""Tokens per second, measured while there is something to do."""

import pytest

from deskcheck_server.queue.drain_rate import WINDOW, DrainRate
from tests.server.hand_clock import HandClock


def test_nothing_done_is_no_rate() -> None:
    """Unknown, and not zero."""
    assert DrainRate().per_second is None


def test_idle_time_does_not_count() -> None:
    """An hour without requests makes no server slow."""
    clock = HandClock()
    rate = DrainRate(clock)
    rate.busy(True)
    clock.now += 2
    rate.done(100)
    rate.busy(False)
    clock.now += 3600
    rate.busy(True)
    rate.busy(True)
    clock.now += 2
    rate.done(300)

    assert rate.per_second == pytest.approx(100)


def test_old_work_is_forgotten() -> None:
    """The last half minute of work decides."""
    clock = HandClock()
    rate = DrainRate(clock)
    rate.busy(True)
    clock.now += 1
    rate.done(1_000_000)
    for _ in range(int(WINDOW)):
        clock.now += 1
        rate.done(50)
    clock.now += 0.5
    rate.done(25)

    assert rate.per_second == pytest.approx(50, rel=0.05)


def test_a_stuck_engine_becomes_slow_and_not_unknown() -> None:
    """What it did long ago is spread over the time since."""
    clock = HandClock()
    rate = DrainRate(clock)
    rate.busy(True)
    clock.now += 1
    rate.done(1000)
    clock.now += 1000

    assert rate.per_second == pytest.approx(1.0)
