"""Which replica is asked, by hand: an order for each problem, and pauses for those that fail."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_client.errors import (
    ClientError,
    ConnectionFailedError,
    InputError,
    OverloadedError,
    RejectedError,
    ReplyError,
    ServerError,
    TimedOutError,
)
from deskcheck_client.failures import Failure
from deskcheck_client.replicas import PASSED_OVER, Replicas, elsewhere
from deskcheck_client.requests import MODELS, Call
from tests.server.hand_clock import HandClock

URLS = ("http://a", "http://b", "http://c", "http://d")
calls = st.builds(
    Call,
    st.just("POST"),
    st.just("/v1/rerank"),
    st.binary(max_size=20),
    st.none() | st.text("0123456789abcdef", min_size=32, max_size=32),
)


def overloaded(retry_after: float | None) -> OverloadedError:
    """A server that stops, and says when to come again."""
    return OverloadedError(503, Failure("stopping"), retry_after=retry_after)


def fail(replicas: Replicas, url: str, error: ClientError) -> None:
    """A replica fails a call so."""
    with pytest.raises(type(error)), replicas.asking(url):
        raise error


def succeed(replicas: Replicas, url: str) -> None:
    """A replica answers a call."""
    with replicas.asking(url):
        pass


@given(calls)
def test_every_call_has_an_order_of_all_replicas(call: Call) -> None:
    """The same in every client, in whatever order the addresses were given."""
    order = Replicas(URLS).in_order(call)

    assert sorted(order) == sorted(URLS)
    assert Replicas(URLS[::-1]).in_order(call) == order


@given(calls, st.sampled_from(URLS))
def test_a_replica_less_moves_nothing_else(call: Call, gone: str) -> None:
    """The others keep their order for every call."""
    left = tuple(url for url in URLS if url != gone)
    order = Replicas(URLS).in_order(call)

    assert Replicas(left).in_order(call) == tuple(url for url in order if url != gone)


def test_problems_are_spread_evenly() -> None:
    """Of a thousand each of four has its quarter, within a third of it."""
    replicas = Replicas(URLS)
    firsts = Counter(
        replicas.in_order(Call("POST", "/v1/rerank", b"", f"{number:032x}"))[0]
        for number in range(1000)
    )

    assert all(165 < count < 335 for count in firsts.values())
    assert set(firsts) == set(URLS)


def test_the_problem_decides_and_not_the_body() -> None:
    """Calls about one problem go to the replica that has read it; others by what they hold."""
    replicas = Replicas(URLS)
    about = {replicas.in_order(Call("POST", "/v1/rerank", bytes([n]), "f" * 32)) for n in range(50)}
    bodies = {replicas.in_order(Call("POST", "/v1/score", bytes([n]))) for n in range(50)}

    assert len(about) == 1
    assert len(bodies) > 1


def test_one_that_fails_is_asked_last_for_a_while() -> None:
    """And then as before."""
    clock = HandClock()
    replicas = Replicas(URLS, clock)
    order = replicas.in_order(MODELS)
    fail(replicas, order[0], ConnectionFailedError("refused"))
    passed_over = replicas.in_order(MODELS)
    clock.now += PASSED_OVER

    assert passed_over == (*order[1:], order[0])
    assert replicas.in_order(MODELS) == order


def test_one_that_answers_again_is_asked_at_once() -> None:
    """Though its while is not over: somebody had to ask it where all had failed."""
    replicas = Replicas(URLS, HandClock())
    order = replicas.in_order(MODELS)
    fail(replicas, order[0], ConnectionFailedError("refused"))
    succeed(replicas, order[0])

    assert replicas.in_order(MODELS) == order


def test_of_those_that_failed_the_one_that_is_back_first_is_asked_first() -> None:
    """Where none is left that did not."""
    clock = HandClock()
    replicas = Replicas(URLS, clock)
    for url, wait in zip(URLS, (9.0, 3.0, 60.0, 6.0), strict=True):
        fail(replicas, url, overloaded(wait))

    assert replicas.in_order(MODELS) == ("http://b", "http://d", "http://a", "http://c")


@pytest.mark.parametrize(("asked", "seconds"), [(None, PASSED_OVER), (2.0, 2.0), (900.0, 60.0)])
def test_a_server_says_how_long_it_is_passed_over(asked: float | None, seconds: float) -> None:
    """A minute at most, and five seconds where it says nothing."""
    clock = HandClock()
    replicas = Replicas(URLS, clock)
    order = replicas.in_order(MODELS)
    fail(replicas, order[0], overloaded(asked))
    clock.now += seconds - 0.1
    before = replicas.in_order(MODELS)
    clock.now += 0.2

    assert before == (*order[1:], order[0])
    assert replicas.in_order(MODELS) == order


def test_a_server_that_asks_for_no_pause_is_asked_at_once() -> None:
    """It said so itself."""
    replicas = Replicas(URLS, HandClock())
    order = replicas.in_order(MODELS)
    fail(replicas, order[0], overloaded(0.0))

    assert replicas.in_order(MODELS) == order


@pytest.mark.parametrize(
    ("error", "another"),
    [
        (ConnectionFailedError("refused"), True),
        (TimedOutError("no reply"), True),
        (overloaded(1.0), True),
        (ServerError(502, Failure("bad gateway")), True),
        (ServerError(500, Failure("a defect")), False),
        (ServerError(504, Failure("too late")), False),
        (OverloadedError(429, Failure("slower")), False),
        (RejectedError(422, Failure("wrong")), False),
        (ReplyError("no JSON"), False),
        (InputError("empty"), False),
    ],
)
def test_another_replica_is_asked_only_where_that_may_help(
    error: ClientError, another: bool
) -> None:
    """A call that is wrong here is wrong everywhere, and a key's rate is its own."""
    replicas = Replicas(URLS, HandClock())
    order = replicas.in_order(MODELS)
    fail(replicas, order[0], error)

    assert elsewhere(error) is another
    assert (replicas.in_order(MODELS) != order) is another
