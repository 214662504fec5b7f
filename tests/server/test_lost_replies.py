"""A proxy whose replica died with the request, over a real socket."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from deskcheck_client import Client, ConnectionFailedError, OverloadedError
from deskcheck_server.life.running import bound_socket
from deskcheck_server.on_ray.lost_replies import LostReplies
from tests.server.answers import ADD, PROBLEM
from tests.server.waiting import wait_until


async def silent(scope: Scope, receive: Receive, send: Send) -> None:
    """Ends a request without a word, as Ray's proxy does."""


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    """Begins a reply, and does not end it."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"100")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """An application behind the middleware, on a free port."""
    config = uvicorn.Config(LostReplies(app), log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    with bound_socket("127.0.0.1", 0) as bound:
        thread = threading.Thread(target=server.run, args=([bound],))
        thread.start()
        try:
            wait_until(lambda: server.started)
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def test_a_caller_whose_replica_died_is_told_to_come_again() -> None:
    """A 503 with Retry-After, and not the bare 500 that no client sends again."""
    with (
        served(silent) as url,
        Client(url, retries=0) as client,
        pytest.raises(OverloadedError, match="send it again") as caught,
    ):
        client.rerank(PROBLEM, [ADD])

    assert (caught.value.retry_after, caught.value.code) == (1.0, "not_ready")


def test_half_a_reply_is_no_reply() -> None:
    """Nothing is added to what has begun: the client sees that it broke."""
    with (
        served(broken) as url,
        Client(url, retries=0) as client,
        pytest.raises(ConnectionFailedError),
    ):
        client.rerank(PROBLEM, [ADD])


def test_a_whole_reply_passes_as_it_is() -> None:
    """Of any status."""
    with (
        served(PlainTextResponse("full", 429, {"retry-after": "7"})) as url,
        Client(url, retries=0) as client,
        pytest.raises(OverloadedError, match="full") as caught,
    ):
        client.rerank(PROBLEM, [ADD])

    assert caught.value.retry_after == 7.0
