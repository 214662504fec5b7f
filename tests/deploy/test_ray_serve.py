"""Two replicas on a Ray of this machine: affinity, a replica that dies, and a quiet end."""

from collections.abc import Iterator

import httpx2
import pytest

from deskcheck_client import Client, Group
from tests.deploy.load_through import load_through
from tests.deploy.ray_process import RayProcess, on_ray
from tests.server.answers import ADD, error_of
from tests.server.waiting import wait_until

pytestmark = pytest.mark.ray
pytest.importorskip("ray", reason="Ray is not installed: pip install '.[ray]'")

PROBLEMS = [f"Write function {number}." for number in range(12)]


@pytest.fixture(scope="module")
def server() -> Iterator[RayProcess]:
    """Two replicas behind Ray's proxy."""
    with on_ray(replicas=2) as running:
        yield running


def cached(client: Client, problem: str) -> bool:
    """Whether the replica that was asked had scored this before."""
    return client.rerank(problem, [ADD]).usage.computed_tokens == 0


def test_calls_about_one_problem_find_the_replica_that_knows_it(server: RayProcess) -> None:
    """Whoever calls; every second call is answered from that replica's cache."""
    with Client(server.url) as first:
        before = [cached(first, problem) for problem in PROBLEMS]
    with Client(server.url) as second:
        after = [cached(second, problem) for problem in PROBLEMS]

    assert not any(before)
    assert all(after)


def test_calls_without_the_header_are_spread(server: RayProcess) -> None:
    """Of a dozen problems asked twice, some find the other replica: one in 4096 would not."""
    computed = []
    with httpx2.Client(base_url=server.url, timeout=30) as http:
        for problem in PROBLEMS * 2:
            body = {"problem": f"Again: {problem}", "candidates": [ADD]}
            computed.append(http.post("/v1/rerank", json=body).json()["usage"]["computed_tokens"])

    assert any(computed[len(PROBLEMS) :])


def test_a_stream_and_a_refusal_pass_through(server: RayProcess) -> None:
    """The whole application is there, not the rerank route alone."""
    with Client(server.url) as client:
        groups = list(client.stream([Group(problem, [ADD]) for problem in PROBLEMS]))
    refused = httpx2.post(f"{server.url}/v1/rerank", json={"problem": "", "wrong": 1})

    assert len(groups) == len(PROBLEMS)
    assert refused.status_code == 422
    assert error_of(refused.json())["code"] == "invalid_field"


def test_no_call_is_lost_when_a_replica_is_killed(server: RayProcess) -> None:
    """What it had is sent again, the other one takes over, and Ray brings a new one."""
    before = set(server.replicas())
    with load_through(server.url) as load:
        wait_until(lambda: len(load.answered) > 100, seconds=120)
        server.kill_a_replica()
        killed_at = len(load.answered)
        wait_until(lambda: len(load.answered) > killed_at + 300, seconds=120)
        wait_until(lambda: bool(set(server.replicas()) - before), seconds=120)

    assert len(before) == 2
    assert load.lost == []
    assert load.different == []


def test_it_ends_when_it_is_told_to(server: RayProcess) -> None:
    """With 0, and the replicas with it."""
    code = server.stop()

    assert code == 0
    wait_until(lambda: server.replicas() == [])
