"""Many calls at once of which any are cancelled at any time: who stays gets the scores of all."""

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskcheck_models import Engine, FakeEngine, Logit, TokenGroup
from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_models.cached_engine import CachedEngine
from deskcheck_models.embedded_engine import EmbeddedEngine
from tests.models.random_checkpoint import random_tokens, save_random_checkpoint

PATIENCE_SECONDS = 20.0


class Slow(FakeEngine):
    """Gives way a few times before it scores, and counts what it scored to the end."""

    def __init__(self, turns: int) -> None:
        super().__init__()
        self.scored = 0
        self._turns = turns

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """Checksums, some turns of the loop later."""
        for _ in range(self._turns):
            await asyncio.sleep(0)
        self.scored += len(group.suffixes)
        return await super().score(group)


async def _scored(engine: Engine, group: TokenGroup) -> list[float]:
    return [one.score for one in await engine.score(group)]


async def _storm(
    engine: Engine, groups: Sequence[TokenGroup], doomed: Sequence[int | None]
) -> list[list[float] | None]:
    """The scores of each call; call i is cancelled after doomed[i] turns, None where it stays."""
    tasks = [asyncio.create_task(_scored(engine, group)) for group in groups]
    for turn in range(12):
        for task, last in zip(tasks, doomed, strict=True):
            if last == turn:
                task.cancel()
        await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.wait(tasks)
    return [None if task.cancelled() else task.result() for task in tasks]


def _group(suffixes: Sequence[int]) -> TokenGroup:
    return TokenGroup((1, 2), tuple((suffix,) for suffix in suffixes))


_calls = st.lists(
    st.tuples(st.lists(st.integers(0, 5), max_size=5), st.none() | st.integers(0, 11)),
    min_size=1,
    max_size=8,
)


@settings(deadline=None)
@given(calls=_calls, turns=st.integers(0, 6), entries=st.integers(0, 4))
def test_who_is_not_cancelled_gets_every_score_in_order(
    calls: list[tuple[list[int], int | None]], turns: int, entries: int
) -> None:
    """With any cache, a full one and none included."""
    groups = [_group(suffixes) for suffixes, _ in calls]
    doomed = [last for _, last in calls]

    async def run() -> tuple[list[list[float] | None], list[list[float]]]:
        around = CachedEngine(Slow(turns), ScoreCache(entries), revision="r")
        plain = [await _scored(FakeEngine(), group) for group in groups]
        return await _storm(around, groups, doomed), plain

    found, plain = asyncio.run(run())

    for scores, expected, last in zip(found, plain, doomed, strict=True):
        assert scores == expected or (scores is None and last is not None)


@settings(deadline=None)
@given(calls=st.lists(st.lists(st.integers(0, 5), max_size=5), min_size=1, max_size=8))
def test_without_cancellations_nothing_is_scored_twice(calls: list[list[int]]) -> None:
    """And hits and misses together are what was asked."""
    engine, cache = Slow(3), ScoreCache(100)
    around = CachedEngine(engine, cache, revision="r")
    groups = [_group(suffixes) for suffixes in calls]
    asyncio.run(_storm(around, groups, [None] * len(groups)))

    assert engine.scored == cache.misses == len({one for call in calls for one in call})
    assert cache.hits + cache.misses == sum(map(len, calls))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random verifier."""
    return save_random_checkpoint(tmp_path_factory.mktemp("verifier"))


@pytest.mark.parametrize("seed", range(4))
def test_the_embedded_engine_gives_the_rest_their_own_scores(folder: Path, seed: int) -> None:
    """Groups that share prefixes, cancelled while these are read and while programs are."""
    chance = random.Random(seed)
    groups = [
        TokenGroup(
            random_tokens(40, place % 3),
            tuple(random_tokens(chance.randint(1, 30), place) for _ in range(4)),
        )
        for place in range(12)
    ]
    doomed = [chance.choice([None, *range(12)]) for _ in groups]

    async def run() -> tuple[list[list[float] | None], list[list[float]]]:
        engine = EmbeddedEngine.load(folder, threads=2)
        found = await _storm(engine, groups, doomed)
        plain = [await _scored(engine, group) for group in groups]
        await engine.close()
        return found, plain

    found, plain = asyncio.run(run())

    for scores, expected, last in zip(found, plain, doomed, strict=True):
        if scores is None:
            assert last is not None
        else:
            assert scores == pytest.approx(expected, abs=1e-4)
