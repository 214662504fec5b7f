"""The bystanders benchmark: its arithmetic, its hostile clients, and a short run."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from benchmarks.bystanders import ALONE, Plan, Turn, figures, measure
from benchmarks.deskcheck_serve import served
from benchmarks.traffic.flow import Answer, Flow
from benchmarks.traffic.hostile import KINDS, Crowd, Kind


def turn(beside: str, *seconds: float, status: int = 200, unsent: int = 0) -> Turn:
    """One turn of ten seconds, its last request over a new connection."""
    *known, newcomer = (Answer(1.0, one, status, None) for one in seconds)
    flows = (Flow(10.0, tuple(known), unsent, 0.1), Flow(10.0, (newcomer,), 0, 0.1))
    return Turn(beside, *flows, descriptors=20, done={"opened": 3})


def test_the_worst_kind_counts() -> None:
    """Its 99th percentile over all its turns, against that of all turns alone."""
    turns = [turn(ALONE, 0.1), turn("a", 0.11), turn(ALONE, 0.1), turn("b", 0.15)]
    shown = figures(turns)

    assert shown["p99_moved"] == 0.5
    assert shown["moved"] == shown["newcomers_moved"] == {"a": 0.1, "b": 0.5}
    assert shown["between"] == {"a": [0.1, 0.1], "b": [0.5, 0.5]}
    assert shown["noise"] == 0.0
    assert shown["p99_of_turns_milliseconds"] == {ALONE: [100.0, 100.0], "a": [110.0], "b": [150.0]}


def test_new_connections_are_shown_by_themselves_too() -> None:
    """They are a quarter of all: what keeps only them waiting would not move a median."""
    shown = figures([turn(ALONE, 0.1, 0.1), turn("a", 0.1, 0.3)])

    assert shown["newcomers_moved"] == {"a": 2.0}
    assert shown["requests"] == {ALONE: 2, "a": 2}
    assert shown["noise"] is None


def test_requests_that_failed_are_counted_beside_whom_they_failed() -> None:
    """Refused, lost, or never sent."""
    turns = [
        turn(ALONE, 0.1),
        turn("a", 0.1, status=503),
        turn(ALONE, 0.1),
        turn("b", 0.1, unsent=2),
    ]

    assert figures(turns)["failed"] == {ALONE: 0, "a": 1, "b": 2}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket that takes connections and closes every one of them at once."""

    def take() -> None:
        with suppress(OSError):
            while True:
                bound.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as bound:
        thread = threading.Thread(target=take)
        thread.start()
        yield bound
        bound.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_a_crowd_comes_again_when_it_is_closed(listener: socket.socket) -> None:
    """It says how many it opened, and how many were closed to it."""
    crowd = Crowd(Kind(held=5, opens=100), listener.getsockname())
    crowd.stay(0.5)
    crowd.go()

    assert crowd.opened > 5
    assert crowd.closed > 0
    assert crowd.most <= 5


def test_a_crowd_gathers_no_longer_than_it_may() -> None:
    """All at once where it can; where nobody listens, until its time is over."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as bound:
        crowd = Crowd(Kind(held=5, opens=1_000), bound.getsockname())
        crowd.gather(20)
        crowd.go()
        address = bound.getsockname()
    lonely = Crowd(Kind(held=5, opens=1_000), address)
    lonely.gather(0.1)

    assert (crowd.opened, crowd.most, lonely.opened) == (5, 5, 0)


def test_a_short_run_measures_others_beside_a_hostile_client() -> None:
    """Against a server without a model: all are answered, and the crowd was in the server."""
    with served("--engine", "fake", "--workers", "1") as server:
        plan = Plan(1, turn_seconds=1, warm_seconds=0.3)
        shown = figures(asyncio.run(measure(server, plan, ("slow_heads",))))

    assert shown["failed"] == {ALONE: 0, "slow_heads": 0}
    assert shown["hostile"]["slow_heads"][0]["opened"] >= 500
    assert shown["descriptors"]["slow_heads"] > 250 > shown["descriptors"][ALONE]


def test_the_kinds_of_hostile_clients_are_those_that_are_promised() -> None:
    """The names that the result shows, and the connections."""
    named = {"idle_connections", "slow_heads", "slow_bodies", "huge_headers", "half_closed"}

    assert named < KINDS.keys()
    assert KINDS["idle_connections"].held >= 10_000
