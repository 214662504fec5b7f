"""Values that somebody is making: who wants the same waits for it and does not make it again."""

import asyncio
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class SingleFlight(Generic[Key, Value]):
    """One maker at a time for each key; used on one event loop at a time.

    Nothing is kept: a value goes to those who waited for it, errors and cancellations to nobody
    but their maker. Who waited in vain becomes the next maker.
    """

    def __init__(self) -> None:
        self._flights: dict[Key, asyncio.Future[Value]] = {}

    def under_way(self, keys: Iterable[Key]) -> dict[Key, asyncio.Future[Value]]:
        """What is being made now of these keys, to wait for with `first_landed`."""
        return {key: self._flights[key] for key in keys if key in self._flights}

    @contextmanager
    def making(self, keys: Iterable[Key]) -> Iterator[Callable[[Key, Value], None]]:
        """Be the maker of keys that are not under way; gives a function that hands out a value.

        What has not been handed out at the end of the block is given up.
        """
        loop = asyncio.get_running_loop()
        own: dict[Key, asyncio.Future[Value]] = {key: loop.create_future() for key in keys}
        self._flights.update(own)
        try:
            yield lambda key, value: own[key].set_result(value)
        finally:
            for key, flight in own.items():
                del self._flights[key]
                flight.cancel()  # no effect on one that has landed


async def first_landed(flights: Mapping[Key, asyncio.Future[Value]]) -> dict[Key, Value]:
    """Wait until one of the flights has ended; the values of those that have landed by then.

    It is empty where the ended ones were given up. Being cancelled here cancels none of them.
    """
    await asyncio.wait(flights.values(), return_when=asyncio.FIRST_COMPLETED)
    return {
        key: flight.result()
        for key, flight in flights.items()
        if flight.done() and not flight.cancelled()
    }
