"""A server process from its first line to its exit code."""

import json
import os
import signal
import socket
import threading
from time import monotonic, sleep

import httpx2
import pytest

from deskcheck_server.errors import ListenError
from deskcheck_server.life.running import bound_socket
from tests.server.server_process import ServerProcess
from tests.server.waiting import wait_until

BODY = {"problem": "Write add.", "candidates": ["```python\nadd = 1\n```"]}
RUN = (
    "from deskcheck_server.life.running import run; "
    "from deskcheck_server.settings import Settings; "
)


def slow_server(**given: object) -> ServerProcess:
    """A server whose engine takes so long for each group, with these settings."""
    return ServerProcess(["-m", "tests.server.slow_server", json.dumps(given)])


def fast_server(before: str = "") -> ServerProcess:
    """A server as the command line starts it, without a model, after these statements."""
    settings = "Settings.read(None, engine='fake', port=0, workers=1, log_json=True)"
    return ServerProcess(["-c", f"{before}{RUN}run({settings})"])


class Post(threading.Thread):
    """One request in a thread; `status` is 0 where no reply came."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.status = 0
        self._url = f"{url}/v1/rerank"
        self.start()

    def run(self) -> None:
        try:
            self.status = httpx2.post(self._url, json=BODY, timeout=30).status_code
        except httpx2.HTTPError:
            return


def pending(url: str) -> Post:
    """A request that the server has begun to work on."""
    post, until = Post(url), monotonic() + 20
    while "deskcheck_pending_candidates 1.0" not in httpx2.get(f"{url}/metrics").text:
        if monotonic() > until:
            raise AssertionError("the server never began")
        sleep(0.02)
    return post


def refused(url: str) -> bool:
    """Whether nobody listens any more."""
    try:
        httpx2.get(f"{url}/livez")
    except httpx2.HTTPError:
        return True
    return False


def gone(process: int) -> bool:
    """Whether a process has ended, within two seconds."""
    until = monotonic() + 2
    while monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        sleep(0.02)
    return False


def test_a_stopping_server_answers_what_it_accepted() -> None:
    """SIGTERM in the middle of a request: the reply comes, then the process ends with 0."""
    with slow_server(seconds=1.5, drain_seconds=20) as server:
        post = pending(server.url)
        server.stop()
        post.join()

        assert post.status == 200
        assert server.exit_code() == 0


def test_a_stopping_server_waits_no_longer_than_it_was_told() -> None:
    """What is not done by then is refused, and the process still ends with 0."""
    with slow_server(seconds=60, drain_seconds=1) as server:
        post = pending(server.url)
        begun = monotonic()
        server.stop()
        code = server.exit_code()
        post.join()

        assert code == 0
        assert monotonic() - begun < 10
        assert post.status == 503


def test_a_stopping_server_takes_requests_until_the_balancer_knows() -> None:
    """Not ready at once, and served as ever, each reply the last one of its connection."""
    with slow_server(drain_pause_seconds=3) as server, httpx2.Client(base_url=server.url) as http:
        http.get("/livez")
        server.stop()
        wait_until(lambda: http.get("/readyz").status_code == 503)
        reply = http.post("/v1/rerank", json=BODY)
        status = http.get("/readyz")

        assert (reply.status_code, reply.headers["connection"]) == (200, "close")
        assert status.json()["error"]["code"] == "stopping"
        assert server.exit_code() == 0


def test_a_kept_connection_is_closed_by_its_next_reply() -> None:
    """Open before the signal, and told to close after it."""
    with slow_server(drain_pause_seconds=3) as server, httpx2.Client(base_url=server.url) as http:
        before = http.get("/livez")
        server.stop()
        wait_until(lambda: httpx2.get(http.base_url.join("/readyz")).status_code == 503)
        after = http.get("/livez")

        assert "connection" not in before.headers
        assert after.headers["connection"] == "close"


def test_a_second_signal_drops_the_work() -> None:
    """The caller is told, and the process ends in order long before its time is over."""
    with slow_server(seconds=60, drain_seconds=50, drain_pause_seconds=50) as server:
        url, begun = server.url, monotonic()
        post = pending(url)
        server.stop()
        wait_until(lambda: httpx2.get(f"{url}/readyz").status_code == 503)
        server.stop()
        code = server.exit_code()
        post.join()

        assert monotonic() - begun < 10
        assert (code, post.status) == (0, 503)


def test_an_end_that_takes_too_long_is_forced() -> None:
    """An engine that does not close holds nobody up after the second signal."""
    with slow_server(closing=600) as server:
        url, begun = server.url, monotonic()
        httpx2.get(f"{url}/livez")
        server.stop()
        wait_until(lambda: refused(url))
        server.stop()
        code = server.exit_code()

        assert code == 1
        assert monotonic() - begun < 20
        assert server.lines[-1]["event"] == "ended by force"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_server_leaves_nothing_behind(number: signal.Signals) -> None:
    """Either signal ends the server with 0, and its workers with it."""
    with fast_server() as server:
        reply = httpx2.post(f"{server.url}/v1/rerank", json=BODY)
        children = server.children
        server.stop(number)

        assert reply.status_code == 200
        assert children
        assert server.exit_code() == 0
        assert all(map(gone, children))


def test_the_garbage_collector_passes_over_what_was_loaded() -> None:
    """While the server runs, and no longer, and full collections are rare: told by the process."""
    figures = "gc.get_freeze_count(), gc.get_threshold()[2]"
    told = f"lambda *_: print('frozen', {figures}, file=sys.stderr, flush=True)"
    before = (
        f"import atexit, gc, signal, sys; told = {told}; "
        "signal.signal(signal.SIGUSR1, told); atexit.register(told); "
    )
    with fast_server(before) as server:
        url = server.url
        server.stop(signal.SIGUSR1)
        httpx2.get(f"{url}/livez")
        server.stop()
        server.exit_code()
        texts = [str(line["text"]) for line in server.lines if "text" in line]

    running, ended = ([int(figure) for figure in text.split()[1:]] for text in texts)
    assert running[0] > 10_000
    assert ended[0] == 0
    assert running[1] > 10 * ended[1]


def test_all_lines_are_json_on_request() -> None:
    """From the first to the last line, uvicorn's own included."""
    with fast_server() as server:
        httpx2.post(f"{server.url}/v1/rerank", json=BODY)
        server.stop()
        server.exit_code()

        assert [line.get("event") for line in server.lines] == ["serving", "request", "stopped"]


def test_a_taken_port_is_an_error_with_a_remedy() -> None:
    """The message names address and port, before any verifier is loaded."""
    with bound_socket("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(ListenError, match=f"port {port}.*in use.*--port"):
            bound_socket("127.0.0.1", port)


def test_an_unknown_host_is_an_error() -> None:
    """A name that does not resolve is told with the name."""
    with pytest.raises(ListenError, match=r"no\.such\.host\.invalid"):
        bound_socket("no.such.host.invalid", 0)


def test_small_replies_are_sent_at_once() -> None:
    """asyncio turns Nagle's algorithm off only where the socket names its protocol."""
    with bound_socket("127.0.0.1", 0) as bound:
        assert bound.proto == socket.IPPROTO_TCP
