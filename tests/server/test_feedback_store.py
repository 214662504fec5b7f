"""The feedback store by itself: bounds, ages, places that cannot be, and what is dropped."""

import io
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

pytest.importorskip("sqlalchemy", reason="needs SQLAlchemy: pip install '.[feedback]'")

from deskcheck_server.errors import FeedbackUnavailableError, SettingsError
from deskcheck_server.feedback.database import Database
from deskcheck_server.feedback.errors import FeedbackStoreError
from deskcheck_server.feedback.kept import KeptCandidate, KeptGroup
from deskcheck_server.feedback.noting import Noted
from deskcheck_server.feedback.reports import Report
from deskcheck_server.feedback.retention import DAY, Retention
from deskcheck_server.feedback.writer import Writer
from deskcheck_server.logs import open_log
from deskcheck_server.telemetry.feedback_figures import FeedbackFigures
from tests.server.waiting import wait_until

ROOT = Path(__file__).parents[2]
GROUP = KeptGroup(
    request_id="a",
    number=0,
    model="deskcheck-nano",
    problem_id="0" * 32,
    problem='[["user", "Write add(a, b)."]]',
    seconds=0.5,
    ranked_at=time.time(),
    candidates=(KeptCandidate(0, "x = 1", "python", True, 1.0, 1),),
)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """An empty store in a file."""
    made = Database(str(tmp_path / "feedback.db"))
    made.prepare()
    return made


def kept(database: Database, name: str, *, days_ago: float = 0) -> None:
    """A group under a request's id, ranked some days ago."""
    database.keep([replace(GROUP, request_id=name, ranked_at=time.time() - days_ago * DAY)])


def known(database: Database, *names: str) -> list[str]:
    """Which of some requests are still kept."""
    noted = database.report([Report(name, 0, 0, True) for name in names])
    return [name for place, name in enumerate(names) if place not in noted.unknown]


def test_a_ranking_waits_a_day_for_its_report(database: Database) -> None:
    """Older ones go, with their programs, unless somebody reported on them."""
    for name, days in (("old", 1.1), ("reported", 1.1), ("new", 0.9)):
        kept(database, name, days_ago=days)
    database.report([Report("reported", 0, 0, True)])

    assert Retention(days=90, groups=100).forget(database) == 1
    assert Retention(days=90, groups=100).forget(database) == 0
    assert known(database, "old", "reported", "new") == ["reported", "new"]


def test_reported_groups_go_after_their_days(database: Database) -> None:
    """Counted from the last report."""
    kept(database, "a")
    database.report([Report("a", 0, 0, True)])

    assert database.forget(unreported_before=0, reported_before=time.time() - 1, most=9) == 0
    assert database.forget(unreported_before=0, reported_before=time.time() + 1, most=9) == 1


def test_the_oldest_go_beyond_the_most(database: Database, tmp_path: Path) -> None:
    """So that the store has a bound; candidates go with their groups."""
    for number in range(5):
        kept(database, str(number))
    database.forget(unreported_before=0, reported_before=0, most=2)
    connection = sqlite3.connect(tmp_path / "feedback.db")
    left = connection.execute("select count(*) from feedback_candidates").fetchone()
    connection.close()

    assert left == (2,)
    assert known(database, *"01234") == ["3", "4"]


def test_processes_share_a_file(tmp_path: Path) -> None:
    """Two of them write and report at once, and nothing is lost or refused."""
    code = """
import sys
from dataclasses import replace
from deskcheck_server.feedback.database import Database
from deskcheck_server.feedback.reports import Report
from tests.server.test_feedback_store import GROUP
place, name = sys.argv[1:]
database = Database(place)
database.prepare()
for number in range(100):
    database.keep([replace(GROUP, request_id=f"{name}{number}")])
    assert not database.report([Report(f"{name}{number}", 0, 0, True)]).unknown
"""
    place = tmp_path / "shared.db"
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(place), name], cwd=ROOT) for name in "ab"
    ]
    codes = [process.wait(120) for process in running]

    assert codes == [0, 0]
    assert len(list(Database(str(place)).labelled())) == 200


