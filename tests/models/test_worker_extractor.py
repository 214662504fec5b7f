"""Extraction in worker processes: no answer takes another one, or the server, down with it."""

import asyncio
import os
from collections.abc import Sequence
from time import monotonic, sleep

import pytest

from deskcheck_extraction import Extraction
from deskcheck_models import Candidate, Group, InlineExtractor
from deskcheck_models.errors import BusyError, ExtractionError
from deskcheck_models.workers.worker_extractor import WorkerExtractor
from tests.models.breaking_extraction import CRASH, HANG, NAP, RAISE, WHO, obedient


def group(*texts: str) -> Group:
    """A group of these answers."""
    return Group("p", tuple(map(Candidate, texts)))


def extractor(
    workers: int = 1, *, answer_seconds: float = 5, group_seconds: float = 30, waiting: int = 99
) -> WorkerExtractor:
    """Workers that do what an answer says."""
    return WorkerExtractor(
        workers=workers,
        answer_seconds=answer_seconds,
        group_seconds=group_seconds,
        waiting=waiting,
        extract=obedient,
    )


def extracted(workers: WorkerExtractor, *texts: str) -> Sequence[Extraction]:
    """The extractions of one group; closes the workers."""

    async def work() -> Sequence[Extraction]:
        try:
            return await workers.extract(group(*texts))
        finally:
            await workers.close()

    return asyncio.run(work())


def running(process: int) -> bool:
    """Whether a process is there, after up to two seconds for its end."""
    until = monotonic() + 2
    while monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        sleep(0.01)
    return True


def test_workers_hear_no_interrupts() -> None:
    """In the server's session, and in a group of their own."""

    async def work() -> int:
        workers = extractor()
        try:
            (answer,) = await workers.extract(group(WHO))
            worker = int(answer.program)
            assert os.getsid(worker) == os.getsid(0)
            return os.getpgid(worker)
        finally:
            await workers.close()

    assert asyncio.run(work()) != os.getpgid(0)


def test_workers_find_what_this_process_finds() -> None:
    """The same extractions as without workers, in order."""
    answers = ("```python\nx = 1\n```", "no program", "```python\ndef f(:\n```")

    async def both() -> tuple[Sequence[Extraction], Sequence[Extraction]]:
        workers = WorkerExtractor(workers=1)
        try:
            there = await workers.extract(group(*answers))
        finally:
            await workers.close()
        return there, await InlineExtractor().extract(group(*answers))

    there, here = asyncio.run(both())

    assert list(there) == list(here)


@pytest.mark.parametrize("breaking", [CRASH, RAISE])
def test_an_answer_that_kills_its_worker_is_lost_alone(breaking: str) -> None:
    """Those before and after it are read; it says why it was not."""
    before, lost, after = extracted(extractor(), "a = 1", breaking, "b = 2")

    assert (before.program, after.program) == ("a = 1", "b = 2")
    assert (lost.program, lost.valid, lost.origin) == ("", False, "none")
    assert "crashed" in str(lost.reason)


def test_answers_that_were_read_before_a_death_are_not_lost() -> None:
    """They go out in one message, and those that a death takes along are read again."""
    texts = [*"abcdef", CRASH, *"ghi", CRASH, "j"]

    programs = [one.program for one in extracted(extractor(), *texts)]

    assert programs == [*"abcdef", "", *"ghi", "", "j"]


def test_every_answer_may_kill_a_worker() -> None:
    """One new worker after the other, to the end of the group."""
    extractions = extracted(extractor(), CRASH, CRASH, "a = 1", CRASH)

    assert [one.valid for one in extractions] == [False, False, True, False]


def test_an_answer_that_hangs_is_lost_alone() -> None:
    """Its worker is killed after the time that one answer has."""
    begun = monotonic()
    lost, after = extracted(extractor(answer_seconds=0.3), HANG, "b = 2")

    assert "0.3 s over this answer" in str(lost.reason)
    assert after.program == "b = 2"
    assert monotonic() - begun < 10


