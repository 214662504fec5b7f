"""Repeats are answered from the cache, and nothing else changes."""

import asyncio
import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models import Engine, EngineError, FakeEngine, Logit, TokenGroup
from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_models.cached_engine import CachedEngine
from tests.models.held_engine import HeldEngine

PREFIX = (1, 2, 3)
SUFFIXES = st.lists(st.integers(0, 4).map(lambda token: (token,)), max_size=6).map(tuple)


class NotFinite(FakeEngine):
    """Every score is the given one; counts its calls."""

    def __init__(self, score: float) -> None:
        super().__init__()
        self.calls = 0
        self._score = score

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """The score, once per suffix."""
        self.calls += 1
        return [Logit(self._score, 0) for _ in group.suffixes]


def group(*suffixes: int) -> TokenGroup:
    """Sequences of the prefix and one token each."""
    return TokenGroup(PREFIX, tuple((suffix,) for suffix in suffixes))


def free(engine: HeldEngine) -> HeldEngine:
    """The engine, let go from the start."""
    engine.sign.set()
    return engine


def cached(engine: Engine, entries: int = 100, revision: str = "r") -> CachedEngine:
    """The engine behind a cache of its own."""
    return CachedEngine(engine, ScoreCache(entries), revision=revision)


def scores(logits: Sequence[Logit]) -> list[float]:
    """The scores alone."""
    return [logit.score for logit in logits]


def test_a_repeat_is_answered_without_the_engine() -> None:
    """With the same score; all its tokens are cached."""

    async def run() -> None:
        engine = free(HeldEngine())
        around = cached(engine)
        first = await around.score(group(7, 8))
        second = await around.score(group(8, 7))

        assert engine.suffixes == [2]
        assert scores(second) == scores(first)[::-1]
        assert [logit.cached_tokens for logit in first] == [0, 3]
        assert [logit.cached_tokens for logit in second] == [4, 4]

    asyncio.run(run())


def test_only_what_is_new_goes_to_the_engine() -> None:
    """As one group with the same prefix, in the order of the caller."""

    async def run() -> None:
        engine = free(HeldEngine())
        around = cached(engine)
        await around.score(group(7))
        logits = await around.score(group(9, 7, 8, 9))

        assert engine.groups[1] == group(9, 8)
        assert scores(logits) == scores(await FakeEngine().score(group(9, 7, 8, 9)))
        assert [logit.cached_tokens for logit in logits] == [0, 4, 3, 4]

    asyncio.run(run())


def test_a_sequence_is_known_wherever_its_prefix_ends() -> None:
    """Two problems may share a beginning that is cut elsewhere."""

    async def run() -> list[int]:
        engine = free(HeldEngine())
        around = cached(engine)
        await around.score(TokenGroup((1, 2), ((3, 4),)))
        await around.score(TokenGroup((1, 2, 3), ((4,),)))
        return engine.suffixes

    assert asyncio.run(run()) == [1]


def test_hits_and_misses_add_up_to_what_was_asked() -> None:
    """Repeats within a group count as hits."""

    async def run() -> tuple[int, int, int]:
        around = cached(FakeEngine())
        await around.score(group(1, 2, 2))
        await around.score(group(2, 3))
        return around.cache.hits, around.cache.misses, len(around.cache)

    assert asyncio.run(run()) == (2, 3, 3)


def test_another_revision_does_not_share_scores() -> None:
    """Two verifiers over one cache keep theirs apart."""

    async def run() -> list[int]:
        engine, cache = free(HeldEngine()), ScoreCache(100)
        for revision in ("a", "b", "a"):
            await CachedEngine(engine, cache, revision=revision).score(group(1))
        return engine.suffixes

    assert asyncio.run(run()) == [1, 1]


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
def test_a_score_that_is_no_number_is_asked_for_again(score: float) -> None:
    """It is passed on, and not kept."""

    async def run() -> tuple[list[float], int]:
        engine = NotFinite(score)
        around = cached(engine)
        logits = [*await around.score(group(1, 1)), *await around.score(group(1))]
        return scores(logits), engine.calls

    given, calls = asyncio.run(run())

    assert calls == 2
    assert [math.isfinite(one) for one in given] == [False] * 3


def test_an_error_is_raised_and_not_kept() -> None:
    """The next call asks the engine again."""

    async def run() -> Sequence[Logit]:
        engine = free(HeldEngine())
        engine.failures = 1
        around = cached(engine)
        with pytest.raises(EngineError, match="told to fail"):
            await around.score(group(1))
        return await around.score(group(1))

    assert len(asyncio.run(run())) == 1


def test_it_is_the_engine_for_everybody_outside() -> None:
    """Name, longest sequence and resolution are those of the engine within."""
    inner = FakeEngine(max_tokens=77)
    around: Engine = cached(inner)

    assert (around.name, around.max_tokens, around.resolution) == ("fake", 77, inner.resolution)


def test_a_closed_engine_answers_nothing_from_the_cache() -> None:
    """Closing reaches the engine within."""

    async def run() -> None:
        around = cached(FakeEngine())
        await around.score(group(1))
        await around.close()
        await around.score(group(1))

    with pytest.raises(EngineError, match="closed"):
        asyncio.run(run())


def test_an_id_that_cannot_be_a_token_is_refused() -> None:
    """As engines do."""
    with pytest.raises(EngineError, match="does not fit 32 bits"):
        asyncio.run(cached(FakeEngine()).score(group(10**30)))


@given(
    asked=st.lists(st.tuples(st.lists(st.integers(0, 2), max_size=2).map(tuple), SUFFIXES)),
    entries=st.integers(0, 4),
    at_once=st.booleans(),
)
def test_scores_are_those_of_the_engine_whatever_is_asked(
    asked: list[tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]], entries: int, at_once: bool
) -> None:
    """One group after the other or all at once, with room for some scores or for none."""
    groups = [TokenGroup(prefix, suffixes) for prefix, suffixes in asked]

    async def run(engine: Engine) -> list[list[float]]:
        if at_once:
            return [scores(one) for one in await asyncio.gather(*map(engine.score, groups))]
        return [scores(await engine.score(one)) for one in groups]

    assert asyncio.run(run(cached(FakeEngine(), entries))) == asyncio.run(run(FakeEngine()))


def test_adapters_share_no_scores_with_their_verifier_or_each_other() -> None:
    """The same ids are another sequence for each of them; another revision is another adapter."""
    engine, cache = FakeEngine(), ScoreCache(100)
    first = CachedEngine(engine, cache, revision="r", adapters={"a": "1", "b": "2"})
    second = CachedEngine(engine, cache, revision="r", adapters={"a": "3"})
    groups = [TokenGroup(PREFIX, ((9,),), adapter) for adapter in (None, "a", "b")]

    async def asked() -> list[float]:
        for each in (*groups, *groups):
            await first.score(each)
        await second.score(groups[1])
        return [logit.score for each in groups for logit in await first.score(each)]

    assert len(set(asyncio.run(asked()))) == 3
    assert (cache.hits, cache.misses) == (6, 4)


def test_an_adapter_without_a_revision_is_not_cached() -> None:
    """The engine within says whether it serves it."""
    cache = ScoreCache(100)
    engine = CachedEngine(FakeEngine(), cache, revision="r")

    asyncio.run(engine.score(TokenGroup(PREFIX, ((9,),), "unknown")))

    assert (len(cache), cache.hits, cache.misses) == (0, 0, 0)
