"""Adapters over HTTP: named as models, listed, scored by, and never taken for one another."""

from collections.abc import Iterator

import httpx2
import pytest

from deskcheck_client import Client, Group, NotFoundError
from deskcheck_models import FakeEngine, Reranker, Verifier
from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_models.cached_engine import CachedEngine
from deskcheck_server.queue.lined_engine import LinedEngine
from tests.server.answers import ADD, PROBLEM, SUBTRACT
from tests.server.live_server import LiveServer, live_server

NANO = "deskcheck-nano"
REVISIONS = {"strict": "1", "kind": "2"}


@pytest.fixture
def server() -> Iterator[LiveServer]:
    """A verifier with two adapters behind one score cache."""
    lined = LinedEngine(FakeEngine())
    cached = CachedEngine(lined, ScoreCache(100), revision="r", adapters=REVISIONS)
    with live_server(Reranker(Verifier.find(NANO), cached, adapters=tuple(REVISIONS))) as live:
        yield live


@pytest.fixture
def client(server: LiveServer) -> Iterator[Client]:
    with Client(server.url, retries=0) as opened:
        yield opened


def scores(client: Client, model: str | None) -> list[float | None]:
    """Of two programs, in their order."""
    ranking = client.rerank(PROBLEM, [ADD, SUBTRACT], model=model)
    assert ranking.model == (model or NANO)
    return [result.score for result in sorted(ranking, key=lambda result: result.index)]


def test_adapters_are_listed_behind_their_verifier(server: LiveServer) -> None:
    """With the verifier under them as parent, as vLLM lists them."""
    models = httpx2.get(f"{server.url}/v1/models").json()["data"]

    assert [(one["id"], one["parent"]) for one in models] == [
        (NANO, None),
        ("strict", NANO),
        ("kind", NANO),
    ]


def test_a_request_is_scored_by_the_model_that_it_names(client: Client) -> None:
    """Twice, so that the cache, too, keeps them apart."""
    given = [scores(client, name) for name in (None, "strict", "kind", NANO, "strict", "kind")]

    assert given[0] == given[3]
    assert given[:3] == [given[3], given[4], given[5]]
    assert len({tuple(each) for each in given}) == 3


def test_many_groups_are_scored_by_the_named_model_too(client: Client) -> None:
    """In one reply or streamed."""
    groups = [Group(PROBLEM, [ADD, SUBTRACT]), Group(PROBLEM, [SUBTRACT])]
    expected = scores(client, "strict")

    reply = client.score(groups, model="strict")

    assert reply.model == "strict"
    assert [one.score for one in reply.groups[0].results] == expected
    assert [one.score for one in reply.groups[1].results] == expected[1:]


def test_the_forms_of_others_name_models_alike(server: LiveServer, client: Client) -> None:
    """Query and documents are read by the named adapter."""
    body = {"model": "kind", "query": PROBLEM, "documents": [ADD, SUBTRACT]}

    reply = httpx2.post(f"{server.url}/v2/rerank", json=body).json()

    by_index = {one["index"]: one["score"] for one in reply["results"]}
    assert [by_index[0], by_index[1]] == scores(client, "kind")


def test_an_unknown_name_is_answered_with_those_that_are_served(client: Client) -> None:
    """A misspelt adapter is no reason to score with the verifier."""
    with pytest.raises(NotFoundError, match="'deskcheck-nano', 'strict', 'kind'"):
        client.rerank(PROBLEM, [ADD], model="strikt")
