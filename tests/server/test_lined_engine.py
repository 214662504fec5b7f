"""An engine with a line before it: what a group costs is known there, and is given back."""

import asyncio
from collections.abc import Sequence
from threading import Event

import pytest

from deskcheck_models import FakeEngine, TokenGroup
from deskcheck_models.engine import Engine, Logit
from deskcheck_models.errors import EngineError
from deskcheck_server.queue.admission import Admission, Load
from deskcheck_server.queue.drain_rate import DrainRate
from deskcheck_server.queue.lined_engine import LinedEngine
from deskcheck_server.queue.passage import CURRENT, Passage, Stage
from deskcheck_server.queue.priority import Priority
from deskcheck_server.queue.waiting_line import WaitingLine
from tests.server.hand_clock import HandClock

GROUP = TokenGroup((1, 2, 3), ((4, 5), (6,)))
TOKENS = 6  # three of the prefix, once, and three of the suffixes
ESTIMATE = 50


class Queue:
    """A line of so many tokens before an engine, and an admission before both."""

    def __init__(self, engine: Engine, most: int = 100) -> None:
        self.clock = HandClock()
        self.rate = DrainRate(self.clock)
        self.admission = Admission(1000, self.rate)
        self.line = WaitingLine(most)
        self.engine = LinedEngine(engine)

    async def score(self, group: TokenGroup = GROUP) -> tuple[Sequence[Logit], Passage]:
        """The scores of a request with one group, and what its passage says then."""
        loads = [Load(ESTIMATE, len(group.suffixes))]
        with self.admission.admit(loads, priority=Priority.BULK, seconds=60) as (place,):
            passage = Passage(place, self.line, Priority.BULK)
            CURRENT.set(passage)
            self.clock.now += 2.0
            return await self.engine.score(group), passage


class Peeking(FakeEngine):
    """Remembers how many tokens were pending and in the engine while it scored."""

    def __init__(self) -> None:
        super().__init__()
        self.queue: Queue | None = None
        self.seen: list[tuple[int, int]] = []

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """As the fake engine, with a look around."""
        if self.queue is not None:
            self.seen.append((self.queue.admission.tokens, self.queue.line.running))
        return await super().score(group)


def test_scores_are_those_of_the_engine_within() -> None:
    """With a line before it or without."""
    plain = asyncio.run(FakeEngine().score(GROUP))
    lined, _ = asyncio.run(Queue(FakeEngine()).score())

    assert lined == plain
    assert asyncio.run(LinedEngine(FakeEngine()).score(GROUP)) == plain


def test_the_estimate_becomes_what_the_group_costs() -> None:
    """From its turn on; the prefix counts once, as it is computed once."""
    engine = Peeking()
    engine.queue = Queue(engine)
    asyncio.run(engine.queue.score())

    assert engine.seen == [(TOKENS, TOKENS)]


def test_nothing_is_left_in_line_or_queue() -> None:
    """And the tokens that were computed are what the rate is measured by."""
    queue = Queue(FakeEngine())
    asyncio.run(queue.score())

    assert (queue.line.running, queue.admission.tokens, queue.admission.candidates) == (0, 0, 0)
    assert queue.rate.per_second == TOKENS / 2.0


def test_a_passage_knows_its_batches_and_where_it_stands() -> None:
    """For the figures, and for the message of a request whose time is over."""
    _, passage = asyncio.run(Queue(FakeEngine()).score())

    assert passage.batches == [(2, TOKENS)]
    assert passage.waits_for is Stage.ENGINE
    assert passage.queued >= 0


def test_what_fails_gives_its_turn_back() -> None:
    """The next group is not kept out by one that came to nothing, which counts as no work done."""
    queue = Queue(FakeEngine(failing=True), most=TOKENS)
    with pytest.raises(EngineError):
        asyncio.run(queue.score())

    assert (queue.line.running, queue.admission.tokens) == (0, 0)
    assert queue.rate.per_second is None


def test_a_group_that_waits_says_so() -> None:
    """It stands in line as long as the engine is full, and begins when it is not."""

    async def waits() -> tuple[Stage, Stage, float]:
        queue = Queue(FakeEngine(), most=TOKENS)
        with queue.admission.admit([Load(1, 1)], priority=Priority.BULK, seconds=60) as (place,):
            passage = Passage(place, queue.line, Priority.BULK)
            async with queue.line.turn(TOKENS, Priority.INTERACTIVE):
                CURRENT.set(passage)
                scoring = asyncio.create_task(queue.engine.score(GROUP))
                await asyncio.sleep(0.02)
                before = passage.waits_for
            await scoring
            return before, passage.waits_for, passage.queued

    before, after, queued = asyncio.run(waits())

    assert (before, after) == (Stage.LINE, Stage.ENGINE)
    assert queued > 0


def test_the_line_says_of_itself_what_the_engine_says() -> None:
    """Name, longest sequence, resolution, and whether it lives."""
    death = Event()
    within = FakeEngine(max_tokens=77, death=death)
    lined = LinedEngine(within)
    before = lined.alive
    death.set()

    assert (lined.name, lined.max_tokens, lined.resolution) == ("fake", 77, within.resolution)
    assert (before, lined.alive) == (True, False)


def test_closing_it_closes_the_engine_within() -> None:
    """Once more is allowed."""

    async def closed() -> None:
        await lined.close()
        await lined.close()

    within = FakeEngine()
    lined = LinedEngine(within)
    asyncio.run(closed())

    assert not within.alive
