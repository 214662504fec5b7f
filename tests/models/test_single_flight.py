"""One maker for each key: who else wants the value waits, and is told nothing of failures."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from deskcheck_models.cache.single_flight import SingleFlight, first_landed
from tests.models.held_engine import settled

Flights = SingleFlight[str, int]


async def made(flights: Flights, key: str, make: Callable[[], Awaitable[int]]) -> int:
    """The value of the key: made here, unless somebody else is making it."""
    while under_way := flights.under_way([key]):
        if landed := await first_landed(under_way):
            return landed[key]
    with flights.making([key]) as hand_out:
        value = await make()
        hand_out(key, value)
    return value


class Maker:
    """Counts how often a value is made; each takes until the sign."""

    def __init__(self) -> None:
        self.sign = asyncio.Event()
        self.made = 0
        self.failures = 0

    async def __call__(self) -> int:
        self.made += 1
        number = self.made
        await self.sign.wait()
        if number <= self.failures:
            raise ValueError(f"number {number} fails")
        return number


def test_a_value_is_made_once_for_all_who_want_it_now() -> None:
    """Ten at a time get the one that the first has made."""

    async def run() -> list[int]:
        flights, maker = Flights(), Maker()
        tasks = [asyncio.create_task(made(flights, "a", maker)) for _ in range(10)]
        await settled()
        maker.sign.set()
        return await asyncio.gather(*tasks)

    assert asyncio.run(run()) == [1] * 10


def test_different_keys_do_not_wait_for_each_other() -> None:
    """Both are being made before either is done."""

    async def run() -> int:
        flights, maker = Flights(), Maker()
        tasks = [asyncio.create_task(made(flights, key, maker)) for key in "ab"]
        await settled()
        begun = maker.made
        maker.sign.set()
        await asyncio.gather(*tasks)
        return begun

    assert asyncio.run(run()) == 2


def test_nothing_is_kept_once_it_has_landed() -> None:
    """Who comes later makes it again."""

    async def run() -> list[int]:
        flights, maker = Flights(), Maker()
        maker.sign.set()
        return [await made(flights, "a", maker), await made(flights, "a", maker)]

    assert asyncio.run(run()) == [1, 2]


def test_a_makers_cancellation_makes_one_who_waits_the_next_maker() -> None:
    """Two waited: one makes it for both."""

    async def run() -> tuple[list[int], bool]:
        flights, maker = Flights(), Maker()
        tasks = [asyncio.create_task(made(flights, "a", maker)) for _ in range(3)]
        await settled()
        tasks[0].cancel()
        await settled()
        maker.sign.set()
        return await asyncio.gather(*tasks[1:]), tasks[0].cancelled()

    assert asyncio.run(run()) == ([2, 2], True)


def test_a_makers_error_is_its_own() -> None:
    """It is raised where it happened; who waited makes the value."""

    async def run() -> list[int | BaseException]:
        flights, maker = Flights(), Maker()
        maker.failures = 1
        tasks = [asyncio.create_task(made(flights, "a", maker)) for _ in range(2)]
        await settled()
        maker.sign.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    first, second = asyncio.run(run())

    assert isinstance(first, ValueError)
    assert second == 2


def test_who_stops_waiting_disturbs_nobody() -> None:
    """Neither the maker nor another who waits."""

    async def run() -> list[int]:
        flights, maker = Flights(), Maker()
        tasks = [asyncio.create_task(made(flights, "a", maker)) for _ in range(3)]
        await settled()
        tasks[1].cancel()
        await settled()
        maker.sign.set()
        return list(await asyncio.gather(tasks[0], tasks[2]))

    assert asyncio.run(run()) == [1, 1]


def test_the_first_of_several_flights_is_enough() -> None:
    """What has not landed is left out."""

    async def run() -> dict[str, int]:
        flights = Flights()
        with flights.making(["a", "b"]) as hand_out:
            hand_out("b", 7)
            return await first_landed(flights.under_way(["a", "b", "c"]))

    assert asyncio.run(run()) == {"b": 7}


@pytest.mark.parametrize("handed_out", [True, False])
def test_nothing_is_under_way_after_the_block(handed_out: bool) -> None:
    """Whether it landed or was given up."""

    async def run() -> bool:
        flights = Flights()
        with flights.making(["a"]) as hand_out:
            if handed_out:
                hand_out("a", 1)
        return bool(flights.under_way(["a"]))

    assert asyncio.run(run()) is False
