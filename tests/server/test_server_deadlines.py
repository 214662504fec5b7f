"""How long a request may take: by the server, by its body, by its header; then 504."""

import time
from collections.abc import Iterator, Mapping

import httpx2
import pytest

from deskcheck_client import Client, FailedGroup, Group, ScoredGroup
from deskcheck_models import FakeEngine
from tests.server.answers import ADD, PROBLEM, SILENT, error_of
from tests.server.live_server import LiveServer, fake_reranker, live_server
from tests.server.waiting import wait_until
from tests.server.watched_engine import WatchedEngine

BODY: dict[str, object] = {"problem": PROBLEM, "candidates": [ADD, ADD]}
HEADER = "x-request-timeout-ms"


def post(
    server: LiveServer, body: Mapping[str, object], headers: Mapping[str, str] | None = None
) -> httpx2.Response:
    """The reply to one body."""
    return httpx2.post(f"{server.url}/v1/rerank", json=body, headers=headers, timeout=30)


@pytest.mark.parametrize(
    ("cap", "body", "headers"),
    [
        (1.2, {}, {}),
        (60, {"timeout_ms": 1200}, {}),
        (60, {}, {HEADER: "1200"}),
        (60, {"timeout_ms": 1200}, {HEADER: "9000"}),
        (60, {"timeout_ms": 9000}, {HEADER: "1200"}),
        (1.2, {"timeout_ms": 9000}, {HEADER: "9000"}),
    ],
)
def test_the_shortest_time_counts(
    cap: float, body: dict[str, object], headers: dict[str, str]
) -> None:
    """Of the server's, the body's and the header's; then 504, which says what it waited for."""
    engine = WatchedEngine(seconds=30)
    with live_server(fake_reranker(engine), timeout_seconds=cap) as server:
        began = time.monotonic()
        reply = post(server, BODY | body, headers)
        error = error_of(reply.json())

        assert reply.status_code == 504
        assert "within 1.2 s, and it still waited for the engine" in str(error["message"])
        assert error["code"] == "deadline_exceeded"
        assert "retry-after" not in reply.headers
        assert time.monotonic() - began < 8
        assert len(engine.dropped) == len(engine.begun) == 1
        assert server.figure("deskcheck_pending_candidates") == 0
        assert server.figure("deskcheck_pending_tokens") == 0


def test_waiting_in_line_is_told_as_such() -> None:
    """A request whose turn never came has cost the engine nothing."""
    engine = WatchedEngine(seconds=4)
    with (
        live_server(fake_reranker(engine), engine_tokens=1) as server,
        Client(server.url) as client,
        client.stream([Group(PROBLEM, [SILENT]), Group(PROBLEM, [ADD])]) as others,
    ):
        next(others)  # the second group has the engine
        wait_until(lambda: bool(engine.begun))
        reply = post(server, BODY | {"timeout_ms": 1000})

        assert "waited for its turn at the engine" in str(error_of(reply.json())["message"])
        assert int(reply.headers["retry-after"]) >= 1
        assert len(engine.begun) == 1


def test_time_enough_is_no_limit() -> None:
    """A fast answer is the same with a deadline."""
    with live_server() as server:
        plain = post(server, BODY).json()["results"]
        timed = post(server, BODY | {"timeout_ms": 20_000}, {HEADER: "20000"}).json()["results"]

    assert plain == timed


@pytest.mark.parametrize("given", ["", "0", "-5", "1.5", "soon", "9" * 5000, "\xb2"])
def test_a_header_that_is_no_time_is_refused(server: LiveServer, given: str) -> None:
    """With its name, its value and what to give instead."""
    reply = post(server, BODY, httpx2.Headers([(HEADER.encode(), given.encode("latin-1"))]))
    error = error_of(reply.json())

    assert (reply.status_code, error["param"]) == (422, HEADER)
    assert "give whole milliseconds, 1 or more" in str(error["message"])


@pytest.mark.parametrize("given", [0, -1, 1.5, "300", True])
def test_a_field_that_is_no_time_is_refused(server: LiveServer, given: object) -> None:
    """As any other field."""
    reply = post(server, BODY | {"timeout_ms": given})

    assert (reply.status_code, error_of(reply.json())["param"]) == (422, "timeout_ms")


def test_a_streams_deadline_is_told_group_by_group() -> None:
    """Groups that were done in time stay good, and the stream ends whole."""
    slow = fake_reranker(FakeEngine(seconds=30))
    with live_server(slow, timeout_seconds=0.5) as server, Client(server.url) as client:
        groups = {g.group: g for g in client.stream([Group("a", [SILENT]), Group("b", [ADD])])}
    late = groups[1]

    assert isinstance(groups[0], ScoredGroup)
    assert isinstance(late, FailedGroup)
    assert late.error.code == "deadline_exceeded"


def test_a_body_that_trickles_in_is_a_504() -> None:
    """Nobody holds a connection for ever with an unfinished body."""

    def trickle() -> Iterator[bytes]:
        time.sleep(0.8)
        yield b"{"

    with live_server(timeout_seconds=0.3) as server:
        reply = httpx2.post(
            f"{server.url}/v1/rerank",
            content=trickle(),
            headers={"content-type": "application/json"},
        )

    assert reply.status_code == 504
    assert "did not arrive" in str(error_of(reply.json())["message"])
