"""nginx with the shipped configuration before two replicas: who is asked, and what comes back."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import ExitStack
from time import monotonic

import httpx2
import pytest

from benchmarks.nginx_process import SHIPPED, Balancer, balanced
from deskcheck_client import AsyncClient, Client, Group, OverloadedError, RejectedError
from deskcheck_server.settings import Settings
from tests.deploy.held_call import held_call
from tests.server.answers import ADD, PROBLEM, SILENT, SUBTRACT, error_of
from tests.server.live_server import LiveServer, fake_reranker, live_server
from tests.server.waiting import wait_until
from tests.server.watched_engine import WatchedEngine

pytestmark = pytest.mark.nginx

PROBLEMS = [f"Write function {number}." for number in range(12)]
BODY = {"problem": PROBLEM, "candidates": [ADD]}
ROOM = 100  # tokens: enough for one such body, and not for two


class Pair:
    """Two servers with a balancer before them, and what their engines were given."""

    def __init__(self, stack: ExitStack, *, seconds: float = 0.0, **settings: object) -> None:
        self.engines = [WatchedEngine(seconds=seconds) for _ in range(2)]
        self.servers: list[LiveServer] = [
            stack.enter_context(live_server(fake_reranker(engine), **settings))
            for engine in self.engines
        ]
        urls = [server.url for server in self.servers]
        self.balancer: Balancer = stack.enter_context(balanced(urls))
        self.url = self.balancer.url

    @property
    def begun(self) -> list[int]:
        """How many groups each engine has been given."""
        return [len(engine.begun) for engine in self.engines]

    @property
    def dropped(self) -> int:
        """How many groups were taken from the engines again."""
        return sum(len(engine.dropped) for engine in self.engines)


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two fast servers."""
    with ExitStack() as stack:
        yield Pair(stack)


@pytest.fixture
def slow_pair() -> Iterator[Pair]:
    """Two servers whose engines take a minute."""
    with ExitStack() as stack:
        yield Pair(stack, seconds=60)


def test_groups_of_one_problem_go_to_one_replica(pair: Pair) -> None:
    """From clients of their own, and from a score call; other problems use the other one too."""
    for answers in ([ADD], [SUBTRACT]):
        with Client(pair.url) as client:
            client.rerank(PROBLEM, answers)
            client.score([Group(PROBLEM, answers), Group(PROBLEM, answers)])
    one = sorted(pair.begun)
    with Client(pair.url) as client:
        for problem in PROBLEMS:
            client.rerank(problem, [ADD])

    assert one == [0, 6]
    assert min(pair.begun) > 0


def test_calls_without_the_header_are_spread(pair: Pair) -> None:
    """A caller that knows nothing of affinity still uses both."""
    with httpx2.Client(base_url=pair.url) as http:
        statuses = {http.post("/v1/rerank", json=BODY).status_code for _ in range(24)}

    assert statuses == {200}
    assert min(pair.begun) > 0


def test_a_replica_that_is_not_ready_is_passed_over(pair: Pair) -> None:
    """The balancer is ready while one replica is, and says 503 when none is."""
    with Client(pair.url, retries=0) as client:
        pair.servers[0].readiness.stopping()
        one = [client.ready() for _ in range(8)]
        pair.servers[1].readiness.stopping()
        none = client.ready()

    assert one == [True] * 8
    assert none is False


def test_the_refusal_of_full_replicas_reaches_the_caller() -> None:
    """Both are asked, and the last one's 503 comes back with its own Retry-After and words."""
    with ExitStack() as stack:
        pair = Pair(stack, seconds=60, max_pending_tokens=ROOM)
        for server in pair.servers:
            stack.enter_context(held_call(f"{server.url}/v1/rerank", BODY | {"timeout_ms": 2000}))
        wait_until(lambda: pair.begun == [1, 1])
        reply = httpx2.post(f"{pair.url}/v1/rerank", json=BODY)
        last = pair.balancer.lines()[-1]

    assert reply.status_code == 503
    assert int(reply.headers["retry-after"]) >= 1
    assert "tokens are pending" in str(error_of(reply.json())["message"])
    assert last["statuses"] == "503, 503"


def test_a_stream_comes_line_by_line() -> None:
    """The first group is there while the engine still works on the second."""
    groups = [Group(PROBLEM, [SILENT]), Group(PROBLEM, [ADD])]
    with ExitStack() as stack:
        pair = Pair(stack, seconds=2.0)
        client = stack.enter_context(Client(pair.url))
        began = monotonic()
        stream = client.stream(groups)
        next(stream)
        first = monotonic() - began
        next(stream)
        second = monotonic() - began

    assert first < 1.0
    assert second > 2.0


def test_a_cancelled_call_frees_the_engine(slow_pair: Pair) -> None:
    """The balancer hangs up on the replica when its caller does, and asks no other one."""

    async def cancel() -> None:
        async with AsyncClient(slow_pair.url) as client:
            call = asyncio.create_task(client.rerank(PROBLEM, [ADD]))
            while not any(slow_pair.begun):
                await asyncio.sleep(0.01)
            call.cancel()
            await asyncio.wait([call])

    asyncio.run(asyncio.wait_for(cancel(), 20))

    wait_until(lambda: slow_pair.dropped == 1)
    assert sum(slow_pair.begun) == 1


def test_without_any_replica_callers_are_told_to_come_again() -> None:
    """A 503 with Retry-After in the server's own envelope, which the client understands."""
    with (
        balanced(["http://127.0.0.1:9", "http://127.0.0.1:19"]) as balancer,
        Client(balancer.url, retries=0) as client,
        pytest.raises(OverloadedError, match="no replica answers") as caught,
    ):
        client.rerank(PROBLEM, [ADD])

    assert caught.value.retry_after == 1.0
    assert caught.value.code == "not_ready"


def test_a_body_beyond_the_limit_is_refused_before_it_reaches_a_replica(pair: Pair) -> None:
    """As a replica would, and with its words."""
    with Client(pair.url, retries=0) as client, pytest.raises(RejectedError) as caught:
        client.rerank(PROBLEM, [ADD * 300_000])

    assert caught.value.status == 413
    assert caught.value.code == "body_too_large"
    assert pair.begun == [0, 0]


def test_figures_are_asked_of_each_replica(pair: Pair) -> None:
    """Those of a replica drawn by chance would mislead; the reply says so."""
    reply = httpx2.get(f"{pair.url}/metrics")

    assert reply.status_code == 404
    assert error_of(reply.json())["code"] == "unknown_route"


def test_limits_agree_with_the_server() -> None:
    """nginx takes the bodies that a server takes, and waits longer than a server works."""
    text, settings = SHIPPED.read_text(encoding="utf-8"), Settings()
    megabytes = re.search(r"client_max_body_size (\d+)m;", text)
    seconds = re.search(r"proxy_read_timeout (\d+)s;", text)

    assert megabytes is not None
    assert int(megabytes[1]) * 2**20 == settings.max_body_bytes
    assert seconds is not None
    assert int(seconds[1]) > settings.timeout_seconds
