"""An extractor for servers: worker processes, so that no answer can stop or crash the rest."""

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from queue import SimpleQueue
from threading import Lock
from time import monotonic

from deskcheck_extraction import Extraction
from deskcheck_extraction.extraction import no_program
from deskcheck_models.errors import BusyError, ExtractionError
from deskcheck_models.extractor import extract_group
from deskcheck_models.group import Group
from deskcheck_models.workers.extraction_worker import ExtractGroup
from deskcheck_models.workers.worker_process import WorkerDiedError, WorkerLateError, WorkerProcess

CRASHED = "the parser crashed on this answer, which was left out"
LATE = "extraction took more than {seconds:g} s over this answer, which was left out"
UNREAD = "the {seconds:g} s that a group has for extraction were over before this answer"


class WorkerExtractor:
    """An Extractor over worker processes.

    A group goes to one worker whole. An answer that kills its worker, or takes more than
    `answer_seconds`, is lost alone: it becomes an invalid Extraction with the reason, and a new
    worker goes on with the next answer. What is unread after `group_seconds` is lost as well.
    `waiting` bounds the groups in work or queued. `extract` must be importable by the workers.
    """

    def __init__(
        self,
        *,
        workers: int | None = None,
        answer_seconds: float = 5.0,
        group_seconds: float = 30.0,
        waiting: int = 4096,
        extract: ExtractGroup = extract_group,
    ) -> None:
        """Start the workers; raises ExtractionError for a number of workers below one."""
        count = max((os.cpu_count() or 1) - 1, 1) if workers is None else workers
        if count < 1:
            raise ExtractionError(f"workers is {count}; give 1 or more, or use InlineExtractor")
        self._answer_seconds = answer_seconds
        self._group_seconds = group_seconds
        self._waiting = waiting
        self._groups = 0  # in work or queued; changed by the threads as well
        self._lock = Lock()
        self._closed = False
        self._workers = [WorkerProcess(extract) for _ in range(count)]
        self._idle: SimpleQueue[WorkerProcess] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="extraction")

    async def extract(self, group: Group) -> Sequence[Extraction]:
        """One extraction per candidate, in order.

        When the caller is cancelled, a group that has not begun is dropped; one that has begun ends
        unheard, within its deadline: its worker would take longer to start again. Raises BusyError
        beyond `waiting`, ExtractionError where workers do not start or all is closed.
        """
        if self._closed:
            raise ExtractionError("the extractor is closed; make a new one")
        with self._lock:
            if self._groups >= self._waiting:
                raise BusyError(f"{self._groups} groups wait for extraction: send fewer at once")
            self._groups += 1
        future = self._threads.submit(self._extracted, group)
        future.add_done_callback(lambda _: self._leave())
        return await asyncio.wrap_future(future)

    async def close(self) -> None:
        """Kill the workers and wait until they are gone. Closing twice is allowed."""
        self._closed = True
        for worker in self._workers:
            worker.kill()
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)
        for worker in self._workers:
            worker.stop()

    def _leave(self) -> None:
        with self._lock:
            self._groups -= 1

    def _extracted(self, group: Group) -> list[Extraction]:
        """In a thread of the pool: there are as many threads as workers, so one is always idle."""
        worker = self._idle.get()
        try:
            return self._through(worker, group)
        finally:
            self._idle.put(worker)

    def _through(self, worker: WorkerProcess, group: Group) -> list[Extraction]:
        worker.load()  # the time that this takes is not the group's
        return self._until(monotonic() + self._group_seconds, worker, group)

    def _until(self, until: float, worker: WorkerProcess, group: Group) -> list[Extraction]:
        done: list[Extraction] = []
        while len(done) < len(group.candidates):
            if monotonic() >= until:
                unread = no_program(UNREAD.format(seconds=self._group_seconds))
                return done + [unread] * (len(group.candidates) - len(done))
            before = len(done)
            rest = replace(group, candidates=group.candidates[before:])
            lost = self._asked(worker, rest, done, until)
            if lost is not None:
                unsent = group.candidates[len(done) : before + max(worker.begun - 1, 0)]
                done += self._until(until, worker, replace(group, candidates=unsent))
                done.append(no_program(lost))
        return done

    def _asked(
        self, worker: WorkerProcess, rest: Group, done: list[Extraction], until: float
    ) -> str | None:
        """Append what the worker reads; the reason, where it was lost over the next answer."""
        if self._closed:
            raise ExtractionError("the extractor was closed")
        try:
            for one in worker.ask(rest, answer_seconds=self._answer_seconds, until=until):
                done.append(one)
        except WorkerDiedError:
            if self._closed:
                raise ExtractionError("the extractor was closed") from None
            return CRASHED
        except WorkerLateError:
            over = monotonic() >= until
            return (
                UNREAD.format(seconds=self._group_seconds)
                if over
                else LATE.format(seconds=self._answer_seconds)
            )
        return None
