"""Engines that die under a server: callers are told at once, and the next engine goes on."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from threading import Event

import httpx2

from deskcheck_client import Client
from deskcheck_models import CheckpointError, Engine, FakeEngine
from deskcheck_server.life.supervised_engine import SupervisedEngine
from deskcheck_server.logs import open_log
from tests.server.answers import ADD, PROBLEM, error_of
from tests.server.live_server import LiveServer, fake_reranker, live_server
from tests.server.test_server_life import BODY, Post, pending, slow_server
from tests.server.waiting import wait_until

RESTARTS = "deskcheck_engine_restarts_total"


@dataclass(frozen=True, slots=True)
class Engines:
    """Makes engines, the next of these; the one with number N dies when `deaths[N]` is set."""

    seconds: Sequence[float] = (0.0, 0.0, 0.0, 0.0)
    broken: frozenset[int] = frozenset()  # those that do not start
    failing: frozenset[int] = frozenset()
    deaths: list[Event] = field(default_factory=list)
    made: list[Engine] = field(default_factory=list)
    passed: list[Engine] = field(default_factory=list)
    gate: Event = field(default_factory=Event)  # the second and later ones start when it is set

    def load(self) -> Engine:
        """The next engine."""
        number = len(self.deaths)
        self.deaths.append(Event())
        if number:
            self.gate.wait(20)
        if number in self.broken:
            raise CheckpointError("the weights are gone")
        seconds, failing = self.seconds[number], number in self.failing
        self.made.append(FakeEngine(seconds=seconds, failing=failing, death=self.deaths[number]))
        return self.made[-1]

    async def check(self, engine: Engine) -> None:
        """Let every engine pass, and remember it."""
        self.passed.append(engine)


@contextmanager
def supervised(
    engines: Engines, patience: float = 60.0, **settings: object
) -> Iterator[LiveServer]:
    """A server on the engines, one after the other."""
    engine = SupervisedEngine(
        engines.load,
        engines.check,
        log=open_log(StringIO(), level="info", as_json=True),
        patience=patience,
    )
    with live_server(fake_reranker(engine), engine, **settings) as server:
        try:
            yield server
        finally:
            threading.Timer(0.5, engines.gate.set).start()  # when the server is stopping


def readiness(server: LiveServer) -> tuple[int, object]:
    """Status and reason of the probe."""
    reply = httpx2.get(f"{server.url}/readyz")
    return reply.status_code, error_of(reply.json())["code"] if reply.status_code != 200 else None


def rerank(server: LiveServer) -> httpx2.Response:
    """The reply to one request."""
    return httpx2.post(f"{server.url}/v1/rerank", json=BODY, timeout=20)


def test_a_death_is_told_to_those_in_flight_and_those_who_come() -> None:
    """503 with Retry-After and the reason, at once; alive still, and ready no more."""
    engines = Engines(seconds=(60.0, 0.0))
    with supervised(engines) as server:
        post = pending(server.url)
        engines.deaths[0].set()
        post.join(5)
        late = rerank(server)
        ready = readiness(server)
        alive = httpx2.get(f"{server.url}/livez").status_code

    assert post.status == 503
    assert late.status_code == 503
    assert int(late.headers["retry-after"]) >= 1
    assert error_of(late.json())["code"] == "engine_down"
    assert ready == (503, "engine_down")
    assert alive == 200


def test_the_next_engine_goes_on() -> None:
    """Checked like the first, counted, and with the same scores."""
    engines = Engines()
    with supervised(engines) as server:
        before = rerank(server).json()["results"]
        engines.deaths[0].set()
        engines.gate.set()
        wait_until(lambda: server.figure(RESTARTS) == 1 and readiness(server)[0] == 200)
        after = rerank(server).json()["results"]

    assert [one["score"] for one in after] == [one["score"] for one in before]
    assert len(engines.passed) == 1


def test_an_engine_that_does_not_start_is_tried_again() -> None:
    """Not ready meanwhile; only what started is counted."""
    engines = Engines(broken=frozenset({1}))
    engines.gate.set()
    with supervised(engines) as server:
        engines.deaths[0].set()
        wait_until(lambda: len(engines.deaths) == 2)
        between = readiness(server)
        wait_until(lambda: readiness(server)[0] == 200)
        restarts = server.figure(RESTARTS)

    assert between == (503, "engine_down")
    assert restarts == 1


def test_an_engine_that_only_fails_is_replaced() -> None:
    """Three failures in a row without a score; each is a failure of its own request until then."""
    engines = Engines(failing=frozenset({0}))
    engines.gate.set()
    with supervised(engines) as server:
        statuses = [rerank(server).status_code for _ in range(3)]
        wait_until(lambda: server.figure(RESTARTS) == 1)
        after = rerank(server).status_code

    assert (statuses, after) == ([500] * 3, 200)


def test_an_engine_that_hangs_is_replaced() -> None:
    """It lives and finishes nothing: requests end in their time, and the next engine goes on."""
    engines = Engines(seconds=(600.0, 0.0))
    hurried = BODY | {"timeout_ms": 300}
    statuses = []
    with supervised(engines, patience=1.0) as server:
        while (hung := readiness(server))[0] == 200:
            reply = httpx2.post(f"{server.url}/v1/rerank", json=hurried, timeout=20)
            statuses.append(reply.status_code)
        late = rerank(server)
        engines.gate.set()
        wait_until(lambda: server.figure(RESTARTS) == 1 and readiness(server)[0] == 200)
        after = rerank(server).status_code

    assert set(statuses[:-1]) == {504}
    assert statuses[-1] in (503, 504)  # by its own time, or with the engine
    assert hung == (503, "engine_down")
    assert (late.status_code, after) == (503, 200)
    assert int(late.headers["retry-after"]) >= 1
    assert not engines.made[0].alive


def test_an_engine_that_is_slow_and_steady_stays() -> None:
    """It finishes a group now and then, and so is never replaced."""
    engines = Engines(seconds=(0.3,))
    with supervised(engines, patience=0.5) as server:
        statuses = [rerank(server).status_code for _ in range(4)]

        assert (statuses, len(engines.deaths)) == ([200] * 4, 1)


def test_the_client_waits_for_the_next_engine() -> None:
    """As for any server that says when to come again."""
    engines = Engines(seconds=(60.0, 0.0))
    engines.gate.set()
    with supervised(engines) as server:
        threading.Timer(0.3, engines.deaths[0].set).start()
        with Client(server.url, retries=5) as client:
            ranking = client.rerank(PROBLEM, [ADD])

    assert ranking.results[0].score is not None


def test_nothing_is_started_where_an_exit_is_wanted() -> None:
    """Not ready, and no second engine, until the process has ended."""
    engines = Engines()
    with supervised(engines, engine_failure="exit") as server:
        engines.deaths[0].set()
        ready = readiness(server)
        late = rerank(server).status_code

    assert ready == (503, "engine_down")
    assert (late, len(engines.deaths)) == (503, 1)


def test_an_engine_that_comes_too_late_is_closed() -> None:
    """The server stopped while it started."""
    engines = Engines()
    with supervised(engines):
        engines.deaths[0].set()
        wait_until(lambda: len(engines.deaths) == 2)

    assert [engine.alive for engine in engines.made] == [False, False]
    assert engines.passed == []


def test_a_process_can_end_with_its_engine() -> None:
    """Those in flight are told, and the supervisor is: a status that is not 0."""
    with slow_server(seconds=60, engine_failure="exit") as server:
        post: Post = pending(server.url)
        server.stop(signal.SIGUSR1)
        code = server.exit_code()
        post.join()

    assert post.status == 503
    assert code != 0
