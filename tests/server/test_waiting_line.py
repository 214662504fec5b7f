"""The line before the engine: order, shares, and who leaves early."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_server.queue.priority import Priority
from deskcheck_server.queue.waiting_line import WaitingLine

FAST, SLOW = Priority.INTERACTIVE, Priority.BULK
Arrival = tuple[str, int, Priority]


async def until_quiet() -> None:
    """Let everybody go on who can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def order(line: WaitingLine, arrivals: list[Arrival]) -> list[str]:
    """The names in the order in which they begin; each has the engine for a moment."""
    begun: list[str] = []

    async def visit(name: str, tokens: int, priority: Priority) -> None:
        async with line.turn(tokens, priority):
            begun.append(name)
            await asyncio.sleep(0)

    async with line.turn(10, FAST):  # so that all the others are in line before one begins
        visits = [asyncio.create_task(visit(*arrival)) for arrival in arrivals]
        await until_quiet()
    await asyncio.gather(*visits)
    return begun


def run(work: Callable[[], Awaitable[None]]) -> None:
    """Run one test's coroutine, within a bound."""

    async def bounded() -> None:
        async with asyncio.timeout(5):
            await work()

    asyncio.run(bounded())


def test_one_priority_keeps_its_order() -> None:
    """Who came first begins first, whatever the size."""
    arrivals = [(name, tokens, FAST) for name, tokens in zip("abcd", (9, 1, 5, 10), strict=True)]

    assert asyncio.run(order(WaitingLine(10), arrivals)) == list("abcd")


def test_the_engine_holds_no_more_than_it_should() -> None:
    """Groups enter together as long as they fit; one larger than the engine goes alone."""

    async def work() -> None:
        line = WaitingLine(10)
        async with line.turn(4, FAST), line.turn(6, FAST):
            third = asyncio.create_task(line.turn(50, FAST).__aenter__())
            await until_quiet()

            assert (line.running, third.done()) == (10, False)
        await third
        assert line.running == 50

    run(work)


def test_bulk_work_does_not_hold_urgent_work_up() -> None:
    """One urgent group behind a hundred others begins after one of them at most."""
    bulk = [(f"bulk {number}", 10, SLOW) for number in range(100)]
    begun = asyncio.run(order(WaitingLine(10), [*bulk, ("urgent", 10, FAST)]))

    assert begun.index("urgent") <= 1


def test_urgent_work_does_not_hold_bulk_work_up() -> None:
    """One bulk group behind a hundred urgent ones begins after its fifth part of the tokens."""
    urgent = [(f"urgent {number}", 10, FAST) for number in range(100)]
    begun = asyncio.run(order(WaitingLine(10), [*urgent, ("bulk", 10, SLOW)]))

    assert begun.index("bulk") <= 5


def test_both_have_their_share_of_the_tokens() -> None:
    """Four fifths for urgent work, though its groups are smaller here."""
    urgent = [("urgent", 5, FAST)] * 200
    bulk = [("bulk", 20, SLOW)] * 200
    begun = asyncio.run(order(WaitingLine(10), [*urgent, *bulk]))
    first = begun[: begun.index("urgent") + 150]

    tokens = {"urgent": 5 * first.count("urgent"), "bulk": 20 * first.count("bulk")}
    assert tokens["urgent"] / sum(tokens.values()) == pytest.approx(0.8, abs=0.05)


def test_idle_time_saves_nothing_up() -> None:
    """Bulk work that comes after an hour of urgent work has its fifth, and no more."""

    async def late() -> list[str]:
        line = WaitingLine(10)
        for _ in range(1000):
            async with line.turn(10, FAST):
                pass
        bulk = [(f"bulk {number}", 10, SLOW) for number in range(20)]
        urgent = [(f"urgent {number}", 10, FAST) for number in range(20)]
        return await order(line, [*bulk, *urgent])

    begun = asyncio.run(late())
    assert sum(name.startswith("bulk") for name in begun[:20]) <= 6


def test_who_is_cancelled_leaves_the_line() -> None:
    """Those behind move up, and nothing of the engine stays taken."""

    async def work() -> None:
        line = WaitingLine(10)
        async with line.turn(10, FAST):
            first, second = (
                asyncio.create_task(line.turn(10, FAST).__aenter__()) for _ in range(2)
            )
            await until_quiet()
            first.cancel()
            await until_quiet()
        await second

        assert line.running == 10

    run(work)


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans(), st.booleans()), max_size=20))
def test_nothing_is_lost_whoever_leaves(groups: list[tuple[int, bool, bool]]) -> None:
    """After any mixture of visits and cancellations the engine is empty, and each visit was."""

    async def visits() -> tuple[int, int]:
        line, begun = WaitingLine(20), 0

        async def visit(tokens: int, priority: Priority) -> None:
            nonlocal begun
            async with line.turn(tokens, priority):
                begun += 1
                await asyncio.sleep(0)

        async with line.turn(1, FAST):
            tasks = [asyncio.create_task(visit(n, FAST if b else SLOW)) for n, b, _ in groups]
            await asyncio.sleep(0)
            for task, (_, _, leaves) in zip(tasks, groups, strict=True):
                if leaves:
                    task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return line.running, begun

    running, begun = asyncio.run(visits())
    staying = sum(not leaves for _, _, leaves in groups)
    assert running == 0
    assert begun >= staying
