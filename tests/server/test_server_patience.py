"""Callers that are slow, silent, deaf or many, over real sockets: each is closed in its time."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

import httpx2
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from deskcheck_models import FakeEngine
from deskcheck_server.edge.connection import Connection
from deskcheck_server.edge.connection_room import ConnectionRoom
from deskcheck_server.edge.patience import SECONDS
from deskcheck_server.life.running import bound_socket
from tests.server.answers import ADD, PROBLEM, error_of
from tests.server.live_server import LiveServer, fake_reranker, live_server
from tests.server.waiting import wait_until

HEAD = b"POST /v1/rerank HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
LONG = HEAD + b"content-length: 16000000\r\n\r\n"
ALIVE = b"GET /livez HTTP/1.1\r\nhost: a\r\n"
DRIP = 0.5
BODY = {"problem": PROBLEM, "candidates": [ADD]}


def connected(server: LiveServer, first: bytes = b"", *, takes: int | None = None) -> socket.socket:
    """A connection over which something was sent; `takes` bounds the bytes that it buffers."""
    opened = socket.socket()
    if takes is not None:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
    url = httpx2.URL(server.url)
    opened.settimeout(20)
    opened.connect((url.host, url.port))
    opened.sendall(first)
    return opened


def replied(opened: socket.socket) -> bytes:
    """All that comes until the server closes."""
    content = b""
    try:
        while piece := opened.recv(65_536):
            content += piece
    except ConnectionError:
        pass
    return content


@dataclass
class Visitor:
    """Who sends `piece` again and again; when and with what it was closed."""

    name: str
    opened: socket.socket
    piece: bytes
    closed: float | None = None
    reply: bytes = b""

    def come_again(self, now: float) -> None:
        """Send a piece, and see whether the server is still there."""
        self.opened.setblocking(False)
        try:
            self.opened.sendall(self.piece)
            while piece := self.opened.recv(65_536):
                self.reply += piece
        except BlockingIOError:
            return
        except OSError:
            pass
        self.closed = self.closed or now


@pytest.fixture(scope="module")
def visitors() -> Iterator[dict[str, Visitor]]:
    """All kinds at once for a little longer than the server's patience; others are served."""
    with live_server() as server, ExitStack() as stack:
        firsts = {
            "silent": (b"", b""),
            "slow head": (ALIVE, b"x-more: 1\r\n"),
            "slow body": (LONG + b"{", b" "),
            "body after its refusal": (HEAD + b"content-length: 99999999\r\n\r\n", b" "),
            "steady body": (LONG + b"{", b" " * 65_536),
            "idle after a reply": (ALIVE + b"\r\n", b""),
        }
        came = [
            Visitor(name, stack.enter_context(connected(server, first)), piece)
            for name, (first, piece) in firsts.items()
        ]
        began = time.monotonic()
        while (now := time.monotonic() - began) < SECONDS + 2:
            for visitor in came:
                visitor.come_again(now)
            assert httpx2.get(f"{server.url}/livez").status_code == 200
            time.sleep(DRIP)
        yield {visitor.name: visitor for visitor in came}


@pytest.mark.parametrize("name", ["slow head", "body after its refusal"])
def test_who_keeps_the_server_waiting_is_closed(visitors: dict[str, Visitor], name: str) -> None:
    """However steadily small pieces come."""
    closed = visitors[name].closed

    assert closed is not None
    assert closed == pytest.approx(SECONDS, abs=2)


def test_a_slow_body_is_refused_with_a_reason(visitors: dict[str, Visitor]) -> None:
    """408, with the pace that is wanted."""
    head, _, content = visitors["slow body"].reply.partition(b"\r\n\r\n")
    error = error_of(json.loads(content))

    assert head.startswith(b"HTTP/1.1 408")
    assert error["code"] == "slow_body"
    assert "16 KiB a second" in str(error["message"])


@pytest.mark.parametrize("name", ["steady body", "idle after a reply", "silent"])
def test_who_does_nothing_wrong_stays(visitors: dict[str, Visitor], name: str) -> None:
    """A body that comes at its pace, and a connection that may be used, for once or again."""
    assert visitors[name].closed is None


def test_a_silent_caller_is_closed_as_one_between_requests_is() -> None:
    """After the same time, here of one second."""
    room: ConnectionRoom[Connection] = ConnectionRoom(10)
    config = uvicorn.Config(
        unasked,
        http=partial(Connection, room),  # type: ignore[arg-type]
        timeout_keep_alive=1,
        lifespan="off",
        log_config=None,
    )
    server = uvicorn.Server(config)
    with bound_socket("127.0.0.1", 0) as bound, socket.socket() as silent:
        thread = threading.Thread(target=server.run, args=([bound],))
        thread.start()
        wait_until(lambda: server.started)
        silent.settimeout(20)
        silent.connect(bound.getsockname())
        began = time.monotonic()
        content, seconds = replied(silent), time.monotonic() - began
        server.should_exit = True
        thread.join()

    assert (content, len(room)) == (b"", 0)
    assert 0.9 < seconds < 10


