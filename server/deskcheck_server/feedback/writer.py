"""The thread that writes the feedback store, so that scoring never waits for a database."""

import math
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from structlog.stdlib import BoundLogger

from deskcheck_server.errors import FeedbackUnavailableError
from deskcheck_server.feedback.database import Database
from deskcheck_server.feedback.errors import FeedbackStoreError, StoreRefusedError
from deskcheck_server.feedback.kept import KeptGroup
from deskcheck_server.feedback.live_quality import WINDOW, LiveQuality
from deskcheck_server.feedback.noting import Noted
from deskcheck_server.feedback.reports import Report
from deskcheck_server.feedback.retention import Retention
from deskcheck_server.logs import place_of
from deskcheck_server.telemetry.feedback_figures import FeedbackFigures

MOST_BYTES = 64 * 2**20  # of rankings that wait to be written
MOST_CALLS = 256  # of reports that wait
GROUPS_AT_ONCE = 64  # in one transaction
FORGET_EVERY = 60.0  # seconds
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds after a failure, doubled each time
CLOSE_SECONDS = 10.0


@dataclass(slots=True)
class _Call:
    """Reports that somebody waits for."""

    reports: Sequence[Report]
    answer: "Future[Noted]" = field(default_factory=Future)


class Writer:
    """Takes rankings and reports from the event loop and writes them in a thread of its own.

    What waits is bounded: rankings beyond it are dropped, reports refused, both counted. While the
    database is down, rankings wait for it, and reports are refused until it was tried again.
    """

    def __init__(
        self,
        database: Database,
        retention: Retention,
        *,
        figures: FeedbackFigures,
        log: BoundLogger,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._database = database
        self._retention = retention
        self._figures = figures
        self._log = log
        self._most_bytes = most_bytes
        self._quality = LiveQuality()
        self._changed = threading.Condition()
        self._groups: deque[KeptGroup] = deque()
        self._bytes = 0
        self._calls: deque[_Call] = deque()
        self._closing = False
        self._prepared = False
        self._pause = 0.0
        self._again_at = 0.0
        self._forget_at = 0.0
        self._thread = threading.Thread(target=self._run, name="feedback", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def keep(self, group: KeptGroup) -> None:
        """Have a ranking written soon, or drop it where too much waits already."""
        with self._changed:
            if self._closing or self._bytes + group.size > self._most_bytes:
                self._figures.dropped(1)
                return
            self._groups.append(group)
            self._bytes += group.size
            self._changed.notify()

    def report(self, reports: Sequence[Report]) -> "Future[Noted]":
        """Have reports written; the future ends once they are.

        Raises FeedbackUnavailableError where too many wait or the database is down, and so may the
        future.
        """
        call = _Call(reports)
        with self._changed:
            if self._closing or len(self._calls) >= MOST_CALLS:
                raise FeedbackUnavailableError("too many reports wait: try again", retry_after=1)
            if self._pause:
                raise self._down()
            self._calls.append(call)
            self._changed.notify()
        return call.answer

    def close(self) -> None:
        """Write what waits, if the database takes it within ten seconds, and end the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        while self._awaited():
            try:
                self._work()
                self._recovered()
            except FeedbackStoreError as error:
                self._failed(str(error))
            except Exception as error:  # noqa: BLE001 - the edge of the thread
                self._log.error("feedback failed", error=type(error).__name__, at=place_of(error))
                self._failed("a defect of the server")
        self._leave()

    def _awaited(self) -> bool:
        """Wait for work; False where it is time to end."""
        with self._changed:
            while not self._closing:
                left = self._wait_seconds()
                if left <= 0:
                    return True
                self._changed.wait(left)
            return bool(self._groups or self._calls) and not self._pause

    def _wait_seconds(self) -> float:
        now = time.monotonic()
        if self._pause:
            return self._again_at - now
        return 0.0 if self._groups or self._calls else self._forget_at - now

    def _work(self) -> None:
        if not self._prepared:
            self._prepare()
        # Reports come after the rankings that were there before them.
        with self._changed:
            calls, waiting = self._taken(), len(self._groups)
        try:
            self._write_groups(waiting)
            for call in calls:
                self._answer(call)
        finally:
            self._refuse(calls)
        if time.monotonic() >= self._forget_at:
            self._forget()

    def _taken(self) -> Sequence[_Call]:
        """The calls that wait, but for those that nobody waits for any more."""
        calls = [one for one in self._calls if one.answer.set_running_or_notify_cancel()]
        self._calls.clear()
        return calls

    def _prepare(self) -> None:
        self._database.prepare()
        self._quality.add(self._database.latest(WINDOW))
        self._figures.show(self._quality.figures())
        self._prepared = True

    def _write_groups(self, count: int) -> None:
        while count > 0:
            batch = [self._groups[place] for place in range(min(count, GROUPS_AT_ONCE))]
            try:
                self._database.keep(batch)
                self._figures.kept(len(batch))
            except StoreRefusedError as error:
                self._figures.dropped(len(batch))
                self._log.error("rankings not kept", groups=len(batch), reason=str(error))
            self._drop(len(batch))
            count -= len(batch)

    def _drop(self, count: int) -> None:
        with self._changed:
            for _ in range(count):
                self._bytes -= self._groups.popleft().size

    def _answer(self, call: _Call) -> None:
        try:
            noted = self._database.report(call.reports)
        except StoreRefusedError as error:
            self._log.error("reports not kept", reports=len(call.reports), reason=str(error))
            call.answer.set_exception(self._refusal(1))
            return
        self._quality.add(noted.groups)
        self._figures.noted(noted, len(call.reports))
        self._figures.show(self._quality.figures())
        call.answer.set_result(noted)

    def _forget(self) -> None:
        while self._retention.forget(self._database):
            pass
        self._forget_at = time.monotonic() + FORGET_EVERY

    def _recovered(self) -> None:
        if self._pause:
            self._log.info("feedback database is back")
        self._pause = 0.0
        self._figures.up(True)

    def _failed(self, reason: str) -> None:
        with self._changed:
            self._pause = min(max(2 * self._pause, FIRST_PAUSE), LONGEST_PAUSE)
            self._again_at = time.monotonic() + self._pause
            calls = self._taken()
        self._figures.up(False)
        self._log.warning("feedback database is down", reason=reason, seconds=self._pause)
        self._refuse(calls)

    def _refuse(self, calls: Sequence[_Call]) -> None:
        """End the calls that nobody has answered."""
        for call in calls:
            if not call.answer.done():
                call.answer.set_exception(self._refusal(FIRST_PAUSE))

    def _down(self) -> FeedbackUnavailableError:
        return self._refusal(self._again_at - time.monotonic())

    def _refusal(self, seconds: float) -> FeedbackUnavailableError:
        wait = max(math.ceil(seconds), 1)
        return FeedbackUnavailableError(
            f"the feedback database does not answer: try again in {wait} s", retry_after=wait
        )

    def _leave(self) -> None:
        if self._groups:
            self._figures.dropped(len(self._groups))
            self._log.warning("rankings not kept", groups=len(self._groups))
        self._refuse(self._taken())
        self._database.close()