def test_the_newest_ranking_of_an_id_counts(database: Database) -> None:
    """Callers may use an id again."""
    kept(database, "a")
    database.keep([replace(GROUP, seconds=9.0)])
    (group,) = database.report([Report("a", 0, 0, True)]).groups

    assert group.seconds == 9.0


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("mysql://a/b", "is of 'mysql': give a file for SQLite, or postgresql://"),
        ("://", "no URL that can be read"),
        ("sqlite://", "names no file"),
        (":memory:", "names no file"),
        ("/no/such/folder/feedback.db", "is in /no/such/folder, which is no folder: make it"),
        ("/tmp", "is /tmp, which is a folder: name a file in it"),
        ("postgresql://u:sekrit@h:port/d", "no URL that can be read"),
    ],
)
def test_places_that_cannot_be(place: str, told: str) -> None:
    """Told before the server starts, with the remedy, and without a password."""
    with pytest.raises(SettingsError, match=told) as caught:
        Database(place)

    assert "sekrit" not in f"{caught.value}{caught.value.__cause__}"


def test_an_earlier_versions_tables_are_widened(tmp_path: Path) -> None:
    """Once: what they hold stays, and who wrote it is unknown."""
    place = tmp_path / "feedback.db"
    earlier = Database(str(place))
    earlier.prepare()
    kept(earlier, "a")
    kept(earlier, "b")
    earlier.close()
    with sqlite3.connect(place) as connection:
        connection.execute("alter table feedback_candidates drop column policy")
    database = Database(str(place))
    for _ in range(2):
        database.prepare()
    database.report([Report("a", 0, 0, True), Report("b", 0, 0, False, policy="a-7b")])
    policies = [row.policy for row in database.labelled()]
    database.close()

    assert policies == [None, "a-7b"]


def test_another_programs_file_is_told(tmp_path: Path) -> None:
    """A file that is no database."""
    place = tmp_path / "notes.db"
    place.write_text("not a database, but long enough to be read as one" * 50)

    with pytest.raises(FeedbackStoreError, match="feedback database failed"):
        Database(str(place)).prepare()


def taken(writer: Writer, calls: int) -> list[Future[Noted]]:
    """The calls that a writer has taken of so many, until it refused one."""
    waiting: list[Future[Noted]] = []
    for _ in range(calls):
        try:
            waiting.append(writer.report([Report("a", 0, 0, True)]))
        except FeedbackUnavailableError:
            return waiting
    raise AssertionError(f"{calls} calls wait")


def test_what_waits_is_bounded(tmp_path: Path) -> None:
    """While another program holds the file: rankings are dropped, reports refused, both counted."""
    registry, log = CollectorRegistry(), io.StringIO()
    figures = FeedbackFigures(registry)
    database = Database(str(tmp_path / "feedback.db"))
    database.prepare()
    writer = Writer(
        database,
        Retention(days=1, groups=10),
        figures=figures,
        log=open_log(log, level="info", as_json=True),
        most_bytes=10 * GROUP.size,
    )
    holder = sqlite3.connect(tmp_path / "feedback.db", isolation_level=None)
    holder.execute("begin immediate")
    writer.start()
    for _ in range(25):
        writer.keep(GROUP)
    waiting = taken(writer, 1000)
    dropped = registry.get_sample_value("deskcheck_feedback_rankings_total", {"outcome": "dropped"})
    wait_until(lambda: all(one.done() for one in waiting))
    holder.execute("rollback")
    holder.close()
    writer.close()

    assert dropped == 15
    assert 1 <= len(waiting) <= 257
    assert all(isinstance(one.exception(), FeedbackUnavailableError) for one in waiting)
    assert "x = 1" not in log.getvalue()


def test_without_the_library_the_extra_is_named() -> None:
    """And the server starts all the same where feedback is off."""
    code = """
import sys
sys.modules["sqlalchemy"] = None
import deskcheck_server.application
from deskcheck_models.errors import MissingExtraError
from deskcheck_server.feedback.opening import open_database
from deskcheck_server.settings import Settings
assert open_database(Settings.read(None)) is None
try:
    open_database(Settings.read(None, feedback_database="a.db"))
except MissingExtraError as error:
    print(error)
"""
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout

    assert "pip install 'deskcheck[feedback]'" in told
