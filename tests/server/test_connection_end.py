"""What a connection leaves behind when it ends."""

import gc
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import pytest

from deskcheck_server.edge.connection import Connection
from tests.server.live_server import live_server
from tests.server.waiting import wait_until

CROWD = 64
HEAD = b"POST /v1/rerank HTTP/1.1\r\nhost: here\r\n"


@contextmanager
def no_collection() -> Iterator[None]:
    """Without the garbage collector, what lies in a cycle stays."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def left() -> int:
    """How many connections the server's process remembers."""
    return sum(type(each) is Connection for each in gc.get_objects())


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop does not run on Windows")
@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="silent"),
        pytest.param(b"GET /livez HTTP/1.1\r\nhost: here\r\n\r\n", id="answered"),
        pytest.param(HEAD, id="half a head"),
        pytest.param(HEAD + b"content-length: 99\r\n\r\n{", id="half a body"),
        pytest.param(b"no HTTP\r\n\r\n", id="no HTTP"),
    ],
)
def test_a_crowd_that_leaves_is_forgotten_without_a_collection(sent: bytes) -> None:
    """Nothing of it waits in cycles for a full collection, which would stop all requests."""
    with live_server() as server:
        place = urlsplit(server.url)
        with no_collection():
            for _ in range(CROWD):
                with closing(socket.create_connection((place.hostname, place.port))) as caller:
                    caller.sendall(sent)
            wait_until(lambda: left() == 0)

            assert gc.collect() < CROWD