async def unasked(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that nobody sends a request to."""
    raise AssertionError(f"somebody asked: {scope}")


def test_a_deaf_caller_is_closed_and_one_that_reads_slowly_is_not() -> None:
    """Megabytes of replies wait for who takes some of them, and for nobody else."""
    ask = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: a\r\n"
    many = (ask + b"\r\n") * 3 + ask + b"connection: close\r\n\r\n"  # more than Linux buffers
    with live_server() as server, ExitStack() as stack:
        size = len(httpx2.get(f"{server.url}/docs/swagger-ui-bundle.js").content)
        deaf, slow = (stack.enter_context(connected(server, many, takes=65_536)) for _ in range(2))
        until, taken = time.monotonic() + SECONDS + 2, 0
        while time.monotonic() < until:
            taken += len(slow.recv(65_536))
            time.sleep(0.1)

        assert taken + len(replied(slow)) > 4 * size
        assert len(replied(deaf)) < 4 * size


def test_huge_headers_are_refused_and_the_server_goes_on() -> None:
    """400 in the envelope, whether they come in one line or in many, and nothing in the log."""
    with live_server() as server:
        for more in (b"x: " + b"y" * 20_000, b"x: y\r\n" * 4_000):
            with connected(server, ALIVE + more) as opened:
                head, _, content = replied(opened).partition(b"\r\n\r\n")

            assert head.startswith(b"HTTP/1.1 400")
            assert error_of(json.loads(content))["code"] == "invalid_http"
        assert httpx2.get(f"{server.url}/livez").status_code == 200


def test_half_closed_callers_free_their_places() -> None:
    """Who sends no more is taken to be gone, in the middle of a body or after its end."""
    content = json.dumps(BODY).encode()
    whole = HEAD + b"content-length: %d\r\n\r\n%b" % (len(content), content)
    with live_server(fake_reranker(FakeEngine(seconds=60))) as server:
        for sent in (whole, whole[:-5], HEAD, b""):
            with connected(server, sent) as opened:
                opened.shutdown(socket.SHUT_WR)

                assert replied(opened) == b""
        wait_until(lambda: server.figure("deskcheck_pending_candidates") == 0)

        assert httpx2.get(f"{server.url}/livez").status_code == 200


def test_a_crowd_of_idle_strangers_keeps_nobody_out() -> None:
    """Fifty where there are ten places: who asks is answered, on a kept connection too."""
    with (
        live_server(max_connections=10) as server,
        httpx2.Client(base_url=server.url) as known,
        ExitStack() as stack,
    ):
        known.get("/livez")
        crowd = [stack.enter_context(connected(server)) for _ in range(50)]

        assert known.get("/livez").status_code == 200
        assert httpx2.get(f"{server.url}/livez").status_code == 200
        assert replied(crowd[0]) == b""


def test_more_requests_at_once_than_connections_are_refused_clearly() -> None:
    """503 in the envelope, with when to come again; those in work are not harmed."""
    content = json.dumps(BODY).encode()
    sent = HEAD + b"connection: close\r\ncontent-length: %d\r\n\r\n%b" % (len(content), content)
    slow = fake_reranker(FakeEngine(seconds=1))
    with live_server(slow, max_connections=2) as server, ExitStack() as stack:
        working = [stack.enter_context(connected(server, sent)) for _ in range(2)]
        wait_until(lambda: server.figure("deskcheck_pending_candidates") == 2)
        with connected(server) as third:
            refused = replied(third)
        answers = [replied(one) for one in working]

    head, _, body = refused.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 1" in head
    assert error_of(json.loads(body))["code"] == "overloaded"
    assert all(one.startswith(b"HTTP/1.1 200") for one in answers)


def test_what_is_no_http_in_the_middle_of_a_request_drops_its_work() -> None:
    """A body whose chunks break the rules: its request ends, and the next caller is served."""
    with live_server() as server:
        with connected(server, HEAD + b"transfer-encoding: chunked\r\n\r\n") as opened:
            time.sleep(0.1)
            opened.sendall(b"no chunk\r\n")

            assert replied(opened).startswith(b"HTTP/1.1 400")
        wait_until(lambda: '"status": 499' in server.log.getvalue())
        assert httpx2.get(f"{server.url}/livez").status_code == 200
