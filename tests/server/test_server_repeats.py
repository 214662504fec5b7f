"""What comes again: duplicates in a group, repeats in later requests, and their figures."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from deskcheck_client import Client
from deskcheck_models import FakeEngine, Reranker, Verifier
from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_models.cached_engine import CachedEngine
from deskcheck_server.queue.lined_engine import LinedEngine
from tests.server.answers import ADD, PROBLEM, SILENT, SUBTRACT
from tests.server.live_server import LiveServer, live_server
from tests.server.server_process import ServerProcess

CACHE = "deskcheck_score_cache"
RUN = (
    "from deskcheck_server.life.running import run; "
    "from deskcheck_server.settings import Settings; "
)


def caching_reranker(seconds: float = 0.0) -> Reranker:
    """A cache before the line before an engine without a model, slow for each group."""
    lined = LinedEngine(FakeEngine(seconds=seconds))
    cached = CachedEngine(lined, ScoreCache(100), revision="r")
    return Reranker(Verifier.find("deskcheck-nano"), cached)


@contextmanager
def started(**flags: object) -> Iterator[str]:
    """The address of a server process with these settings and an engine without a model."""
    settings = {"engine": "fake", "port": 0, "workers": 0, "log_json": True} | flags
    with ServerProcess(["-c", f"{RUN}run(Settings.read(None, **{settings!r}))"]) as server:
        yield server.url


def figures(url: str) -> dict[str, float]:
    """All figures of a server, by name and label values."""
    families = text_string_to_metric_families(httpx2.get(f"{url}/metrics").text)
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def test_a_repeated_request_costs_nothing() -> None:
    """Same scores; every token is cached, in the reply and in the figures."""
    with live_server(caching_reranker()) as server, Client(server.url) as client:
        first = client.rerank(PROBLEM, [ADD, SUBTRACT])
        second = client.rerank(PROBLEM, [SUBTRACT, ADD, SILENT])
        shown = figures(server.url)

    assert [one.score for one in second.results[:2]] == [one.score for one in first.results]
    assert second.usage.cached_tokens == second.usage.tokens == first.usage.tokens
    assert second.usage.duplicates == 0
    assert (shown[f"{CACHE}_hits_total"], shown[f"{CACHE}_misses_total"]) == (2, 2)
    assert shown[f"{CACHE}_entries"] == 2
    assert shown["deskcheck_tokens_total computed"] == first.usage.computed_tokens


def test_another_problem_is_another_score() -> None:
    """The same program is read again behind it."""
    with live_server(caching_reranker()) as server, Client(server.url) as client:
        client.rerank(PROBLEM, [ADD])
        client.rerank(f"{PROBLEM} Fast.", [ADD])

        assert figures(server.url)[f"{CACHE}_misses_total"] == 2


def test_both_are_on_unless_told_otherwise() -> None:
    """A server as it is started: a duplicate is one, a repeat is answered from the cache."""
    with started() as url, Client(url) as client:
        usages = [client.rerank(PROBLEM, [ADD, ADD]).usage for _ in range(2)]
        shown = figures(url)

    assert [usage.duplicates for usage in usages] == [1, 1]
    assert [usage.computed_tokens > 0 for usage in usages] == [True, False]
    assert (shown[f"{CACHE}_hits_total"], shown[f"{CACHE}_misses_total"]) == (1, 1)
    assert shown["deskcheck_candidates_total duplicate"] == 2


def test_both_can_be_switched_off() -> None:
    """Every program of every request goes through the engine; the figures are there, at zero."""
    with started(share_duplicates=False, score_cache_entries=0) as url, Client(url) as client:
        usages = [client.rerank(PROBLEM, [ADD, ADD]).usage for _ in range(2)]
        shown = figures(url)

    assert usages[0] == usages[1]
    assert (usages[0].duplicates, usages[0].computed_tokens > 0) == (0, True)
    assert (shown[f"{CACHE}_hits_total"], shown[f"{CACHE}_misses_total"]) == (0, 0)
    assert shown["deskcheck_candidates_total duplicate"] == 0
    assert shown["deskcheck_candidates_total scored"] == 4


def test_the_cache_stays_within_its_bound() -> None:
    """The settings' number of scores, however many come."""
    with started(score_cache_entries=3) as url, Client(url) as client:
        client.rerank(PROBLEM, [f"```python\nx = {number}\n```" for number in range(10)])

        assert figures(url)[f"{CACHE}_entries"] == 3


def test_who_waits_for_a_caller_that_leaves_is_answered() -> None:
    """The first one's work is dropped; the second scores the same programs itself."""
    body = {"problem": PROBLEM, "candidates": [ADD, SUBTRACT]}
    with live_server(caching_reranker(seconds=1.5)) as server, ThreadPoolExecutor() as threads:
        url = f"{server.url}/v1/rerank"
        leaving = threads.submit(httpx2.post, url, json=body, timeout=1.0)
        wait_for_pending(server, 2)
        staying = threads.submit(httpx2.post, url, json=body, timeout=30)

        with pytest.raises(httpx2.TimeoutException):
            leaving.result()
        assert staying.result().status_code == 200
        assert staying.result().json()["usage"]["computed_tokens"] > 0
        assert server.figure(f"{CACHE}_misses_total") == 2


def wait_for_pending(server: LiveServer, count: float) -> None:
    """Until so many candidates are pending, or five seconds have passed."""
    until = time.monotonic() + 5
    while server.figure("deskcheck_pending_candidates") != count and time.monotonic() < until:
        time.sleep(0.01)
