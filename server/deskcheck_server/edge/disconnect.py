"""Work that is dropped when the caller hangs up."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

from starlette.types import Receive

from deskcheck_server.errors import ClientGoneError

Value = TypeVar("Value")


async def unless_gone(receive: Receive, work: Coroutine[None, None, Value]) -> Value:
    """The value of the work; cancels it and raises ClientGoneError where the caller leaves.

    The request's body must have been read: `receive` is listened to here.
    """
    working = asyncio.create_task(work)
    leaving = asyncio.create_task(_leaving(receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientGoneError("the caller hung up while waiting")
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _leaving(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
