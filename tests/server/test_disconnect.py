"""Work for a caller: done while it waits, dropped when it leaves."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message

from deskcheck_server.edge.disconnect import unless_gone
from deskcheck_server.errors import ClientGoneError

Receive = Callable[[], Awaitable[Message]]


def caller(*messages: str) -> Receive:
    """A caller of whom these messages come, and then nothing."""
    coming = iter(messages)

    async def receive() -> Message:
        for kind in coming:
            return {"type": kind}
        await asyncio.sleep(60)
        raise AssertionError("nobody waits a minute")

    return receive


class Work:
    """Something that takes a moment or for ever, and notices when it is dropped."""

    def __init__(self) -> None:
        self.dropped = False

    async def forever(self) -> None:
        """Until it is cancelled; ending takes a moment, as freeing an engine does."""
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            self.dropped = True
            raise

    async def soon(self) -> str:
        """A value, a moment later."""
        await asyncio.sleep(0)
        return "ranked"

    async def failing(self) -> str:
        """An error of its own."""
        await asyncio.sleep(0)
        raise ValueError("broken")


def test_a_caller_that_stays_has_its_value() -> None:
    """And nothing goes on behind it."""

    async def both() -> tuple[str, int]:
        value = await unless_gone(caller(), Work().soon())
        return value, len(asyncio.all_tasks())

    assert asyncio.run(both()) == ("ranked", 1)


def test_a_caller_that_leaves_ends_the_work() -> None:
    """It has ended before the error is raised, so that what it held is free."""
    work = Work()
    with pytest.raises(ClientGoneError, match="while waiting"):
        asyncio.run(unless_gone(caller("http.disconnect"), work.forever()))

    assert work.dropped


def test_other_messages_are_no_farewell() -> None:
    """The end of a body may come late."""
    value = asyncio.run(unless_gone(caller("http.request", "http.request"), Work().soon()))

    assert value == "ranked"


def test_an_error_of_the_work_is_raised_as_it_is() -> None:
    """The caller is still there to be told."""
    with pytest.raises(ValueError, match="broken"):
        asyncio.run(unless_gone(caller(), Work().failing()))


def test_who_is_done_is_not_gone() -> None:
    """Where both happen in one moment, the value counts: it costs nothing any more."""

    async def immediately() -> str:
        return "ranked"

    assert asyncio.run(unless_gone(caller("http.disconnect"), immediately())) == "ranked"


def test_a_request_that_is_cancelled_takes_its_work_along() -> None:
    """As a server does that stops in a hurry."""
    work = Work()

    async def hurried() -> None:
        waiting = asyncio.create_task(unless_gone(caller(), work.forever()))
        for _ in range(3):
            await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    asyncio.run(hurried())

    assert work.dropped
