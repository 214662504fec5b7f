"""Requests per second of a key: never more than its rate allows, and a true word on the wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_server.access.keys import Key
from deskcheck_server.access.rate_limit import LONGEST_WAIT, RateLimits
from deskcheck_server.errors import RateLimitedError
from tests.server.hand_clock import HandClock

rates = st.floats(0.01, 1000)


def key(rate: float | None) -> Key:
    """A key with so many requests per second."""
    return Key("trainer", b"", requests_per_second=rate)


def taken(limits: RateLimits, limited: Key, times: int) -> int:
    """How many of so many requests at one moment are let in."""
    count = 0
    for _ in range(times):
        try:
            limits.take(limited)
        except RateLimitedError:
            continue
        count += 1
    return count


@given(rates, st.lists(st.floats(0, 5), max_size=40))
def test_no_pattern_of_asking_gets_more_than_the_rate(rate: float, pauses: list[float]) -> None:
    """A second's worth at first (one request at least), then the rate, and nothing beyond."""
    clock = HandClock()
    limits, count = RateLimits(clock), 0
    for pause in pauses:
        clock.now += pause
        count += taken(limits, key(rate), 3)

    assert count <= max(rate, 1.0) + rate * sum(pauses) + 1e-6


@given(st.floats(1 / LONGEST_WAIT + 1e-3, 1000), st.floats(0, 0.9))
def test_who_waits_as_told_is_let_in(rate: float, share: float) -> None:
    """The seconds of Retry-After are enough, whatever was left over."""
    clock = HandClock()
    limits = RateLimits(clock)
    taken(limits, key(rate), 1001)
    clock.now += share / rate
    taken(limits, key(rate), 1)  # what was left over, if that is enough for one
    with pytest.raises(RateLimitedError) as caught:
        limits.take(key(rate))
    clock.now += caught.value.retry_after

    limits.take(key(rate))


@given(rates)
def test_a_long_absence_saves_a_seconds_worth_and_no_more(rate: float) -> None:
    """A key that was away for a day may not ask a day's worth at once."""
    clock = HandClock()
    limits = RateLimits(clock)
    limits.take(key(rate))
    clock.now += 86_400

    assert taken(limits, key(rate), 1002) == int(max(rate, 1.0))


def test_a_wait_is_never_told_as_more_than_a_minute() -> None:
    """Though one request in a thousand seconds takes longer: clients give up on such numbers."""
    limits, slow = RateLimits(HandClock()), key(0.001)
    limits.take(slow)

    with pytest.raises(RateLimitedError, match=r"0\.001 times per second: try again in 60 s"):
        limits.take(slow)


def test_a_refused_request_costs_nothing() -> None:
    """A caller that knocks a thousand times is let in as soon as one that waits."""
    clock = HandClock()
    limits, limited = RateLimits(clock), key(1.0)
    limits.take(limited)
    knocks = taken(limits, limited, 1000)
    clock.now += 1.0
    limits.take(limited)

    assert knocks == 0


def test_a_rate_that_is_changed_counts_at_once() -> None:
    """The file of keys is read again while the bucket of its key stays."""
    clock = HandClock()
    limits = RateLimits(clock)
    taken(limits, key(1.0), 1)
    clock.now += 1.0

    assert taken(limits, key(10.0), 20) == 10


def test_a_key_without_a_rate_is_never_refused() -> None:
    """Not even a thousand times in the same moment."""
    assert taken(RateLimits(HandClock()), key(None), 1000) == 1000
