"""Answers that crash or hang a parser, over HTTP: each is lost alone, and the caller is told."""

from collections.abc import Iterator

import pytest

from deskcheck_client import Client, Group
from deskcheck_models.workers.worker_extractor import WorkerExtractor
from tests.models.breaking_extraction import CRASH, HANG, obedient
from tests.server.answers import PROBLEM
from tests.server.live_server import fake_reranker, live_server


@pytest.fixture(scope="module")
def breakable() -> Iterator[Client]:
    """A client of a server whose workers do what an answer says."""
    workers = WorkerExtractor(workers=1, answer_seconds=0.5, extract=obedient)
    with live_server(fake_reranker(extractor=workers)) as server, Client(server.url) as client:
        yield client


@pytest.mark.parametrize(("breaking", "told"), [(CRASH, "crashed"), (HANG, "more than 0.5 s")])
def test_a_breaking_answer_is_ranked_last(breakable: Client, breaking: str, told: str) -> None:
    """Invalid, with the reason; its neighbours have their scores."""
    ranking = breakable.rerank(PROBLEM, ["a = 1", breaking, "b = 2"])
    last = ranking.results[-1]

    assert (last.index, last.valid, last.origin, last.reward) == (1, False, "none", 0.0)
    assert told in str(last.reason)
    assert all(result.score is not None for result in ranking.results[:2])


def test_a_server_outlives_many_deaths(breakable: Client) -> None:
    """Group after group loses its worker, and the next one is read as ever."""
    scores = breakable.score([Group(PROBLEM, [CRASH, "a = 1"])] * 3)

    assert [[result.valid for result in group] for group in scores] == [[False, True]] * 3
