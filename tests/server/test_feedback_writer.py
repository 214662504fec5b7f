"""The thread that writes feedback: order, failures of the database, and its end."""

import asyncio
import io
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

pytest.importorskip("sqlalchemy", reason="needs SQLAlchemy: pip install '.[feedback]'")

from deskcheck_server.errors import FeedbackUnavailableError
from deskcheck_server.feedback.database import Database
from deskcheck_server.feedback.errors import StoreDownError, StoreRefusedError
from deskcheck_server.feedback.feedback import Feedback
from deskcheck_server.feedback.kept import KeptGroup
from deskcheck_server.feedback.noting import Noted, Unknown
from deskcheck_server.feedback.reports import Report
from deskcheck_server.feedback.retention import Retention
from deskcheck_server.feedback.writer import MOST_CALLS, Writer
from deskcheck_server.logs import open_log
from deskcheck_server.telemetry.feedback_figures import FeedbackFigures
from tests.server.test_feedback_store import GROUP
from tests.server.waiting import wait_until

REPORT = Report("a", 0, 0, True, 2.0)


class Moody(Database):
    """A store in a file that fails as it is told to: `fault` is raised while it is set."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.fault: Exception | None = None

    def keep(self, groups: Sequence[KeptGroup]) -> None:
        """Fail, or write."""
        if self.fault is not None:
            raise self.fault
        super().keep(groups)

    def report(self, reports: Sequence[Report]) -> Noted:
        """Fail, or write."""
        if self.fault is not None:
            raise self.fault
        return super().report(reports)


class Store:
    """A writer with its database, figures and log."""

    def __init__(self, folder: Path) -> None:
        self.place = str(folder / "feedback.db")
        self.database = Moody(self.place)
        self.registry = CollectorRegistry()
        self.log = io.StringIO()
        self.writer = Writer(
            self.database,
            Retention(days=90, groups=100),
            figures=FeedbackFigures(self.registry),
            log=open_log(self.log, level="info", as_json=True),
        )

    def figure(self, name: str, **labels: str) -> float:
        """One of its figures."""
        return self.registry.get_sample_value(f"deskcheck_feedback_{name}", labels) or 0.0

    def events(self) -> list[str]:
        """What was logged."""
        return [json.loads(line)["event"] for line in self.log.getvalue().splitlines()]

    def kept(self) -> list[str]:
        """The programs that were reported on, read by somebody else."""
        other = Database(self.place)
        try:
            return [one.program for one in other.labelled()]
        finally:
            other.close()


@contextmanager
def writing(folder: Path) -> Iterator[Store]:
    """A writer at work, which is closed in the end."""
    store = Store(folder)
    store.writer.start()
    try:
        yield store
    finally:
        store.writer.close()


def told(answer: Future[Noted]) -> Noted:
    """The answer to reports, within a bound."""
    return answer.result(20)


def test_a_report_right_behind_its_ranking_is_known(tmp_path: Path) -> None:
    """The ranking is written first, though both wait."""
    with writing(tmp_path) as store:
        store.writer.keep(GROUP)

        assert told(store.writer.report([REPORT])).unknown == {}
    assert store.kept() == ["x = 1"]


def test_what_waits_at_the_end_is_written(tmp_path: Path) -> None:
    """Rankings of the last moment, with reports on them."""
    store = Store(tmp_path)
    for number in range(200):
        store.writer.keep(replace(GROUP, request_id=str(number)))
    answer = store.writer.report([replace(REPORT, request_id="199")])
    store.writer.start()
    told(answer)
    store.writer.close()

    assert store.kept() == ["x = 1"]
    assert store.figure("rankings_total", outcome="kept") == 200


def test_rankings_outlive_a_database_that_is_down(tmp_path: Path) -> None:
    """They wait, reports are refused with when to come again, and later all is written."""
    with writing(tmp_path) as store:
        store.database.fault = StoreDownError("locked")
        store.writer.keep(GROUP)
        wait_until(lambda: "feedback database is down" in store.events())
        with pytest.raises(FeedbackUnavailableError, match="does not answer: try again in") as down:
            store.writer.report([REPORT])
        up = store.figure("up")
        store.database.fault = None
        wait_until(lambda: "feedback database is back" in store.events())

        assert (up, store.figure("up")) == (0, 1)
        assert down.value.retry_after >= 1
        assert told(store.writer.report([REPORT])).unknown == {}
        assert store.figure("rankings_total", outcome="dropped") == 0


def test_rows_that_no_database_takes_are_dropped(tmp_path: Path) -> None:
    """They would keep all others waiting for ever; the next ones are written."""
    with writing(tmp_path) as store:
        store.database.fault = StoreRefusedError("too long")
        store.writer.keep(GROUP)
        wait_until(lambda: store.figure("rankings_total", outcome="dropped") == 1)
        store.database.fault = None
        store.writer.keep(GROUP)

        assert told(store.writer.report([REPORT])).unknown == {}
        assert store.figure("rankings_total", outcome="kept") == 1
    assert store.events() == ["rankings not kept"]


def test_reports_that_no_database_takes_are_refused_alone(tmp_path: Path) -> None:
    """The database is not down: the next reports are taken at once."""
    with writing(tmp_path) as store:
        store.writer.keep(GROUP)
        told(store.writer.report([]))
        store.database.fault = StoreRefusedError("too long")
        with pytest.raises(FeedbackUnavailableError):
            told(store.writer.report([REPORT]))
        store.database.fault = None

        assert told(store.writer.report([REPORT])).unknown == {}
    assert store.events() == ["reports not kept"]


def test_a_defect_is_told_by_its_place_and_not_by_its_text(tmp_path: Path) -> None:
    """The thread goes on; nothing that was to be kept reaches the log."""
    with writing(tmp_path) as store:
        store.database.fault = ValueError("x = 1 is quoted here")
        answer = store.writer.report([REPORT])
        with pytest.raises(FeedbackUnavailableError):
            told(answer)
        store.database.fault = None
        wait_until(lambda: "feedback database is back" in store.events())

        assert told(store.writer.report([REPORT])).unknown == {0: Unknown.RANKING}
    assert store.events()[:2] == ["feedback failed", "feedback database is down"]
    assert "quoted" not in store.log.getvalue()


def test_reports_that_nobody_waits_for_are_not_written(tmp_path: Path) -> None:
    """A caller that was told it was late will send them again."""
    store = Store(tmp_path)
    store.writer.keep(GROUP)
    left = store.writer.report([REPORT])
    left.cancel()
    stays = store.writer.report([replace(REPORT, index=7)])
    store.writer.start()
    found = told(stays)
    store.writer.close()

    assert found.unknown == {0: Unknown.CANDIDATE}
    assert store.kept() == []


def test_a_caller_waits_no_longer_than_it_said(tmp_path: Path) -> None:
    """Its reports are taken back, counted as refused, and not written later."""
    store = Store(tmp_path)
    store.writer.keep(GROUP)
    registry = CollectorRegistry()
    feedback = Feedback(store.writer, FeedbackFigures(registry), model="nano")
    with pytest.raises(FeedbackUnavailableError, match=r"did not answer within 0\.05 s") as late:
        asyncio.run(feedback.report([REPORT], seconds=0.05))
    store.writer.start()
    store.writer.close()

    refused = registry.get_sample_value("deskcheck_feedback_reports_total", {"outcome": "refused"})
    assert (late.value.retry_after, refused) == (5, 1)
    assert store.kept() == []


def test_too_many_calls_are_refused_at_once(tmp_path: Path) -> None:
    """Nothing that waits is without a bound."""
    store = Store(tmp_path)
    for _ in range(MOST_CALLS):
        store.writer.report([REPORT])

    with pytest.raises(FeedbackUnavailableError, match="too many reports wait"):
        store.writer.report([REPORT])
    store.writer.start()
    store.writer.close()


def test_a_closed_writer_takes_nothing(tmp_path: Path) -> None:
    """Rankings are counted as dropped, reports refused."""
    with writing(tmp_path) as store:
        pass
    store.writer.keep(GROUP)

    assert store.figure("rankings_total", outcome="dropped") == 1
    with pytest.raises(FeedbackUnavailableError):
        store.writer.report([REPORT])


def test_a_database_that_is_down_does_not_hold_the_end_up(tmp_path: Path) -> None:
    """What could not be written is told and counted."""
    with writing(tmp_path) as store:
        store.database.fault = StoreDownError("locked")
        store.writer.keep(GROUP)
        wait_until(lambda: "feedback database is down" in store.events())
        began = time.monotonic()

    assert time.monotonic() - began < 8
    assert store.events()[-1] == "rankings not kept"
    assert store.figure("rankings_total", outcome="dropped") == 1
