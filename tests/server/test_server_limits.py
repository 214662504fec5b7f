"""Caps and admission over HTTP: each limit has its status."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from deskcheck_client import Client, Group, OverloadedError
from deskcheck_models import FakeEngine
from tests.server.answers import ADD, PROBLEM, error_of
from tests.server.live_server import LiveServer, fake_reranker, live_server
from tests.server.waiting import wait_until
from tests.server.watched_engine import WatchedEngine

BODY = {"problem": PROBLEM, "candidates": [ADD, ADD]}
ONE_BODY = 150  # tokens in which BODY has room, and no second one beside it


def post(server: LiveServer, body: object, path: str = "/v1/rerank") -> httpx2.Response:
    """The reply to one body."""
    return httpx2.post(server.url + path, json=body, timeout=30)


def refused(server: LiveServer, body: object, path: str = "/v1/rerank") -> dict[str, object]:
    """The error of a body that is refused with 422."""
    reply = post(server, body, path)
    if reply.status_code != 422:
        raise AssertionError(f"not refused: {reply.text}")
    return error_of(reply.json())


def wait_for_pending(server: LiveServer, count: float) -> None:
    """Until so many candidates are pending."""
    wait_until(lambda: server.figure("deskcheck_pending_candidates") == count)


def test_every_cap_is_told_with_its_value() -> None:
    """Too many groups or candidates, or too long a text: 422 at the place."""
    group = {"problem": PROBLEM, "candidates": ["x"]}
    with live_server(max_groups=2, max_candidates=3, max_characters=50) as server:
        groups = refused(server, {"groups": [group] * 3}, "/v1/score")
        large = {"groups": [group, group | {"candidates": ["x"] * 4}]}
        many = refused(server, large, "/v1/score")
        long = refused(server, group | {"candidates": ["x" * 51]})

    assert (groups["param"], "1 to 2" in str(groups["message"])) == ("groups", True)
    assert (many["param"], "1 to 3" in str(many["message"])) == ("groups.1.candidates", True)
    assert (long["param"], "50" in str(long["message"])) == ("candidates.0", True)


def test_a_full_server_says_when_to_come_back() -> None:
    """503 with Retry-After, at once; what was let in is answered."""
    slow = fake_reranker(FakeEngine(seconds=1))
    with live_server(slow, max_pending_tokens=ONE_BODY) as server, ThreadPoolExecutor() as threads:
        first = threads.submit(post, server, BODY)
        wait_for_pending(server, 2)
        begun = time.monotonic()
        refused = post(server, BODY)
        waited = time.monotonic() - begun

        assert refused.status_code == 503
        assert waited < 0.5
        assert int(refused.headers["retry-after"]) >= 1
        assert error_of(refused.json())["code"] == "overloaded"
        assert first.result().status_code == 200


def test_a_refused_stream_is_a_503_too() -> None:
    """Admission comes before the first line."""
    slow = fake_reranker(FakeEngine(seconds=1))
    with (
        live_server(slow, max_pending_tokens=ONE_BODY) as server,
        ThreadPoolExecutor() as threads,
        Client(server.url, retries=0) as client,
    ):
        first = threads.submit(post, server, BODY)
        wait_for_pending(server, 2)
        with pytest.raises(OverloadedError) as caught:
            next(client.stream([Group(PROBLEM, [ADD, ADD])], priority="interactive"))

        assert caught.value.status == 503
        assert first.result().status_code == 200


@pytest.mark.parametrize("status", [429, 503])
def test_the_status_of_an_overload_can_be_chosen(status: int) -> None:
    """Some trainers come again after a 503 alone, others after a 429; all are told when."""
    slow = fake_reranker(FakeEngine(seconds=1))
    limits = {"max_pending_tokens": ONE_BODY, "overload_status": status}
    with live_server(slow, **limits) as server, ThreadPoolExecutor() as threads:
        first = threads.submit(post, server, BODY)
        wait_for_pending(server, 2)
        refused = post(server, BODY)

        assert refused.status_code == status
        assert int(refused.headers["retry-after"]) >= 1
        assert error_of(refused.json())["code"] == "overloaded"
        assert first.result().status_code == 200


def test_what_an_idle_server_would_refuse_is_no_503() -> None:
    """Waiting does not help a request that is too large by itself: 413."""
    with live_server(max_pending_tokens=50) as server:
        reply = post(server, BODY)
    error = error_of(reply.json())

    assert (reply.status_code, error["code"]) == (413, "request_too_large")
    assert "this server holds 50 at once: send it in several" in str(error["message"])
    assert "retry-after" not in reply.headers


def test_known_tokens_replace_the_estimate() -> None:
    """Once a group is tokenised it holds what it costs, a program of several candidates once."""
    engine = WatchedEngine(seconds=30)
    with live_server(fake_reranker(engine)) as server, ThreadPoolExecutor() as threads:
        body = {"problem": PROBLEM, "candidates": [ADD] * 20, "timeout_ms": 3000}
        first = threads.submit(post, server, body)
        wait_until(lambda: bool(engine.begun))
        pending = server.figure("deskcheck_pending_tokens")
        first.result()

        assert pending == engine.begun[0] < 200
        assert server.figure("deskcheck_pending_tokens") == 0


def test_the_wait_follows_the_measured_rate() -> None:
    """A request that could not be answered in its time is refused at once, with when it could."""
    slow = fake_reranker(FakeEngine(seconds=0.5))
    limits = {"engine_tokens": 1}  # one group after the other
    with live_server(slow, **limits) as server, ThreadPoolExecutor(20) as threads:
        post(server, BODY)  # from here on the rate is known
        crowd = [threads.submit(post, server, BODY) for _ in range(8)]
        wait_for_pending(server, 16)
        refused = post(server, BODY | {"timeout_ms": 1000})
        accepted = {one.result().status_code for one in crowd}

    assert refused.status_code == 503
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert "of the request's" in str(error_of(refused.json())["message"])
    assert accepted == {200}


def test_a_retrying_client_gets_in() -> None:
    """The bundled client waits as it is told, and is answered then."""
    slow = fake_reranker(FakeEngine(seconds=0.5))
    with (
        live_server(slow, max_pending_tokens=ONE_BODY) as server,
        ThreadPoolExecutor() as threads,
        Client(server.url) as client,
    ):
        first = threads.submit(post, server, BODY)
        wait_for_pending(server, 2)

        assert len(client.rerank(PROBLEM, [ADD, ADD])) == 2
        assert first.result().status_code == 200
