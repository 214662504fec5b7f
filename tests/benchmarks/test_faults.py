"""The faults benchmark: what counts as lost and as different, and what is expected."""

import asyncio
from collections.abc import Iterator

import pytest

from benchmarks.demonstration import varied
from benchmarks.faults import Calls, expected_scores
from demo.__main__ import PROBLEMS
from deskcheck_client import Client
from tests.server.live_server import LiveServer, live_server

GROUPS = [varied(PROBLEMS[0], str(number), 2) for number in range(3)]


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    """A server whose scores are those of no model."""
    with live_server() as live:
        yield live


def asked(url: str, expected: tuple[float | None, ...]) -> Calls:
    """One call about the first group, of which these scores are expected."""
    calls = Calls(url, [expected], GROUPS)
    with Client(url, timeout=3) as client:
        calls.ask(client, 0)
    return calls


def test_an_answer_with_other_scores_is_counted(server: LiveServer) -> None:
    """By the last bit; an answer with the right ones is not."""
    with Client(server.url) as client:
        ranking = client.rerank(*GROUPS[0])
    scores = {one.index: one.score for one in ranking}
    first, second = scores[0], scores[1]
    assert first is not None
    right = asked(server.url, (first, second))
    wrong = asked(server.url, (first + 1e-9, second))

    assert (right.sent, right.lost, right.different) == (1, [], 0)
    assert (wrong.sent, wrong.lost, wrong.different) == (1, [], 1)


def test_a_call_without_an_answer_is_lost() -> None:
    """After all that the client tries by itself."""
    calls = asked("http://127.0.0.1:9", (0.0, 0.0))

    assert (calls.sent, len(calls.lost), calls.different) == (1, 1, 0)


def test_the_library_gives_the_scores_that_are_expected() -> None:
    """One for each candidate, in their order, none for an invalid program."""
    groups = [("Add.", ["def add(a, b): return a + b", "def add(a, b)\n  return"])]
    ((valid, invalid),) = asyncio.run(expected_scores(groups))

    assert valid is not None
    assert invalid is None
