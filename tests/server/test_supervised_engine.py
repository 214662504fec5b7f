"""An engine around engines by itself: what counts as an end, and how the next one comes."""

import asyncio
import io
import json
from collections.abc import Awaitable, Callable, Sequence
from threading import Event

import pytest

from deskcheck_models import FakeEngine, TokenGroup
from deskcheck_models.engine import Engine, Logit
from deskcheck_models.errors import CheckpointError, EngineEndedError, EngineError
from deskcheck_server.errors import EngineDownError
from deskcheck_server.life.supervised_engine import FAILURES, SupervisedEngine
from deskcheck_server.logs import open_log

GROUP = TokenGroup((1,), ((2,),))


class Fitful(FakeEngine):
    """A fake engine that fails as long as it is told to, and can die."""

    def __init__(self) -> None:
        self.failing = False
        self.gate: asyncio.Event | None = None  # passes wait for it, if there is one
        self.death = Event()
        super().__init__(death=self.death)

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """As the fake engine, or an error."""
        if self.gate is not None:
            await self.gate.wait()
        if self.failing:
            raise EngineError("one pass failed")
        return await super().score(group)


class Engines:
    """Engines that are loaded one after the other, and what is said of them.

    `faults` holds errors of the next loads, `refusals` those of the next checks.
    """

    def __init__(self) -> None:
        self.made: list[Fitful] = []
        self.checked: list[Engine] = []
        self.faults: list[Exception] = []
        self.refusals: list[Exception] = []
        self.restarts = 0
        self.log = io.StringIO()

    def load(self) -> Engine:
        """The next one."""
        if self.faults:
            raise self.faults.pop(0)
        self.made.append(Fitful())
        return self.made[-1]

    async def check(self, engine: Engine) -> None:
        """Let it pass, or not."""
        self.checked.append(engine)
        if self.refusals:
            raise self.refusals.pop(0)

    def supervised(self) -> SupervisedEngine:
        """An engine around them."""
        log = open_log(self.log, level="info", as_json=True)
        return SupervisedEngine(self.load, self.check, log=log)

    def restarted(self) -> None:
        """Count one."""
        self.restarts += 1

    def reasons(self) -> list[str]:
        """What was logged as reasons."""
        lines = [json.loads(line) for line in self.log.getvalue().splitlines()]
        return [line["reason"] for line in lines if "reason" in line]


def run(work: Callable[[], Awaitable[None]]) -> None:
    """Run one test's coroutine, within a bound."""

    async def bounded() -> None:
        async with asyncio.timeout(20):
            await work()

    asyncio.run(bounded())


async def until(happened: Callable[[], bool]) -> None:
    """Until it has happened."""
    while not happened():
        await asyncio.sleep(0.01)


async def fail(engine: SupervisedEngine, times: int) -> None:
    """So many passes that end in the engine's own error."""
    for _ in range(times):
        with pytest.raises(EngineError, match="one pass failed"):
            await engine.score(GROUP)


def test_what_cannot_be_loaded_at_first_stops_the_start() -> None:
    """Nobody waits for a verifier that is not there."""
    engines = Engines()
    engines.faults = [CheckpointError("the weights are gone")]

    with pytest.raises(CheckpointError):
        engines.supervised()


def test_the_first_engine_is_checked_before_anybody_asks() -> None:
    """And what the check finds is raised."""
    engines = Engines()
    engines.refusals = [CheckpointError("other scores")]
    supervised = engines.supervised()

    with pytest.raises(CheckpointError, match="other scores"):
        asyncio.run(supervised.check())
    assert engines.checked == engines.made


def test_it_says_of_itself_what_the_engine_says() -> None:
    """Name, length, resolution and scores."""
    engines = Engines()
    supervised = engines.supervised()
    plain = asyncio.run(FakeEngine().score(GROUP))

    assert asyncio.run(supervised.score(GROUP)) == plain
    assert (supervised.name, supervised.max_tokens, supervised.resolution) == (
        "fake",
        4096,
        FakeEngine.resolution,
    )


