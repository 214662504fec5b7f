"""What the benchmarks read from a server is what the bundled client reads."""

import asyncio
from collections.abc import Iterator

import pytest

from benchmarks.deskcheck_serve import DeskcheckServe, Served, served
from benchmarks.load import LoadGroup
from benchmarks.traffic.json_calls import json_calls
from deskcheck_client import Client
from deskcheck_models import TokenGroup

NO_TOKENS = TokenGroup((), ())


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    """A real server that computes nothing."""
    with served("--engine", "fake") as ready:
        yield ready


def group(*answers: str) -> LoadGroup:
    """A group as text; its ids are for others."""
    return LoadGroup("Add two.", answers, answers, NO_TOKENS)


def scores(server: Served, asked: LoadGroup) -> list[float]:
    """What one call gives."""

    async def called() -> list[float]:
        async with json_calls("deskcheck serve", server.host, server.port) as calls:
            return await DeskcheckServe(calls, server.process).scores(asked)

    return asyncio.run(called())


def test_scores_are_those_of_the_bundled_client(server: Served) -> None:
    """In the order of the candidates, which the ranking is not in."""
    answers = [f"```python\nx = {number}\n```" for number in range(8)]
    with Client(server.url) as client:
        expected = {one.index: one.score for one in client.rerank("Add two.", answers)}

    found = scores(server, group(*answers))

    assert found == [expected[index] for index in range(8)]
    assert found != sorted(found, reverse=True)


def test_computed_tokens_are_those_of_all_replies(server: Served) -> None:
    """As the bundled client is told of each."""
    answers = [f"```python\nx = {number}\n```" for number in range(4)]
    with Client(server.url) as client:
        once = client.rerank("Add three.", answers).usage.computed_tokens

    async def called_twice() -> int:
        async with json_calls("deskcheck serve", server.host, server.port) as calls:
            asked = DeskcheckServe(calls, server.process)
            for first in ("y", "z"):
                same_size = [answer.replace("x", first) for answer in answers]
                await asked.scores(LoadGroup("Add three.", (), tuple(same_size), NO_TOKENS))
            return asked.computed_tokens

    assert asyncio.run(called_twice()) == 2 * once > 0


def test_a_candidate_without_a_score_ends_the_benchmark(server: Served) -> None:
    """Its time would count as that of two."""
    with pytest.raises(SystemExit, match="only 1 of 2 candidates have a score"):
        scores(server, group("```python\nx = 1\n```", "```python\nx = (\n```"))


def test_a_refusal_ends_the_benchmark_with_what_the_server_says(server: Served) -> None:
    """Whose it is, the path, and the status."""
    with pytest.raises(SystemExit, match=r"deskcheck serve answered /v1/rerank with 4\d\d: {"):
        scores(server, group(*["x = 1"] * 100_000))
