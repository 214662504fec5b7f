"""Calls that meet in the cache: waiting, cancellation, failure."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from deskcheck_models import EngineError, FakeEngine, Logit, TokenGroup
from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_models.cached_engine import CachedEngine
from deskcheck_models.checkpoints.checkpoint import read_checkpoint
from deskcheck_models.embedded_engine import EmbeddedEngine
from tests.models.held_engine import HeldEngine, settled
from tests.models.random_checkpoint import random_tokens, save_random_checkpoint
from tests.models.waiting_decoder import PATIENCE_SECONDS, WaitingDecoder

Scoring = asyncio.Task[Sequence[Logit]]


class Meeting:
    """A held engine behind a cache, and the calls that were begun."""

    def __init__(self) -> None:
        self.engine = HeldEngine()
        self.around = CachedEngine(self.engine, ScoreCache(100), revision="r")

    async def begin(self, *suffixes: int) -> Scoring:
        """Ask for sequences; returns once the call waits for the engine or for another call."""
        asked = TokenGroup((1, 2), tuple((suffix,) for suffix in suffixes))
        task: Scoring = asyncio.create_task(self._score(asked))
        await settled()
        return task

    async def release(self, *tasks: Scoring) -> list[list[float]]:
        """Let the engine go; the scores of the calls."""
        self.engine.sign.set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return [[logit.score for logit in logits] for logits in await asyncio.gather(*tasks)]

    async def _score(self, asked: TokenGroup) -> Sequence[Logit]:
        return await self.around.score(asked)


def expected(*suffixes: int) -> list[float]:
    """What the engine gives."""
    group = TokenGroup((1, 2), tuple((suffix,) for suffix in suffixes))
    return [logit.score for logit in asyncio.run(FakeEngine().score(group))]


def test_a_sequence_that_is_being_scored_is_waited_for() -> None:
    """The second call has the engine score the rest only, and calls the waited one cached."""

    async def run() -> tuple[list[int], list[list[float]], list[int]]:
        meeting = Meeting()
        first = await meeting.begin(5, 6)
        second = await meeting.begin(6, 7)
        scores = await meeting.release(first, second)
        cached = [logit.cached_tokens for logit in second.result()]
        return meeting.engine.suffixes, scores, cached

    suffixes, scores, cached = asyncio.run(run())

    assert suffixes == [2, 1]
    assert scores == [expected(5, 6), expected(6, 7)]
    assert cached == [3, 0]


def test_calls_that_hold_what_the_other_wants_do_not_wait_for_ever() -> None:
    """Each has begun its own before it waits."""

    async def run() -> list[list[float]]:
        meeting = Meeting()
        calls = [await meeting.begin(*wanted) for wanted in ((5, 6), (7, 5), (6, 7, 8))]
        return await meeting.release(*calls)

    assert asyncio.run(run()) == [expected(5, 6), expected(7, 5), expected(6, 7, 8)]


def test_when_the_first_call_is_cancelled_the_second_scores_what_it_waited_for() -> None:
    """The engine has dropped the first group; nothing is lost and nothing inherited."""

    async def run() -> tuple[list[list[float]], list[int], int]:
        meeting = Meeting()
        first = await meeting.begin(5, 6)
        second = await meeting.begin(6)
        first.cancel()
        await settled()
        scores = await meeting.release(second)
        return scores, meeting.engine.suffixes, len(meeting.engine.dropped)

    scores, suffixes, dropped = asyncio.run(run())

    assert scores == [expected(6)]
    assert suffixes == [2, 1]
    assert dropped == 1


def test_of_many_who_wait_for_a_cancelled_call_one_scores_for_all() -> None:
    """Not each of them."""

    async def run() -> tuple[list[list[float]], list[int]]:
        meeting = Meeting()
        first = await meeting.begin(5)
        others = [await meeting.begin(5) for _ in range(4)]
        first.cancel()
        await settled()
        return await meeting.release(*others), meeting.engine.suffixes

    assert asyncio.run(run()) == ([expected(5)] * 4, [1, 1])


def test_when_the_first_call_fails_the_second_scores_itself() -> None:
    """The error is the first one's alone."""

    async def run() -> list[list[float]]:
        meeting = Meeting()
        meeting.engine.failures = 1
        first = await meeting.begin(5)
        second = await meeting.begin(5)
        with pytest.raises(EngineError, match="told to fail"):
            await meeting.release(first)
        return await meeting.release(second)

    assert asyncio.run(run()) == [expected(5)]


def test_a_call_that_is_cancelled_while_it_waits_disturbs_nobody() -> None:
    """The engine drops nothing, and the first call gets its score."""

    async def run() -> tuple[list[list[float]], int]:
        meeting = Meeting()
        first = await meeting.begin(5)
        second = await meeting.begin(5)
        second.cancel()
        await settled()
        return await meeting.release(first), len(meeting.engine.dropped)

    assert asyncio.run(run()) == ([expected(5)], 0)


def test_cancelling_reaches_the_decoder_through_the_cache(tmp_path: Path) -> None:
    """One of fifty programs was running: none of the others runs, and a repeat of one is scored."""
    checkpoint = read_checkpoint(save_random_checkpoint(tmp_path))
    decoder = WaitingDecoder(checkpoint)
    suffixes = tuple(random_tokens(5 + number) for number in range(50))

    async def run() -> tuple[int, int]:
        inner = EmbeddedEngine(checkpoint, decoder, threads=1, cache_bytes=0)
        around = CachedEngine(inner, ScoreCache(100), revision="r")
        large = asyncio.ensure_future(around.score(TokenGroup((1, 2), suffixes)))
        await decoder.wait_for_begun(1)
        small = asyncio.ensure_future(around.score(TokenGroup((1, 2), suffixes[-1:])))
        await settled()
        large.cancel()
        await asyncio.wait([large])
        decoder.sign.set()
        logits = await small
        await around.close()
        return decoder.begun, len(logits)

    assert asyncio.run(run()) == (2, 1)