def test_failures_in_a_row_are_an_end() -> None:
    """From then on every call is refused at once, with when to come again."""

    async def work() -> None:
        engines = Engines()
        supervised = engines.supervised()
        engines.made[0].failing = True
        await fail(supervised, FAILURES - 1)
        before = supervised.alive
        await fail(supervised, 1)

        assert (before, supervised.alive) == (True, False)
        with pytest.raises(EngineDownError, match=r"may be there in \d+ s") as down:
            await supervised.score(GROUP)
        assert down.value.retry_after >= 1

    run(work)


def test_a_score_in_between_forgives_failures() -> None:
    """Hostile groups among good ones end no engine."""

    async def work() -> None:
        engines = Engines()
        supervised = engines.supervised()
        for _ in range(5):
            engines.made[0].failing = True
            await fail(supervised, FAILURES - 1)
            engines.made[0].failing = False
            await supervised.score(GROUP)

        assert supervised.alive

    run(work)


def test_a_death_in_the_middle_is_told_as_one_that_passes() -> None:
    """The caller learns when to come again, and not what an engine is."""

    async def work() -> None:
        engines = Engines()
        supervised = engines.supervised()
        engines.made[0].death.set()

        with pytest.raises(EngineDownError):
            await supervised.score(GROUP)
        with pytest.raises(EngineEndedError):
            await engines.made[0].score(GROUP)

    run(work)


@pytest.mark.parametrize("how", ["dies", "fails"])
def test_the_next_engine_takes_over(how: str) -> None:
    """It is checked first, the old one is closed, and the restart is counted and told."""

    async def work() -> None:
        engines = Engines()
        supervised = engines.supervised()
        async with supervised.watched(engines.restarted):
            if how == "dies":
                engines.made[0].death.set()
            else:
                engines.made[0].failing = True
                await fail(supervised, FAILURES)
            await until(lambda: engines.restarts == 1)
            await supervised.score(GROUP)
        told = "it died" if how == "dies" else f"it failed {FAILURES} times in a row"

        assert supervised.alive
        assert engines.checked == engines.made[1:]
        assert not engines.made[0].alive
        assert engines.reasons() == [told]

    run(work)


def test_one_that_does_not_pass_is_closed_and_the_next_is_tried() -> None:
    """A verifier that gives other scores than before must not serve."""

    async def work() -> None:
        engines = Engines()
        supervised = engines.supervised()
        engines.refusals = [CheckpointError("other scores")]
        async with supervised.watched(engines.restarted):
            engines.made[0].death.set()
            await until(lambda: engines.restarts == 1)

        assert [one.alive for one in engines.made] == [False, False, True]
        assert engines.reasons() == ["it died", "other scores"]

    run(work)


def test_an_unforeseen_failure_to_start_is_told_by_type_alone() -> None:
    """Its message is nobody's sentence; the next try may go well."""

    async def work() -> None:
        engines = Engines()
        supervised = engines.supervised()
        engines.faults = [RuntimeError("sekrit of the driver")]
        async with supervised.watched(engines.restarted):
            engines.made[0].death.set()
            await until(lambda: engines.restarts == 1)

        assert engines.reasons() == ["it died", "RuntimeError"]
        assert "sekrit" not in engines.log.getvalue()

    run(work)


def test_failures_of_an_engine_that_has_gone_do_not_harm_the_next() -> None:
    """A pass that began on the old one may fail after the new one is there."""

    async def work() -> None:
        engines = Engines()
        supervised = engines.supervised()
        old, gate = engines.made[0], asyncio.Event()
        old.failing, old.gate = True, gate
        passes = [asyncio.create_task(supervised.score(GROUP)) for _ in range(FAILURES)]
        await asyncio.sleep(0)
        async with supervised.watched(engines.restarted):
            old.death.set()
            await until(lambda: engines.restarts == 1)
            gate.set()
            outcomes = await asyncio.gather(*passes, return_exceptions=True)

            assert [type(one) for one in outcomes] == [EngineError] * FAILURES
            assert supervised.alive

    run(work)


def test_the_end_of_a_watch_leaves_the_engine() -> None:
    """A server that stops closes it itself, and nothing is started any more."""

    async def work() -> None:
        engines = Engines()
        supervised = engines.supervised()
        async with supervised.watched(engines.restarted):
            pass
        engines.made[0].death.set()
        await asyncio.sleep(0.3)

        assert (len(engines.made), engines.restarts) == (1, 0)

    run(work)
