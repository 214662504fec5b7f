"""What is let in: whole requests, up to a number of tokens and up to what can be done in time."""

import math
from contextlib import AbstractContextManager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_server.errors import OverloadedError, RequestTooLargeError
from deskcheck_server.queue.admission import LONGEST_WAIT, Admission, Load
from deskcheck_server.queue.drain_rate import DrainRate
from deskcheck_server.queue.priority import Priority
from tests.server.hand_clock import HandClock

FAST, SLOW = Priority.INTERACTIVE, Priority.BULK


class Queue(Admission):
    """An admission with requests of one group that stay until the test's end."""

    def __init__(self, most: int, rate: DrainRate) -> None:
        super().__init__(most, rate)
        self._held: list[AbstractContextManager[object]] = []

    def hold(self, tokens: int, priority: Priority = FAST, seconds: float = 60) -> None:
        """Let a request in."""
        request = self.admit([Load(tokens, 1)], priority=priority, seconds=seconds)
        request.__enter__()
        self._held.append(request)


def queue(most: int = 10, *, rate: float | None = None) -> Queue:
    """A queue whose engine has done so many tokens per second until now."""
    clock = HandClock()
    measured = DrainRate(clock)
    if rate is not None:
        measured.busy(True)
        clock.now += 10
        measured.done(math.ceil(10 * rate))
        measured.busy(False)
    return Queue(most, measured)


def test_requests_are_let_in_up_to_the_limit() -> None:
    """Exactly the limit fits, and all of it is given back."""
    one = queue()
    with (
        one.admit([Load(1, 1), Load(3, 2)], priority=FAST, seconds=60),
        one.admit([Load(6, 4)], priority=FAST, seconds=60),
    ):
        assert (one.tokens, one.candidates) == (10, 7)

    assert (one.tokens, one.candidates) == (0, 0)


def test_a_request_is_let_in_whole_or_not_at_all() -> None:
    """A refused one leaves no trace, though its first group would have fitted."""
    one = queue()
    one.hold(6)
    with pytest.raises(OverloadedError, match="6 tokens are pending, and 5 more would exceed 10"):
        one.admit([Load(1, 1), Load(4, 1)], priority=FAST, seconds=60).__enter__()

    assert one.tokens == 6


def test_a_place_is_freed_by_an_error_too() -> None:
    """Whatever ends the work."""
    one = queue()
    with pytest.raises(RuntimeError), one.admit([Load(6, 1)], priority=FAST, seconds=60):
        raise RuntimeError

    assert one.tokens == 0


def test_what_never_fits_is_no_overload() -> None:
    """Waiting would not help it."""
    with pytest.raises(RequestTooLargeError, match=r"about 11 tokens.*holds 10"):
        queue().hold(11)


@pytest.mark.parametrize(("full", "other"), [(FAST, SLOW), (SLOW, FAST)])
def test_neither_priority_keeps_the_other_out(full: Priority, other: Priority) -> None:
    """Each has a queue of its own."""
    one = queue()
    one.hold(10, full)
    one.hold(10, other)

    assert one.tokens == 20
    with pytest.raises(OverloadedError):
        one.hold(1, full)


def test_a_known_number_of_tokens_replaces_the_estimate() -> None:
    """Room that was held for nothing is free for others at once."""
    one = queue()
    with one.admit([Load(10, 1)], priority=FAST, seconds=60) as (place,):
        place.correct(4)
        one.hold(6)

        assert one.tokens == 10
    assert one.tokens == 6


def test_a_finished_group_holds_nothing_while_the_others_go_on() -> None:
    """Its place is left once, however often that is said."""
    one = queue()
    with one.admit([Load(4, 2), Load(5, 1)], priority=FAST, seconds=60) as (first, _):
        first.computed(3)
        first.leave()
        first.leave()
        first.correct(7)

        assert (one.tokens, one.candidates) == (5, 1)


def test_work_that_the_engine_was_spared_counts_as_done() -> None:
    """A server that finds all in its cache is a fast one."""
    clock = HandClock()
    rate = DrainRate(clock)
    one = Admission(100, rate)
    with one.admit([Load(60, 1), Load(40, 1)], priority=FAST, seconds=60) as (cached, computed):
        clock.now += 2
        cached.finish()
        computed.computed(20)
        computed.finish()

    assert rate.per_second == pytest.approx(40)


def test_the_wait_is_what_the_excess_takes() -> None:
    """At the measured rate, with the larger share of the engine or all of it."""
    one = queue(1000, rate=10)
    one.hold(900)
    with pytest.raises(OverloadedError, match=r"try again in 20 s") as caught:
        one.hold(300)

    assert caught.value.retry_after == 20


def test_what_could_not_be_done_in_time_is_refused_at_once() -> None:
    """It would only take room and time from those who can be answered."""
    one = queue(1000, rate=10)
    one.hold(300)
    with pytest.raises(OverloadedError, match=r"take about 30\.1 s of the request's 5 s"):
        one.hold(1, seconds=5)
    one.hold(1, seconds=38)

    assert one.tokens == 301


def test_urgent_work_is_not_refused_for_a_long_line_of_bulk() -> None:
    """It waits for its share alone."""
    one = queue(1000, rate=10)
    one.hold(1000, SLOW, seconds=100)
    one.hold(20, FAST, seconds=5)

    assert one.tokens == 1020


@given(
    rate=st.none() | st.floats(0.1, 1e6),
    held=st.integers(1, 10**6),
    more=st.integers(1, 10**6),
    priority=st.sampled_from(Priority),
)
def test_the_wait_is_whole_seconds_within_bounds(
    rate: float | None, held: int, more: int, priority: Priority
) -> None:
    """At least one second, and never longer than a client would wait."""
    one = queue(max(held, more), rate=rate)
    one.hold(held, priority, seconds=1e9)
    with pytest.raises(OverloadedError) as caught:
        one.hold(max(held, more), priority)

    assert 1 <= caught.value.retry_after <= LONGEST_WAIT