def test_a_group_has_a_deadline() -> None:
    """What was read in time stays; the rest says that the time was over."""
    extractions = extracted(extractor(group_seconds=0.45), *[NAP] * 20)
    valid = [one.valid is True for one in extractions]

    assert len(valid) == 20
    assert 0 < valid.count(True) < 20
    assert valid == sorted(valid, reverse=True)
    assert "0.45 s that a group has" in str(extractions[-1].reason)


def test_a_death_harms_no_other_group() -> None:
    """Groups in other workers do not notice."""

    async def work() -> Sequence[Extraction]:
        workers = extractor(2)
        try:
            bad = asyncio.create_task(workers.extract(group(CRASH)))
            good = await workers.extract(group(NAP, NAP, "a = 1"))
            await bad
        finally:
            await workers.close()
        return good

    good = asyncio.run(work())

    assert [one.program for one in good] == [NAP, NAP, "a = 1"]


def test_a_worker_that_ended_while_idle_is_replaced() -> None:
    """No answer is blamed for it."""

    async def work() -> tuple[Extraction, Extraction]:
        workers = extractor()
        try:
            (first,) = await workers.extract(group(WHO))
            os.kill(int(first.program), 9)
            await asyncio.sleep(0.2)
            (second,) = await workers.extract(group(WHO))
        finally:
            await workers.close()
        return first, second

    first, second = asyncio.run(work())

    assert second.valid
    assert second.program != first.program


def test_the_event_loop_is_never_held() -> None:
    """While a worker hangs, this process goes on ticking."""

    async def work() -> int:
        workers, ticks = extractor(answer_seconds=0.5), 0
        task = asyncio.create_task(workers.extract(group(HANG)))
        while not task.done():
            await asyncio.sleep(0.01)
            ticks += 1
        await workers.close()
        return ticks

    assert asyncio.run(work()) > 20


def test_the_queue_is_bounded() -> None:
    """Beyond it a group is refused at once, and fits again later."""

    async def work() -> Sequence[Extraction]:
        workers = extractor(waiting=2)
        try:
            taken = [asyncio.create_task(workers.extract(group(NAP))) for _ in range(2)]
            await asyncio.sleep(0)
            with pytest.raises(BusyError, match="2 groups wait"):
                await workers.extract(group("a = 1"))
            await asyncio.gather(*taken)
            return await workers.extract(group("a = 1"))
        finally:
            await workers.close()

    (one,) = asyncio.run(work())

    assert one.program == "a = 1"


def test_a_dropped_group_leaves_the_queue() -> None:
    """One that has not begun never runs once its caller is gone."""

    async def work() -> float:
        workers = extractor(waiting=50)
        try:
            await workers.extract(group("a = 1"))
            tasks = [asyncio.create_task(workers.extract(group(NAP))) for _ in range(40)]
            await asyncio.sleep(0.05)
            for task in tasks:
                task.cancel()
            begun = monotonic()
            await workers.extract(group("a = 1"))
            return monotonic() - begun
        finally:
            await workers.close()

    assert asyncio.run(work()) < 1


def test_closing_leaves_no_process() -> None:
    """Not even one in the middle of an answer; later calls are errors."""

    async def work() -> tuple[int, WorkerExtractor]:
        workers = extractor()
        (who,) = await workers.extract(group(WHO))
        task = asyncio.create_task(workers.extract(group(HANG)))
        await asyncio.sleep(0.1)
        await workers.close()
        await workers.close()
        with pytest.raises(ExtractionError, match="closed"):
            await task
        with pytest.raises(ExtractionError, match="closed"):
            await workers.extract(group("a = 1"))
        return int(who.program), workers

    process, _ = asyncio.run(work())

    assert not running(process)


def test_workers_that_cannot_start_are_an_error() -> None:
    """A function that they cannot import is no fault of the answers."""
    workers = WorkerExtractor(workers=1, extract=_Vanishing())

    with pytest.raises(ExtractionError, match="did not start"):
        extracted(workers, "a = 1")


def test_no_workers_are_an_error() -> None:
    """With the extractor that needs none."""
    with pytest.raises(ExtractionError, match=r"workers is 0.*InlineExtractor"):
        WorkerExtractor(workers=0)


class _Vanishing:
    """Extracts here, and cannot be made again in another process."""

    def __call__(self, group: Group) -> Sequence[Extraction]:
        return obedient(group)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return int, ("not a number",)
