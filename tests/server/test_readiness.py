"""The states of a server's life: from starting to stopping, with an engine that may go and come."""

import asyncio
from threading import Event

import pytest

from deskcheck_models import FakeEngine
from deskcheck_models.errors import EngineEndedError
from deskcheck_server.errors import StartingError, StoppingError
from deskcheck_server.life.readiness import Readiness, State


def ready(death: Event | None = None) -> Readiness:
    """A server that has started with an engine, which dies when `death` is set."""
    readiness = Readiness()
    readiness.started(FakeEngine(death=death or Event()))
    return readiness


def test_a_server_starts_before_it_is_ready() -> None:
    """Without an engine it takes nothing."""
    readiness = Readiness()

    assert readiness.state is State.STARTING
    with pytest.raises(StartingError, match="ask another one, or later"):
        readiness.check()


def test_an_engine_makes_it_ready() -> None:
    """And its check passes."""
    readiness = ready()
    readiness.check()

    assert readiness.state is State.READY


def test_an_engine_that_dies_is_seen_at_once() -> None:
    """Nobody has to tell."""
    death = Event()
    readiness = ready(death)
    death.set()

    assert readiness.state is State.ENGINE_DOWN
    with pytest.raises(EngineEndedError, match="ask another server, or later"):
        readiness.check()


def test_a_closed_engine_is_down_as_well() -> None:
    """However it ended."""
    engine, readiness = FakeEngine(), Readiness()
    readiness.started(engine)
    asyncio.run(engine.close())

    assert readiness.state is State.ENGINE_DOWN


def test_the_next_engine_makes_it_ready_again() -> None:
    """As a restart does."""
    death = Event()
    readiness = ready(death)
    death.set()
    readiness.started(FakeEngine())

    assert readiness.state is State.READY


def test_stopping_is_for_good() -> None:
    """No engine brings a stopping server back, and none that dies changes what is said."""
    death = Event()
    readiness = ready(death)
    readiness.stopping()
    death.set()
    readiness.started(FakeEngine())

    assert readiness.state is State.STOPPING
    with pytest.raises(StoppingError, match="ask another one"):
        readiness.check()


def test_a_server_may_stop_before_it_has_started() -> None:
    """A signal may come while a verifier is loaded."""
    readiness = Readiness()
    readiness.stopping()

    assert readiness.state is State.STOPPING
