"""Feedback in a real PostgreSQL that two replicas share, up, down and up again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import pytest

from deskcheck_client import Client, OverloadedError, Report
from tests.server.answers import ADD, PROBLEM, SUBTRACT
from tests.server.live_server import live_server
from tests.server.postgres import Postgres, missing, postgres
from tests.server.waiting import wait_until

pytest.importorskip("sqlalchemy", reason="needs SQLAlchemy: pip install '.[feedback]'")
pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))

ANSWERS = [ADD, SUBTRACT]


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    """One server for the facts of this file."""
    with postgres() as running:
        yield running


def test_replicas_share_a_database(database: Postgres) -> None:
    """Both start at once on an empty database; rankings of one are reported to the other."""
    with (
        live_server(feedback_database=database.url) as one,
        live_server(feedback_database=database.url) as two,
        Client(one.url) as ranks,
        Client(two.url) as reports,
    ):
        rankings = [ranks.rerank(f"{PROBLEM} {n}", ANSWERS) for n in range(10)]
        wait_until(lambda: one.figure("deskcheck_feedback_rankings_total", outcome="kept") == 10)
        receipt = reports.feedback(
            [Report(each.id, i, i == 0, 1.0) for each in rankings for i in (0, 1)]
        )

        assert (receipt.kept, receipt.refused) == (20, ())
        assert two.figure("deskcheck_feedback_window_groups") == 10


def test_many_report_the_same_groups_at_once(database: Postgres) -> None:
    """In any order: rows are locked in one, so that nobody waits for ever."""
    with (
        live_server(feedback_database=database.url) as one,
        live_server(feedback_database=database.url) as two,
        Client(one.url) as first,
        Client(two.url) as second,
    ):
        ids = [first.rerank(f"{PROBLEM} {n}", ANSWERS).id for n in range(20)]
        wait_until(lambda: one.figure("deskcheck_feedback_rankings_total", outcome="kept") == 20)
        reports = [Report(each, i, True) for each in ids for i in (0, 1)]

        def sent(number: int) -> int:
            client = (first, second)[number % 2]
            return client.feedback(reports[:: (-1) ** number]).kept

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(sent, range(24))) == [40] * 24


def test_a_database_that_goes_and_comes_back(database: Postgres) -> None:
    """Scoring goes on, reports are refused at once; what was ranked meanwhile is kept after."""
    with (
        live_server(feedback_database=database.url) as live,
        Client(live.url, retries=0) as client,
    ):
        before = client.rerank(PROBLEM, ANSWERS)
        client.feedback([Report(before.id, 0, True)])
        database.stop()
        try:
            with pytest.raises(OverloadedError) as caught:
                client.feedback([Report(before.id, 1, False)])
            began = perf_counter()
            meanwhile = client.rerank(PROBLEM, ANSWERS)
            with pytest.raises(OverloadedError):
                client.feedback([Report(meanwhile.id, 0, True)])
            seconds = perf_counter() - began
            down = live.figure("deskcheck_feedback_up")
        finally:
            database.start()
        wait_until(lambda: live.figure("deskcheck_feedback_up") == 1, seconds=60)

        assert (caught.value.code, down) == ("feedback_unavailable", 0)
        assert seconds < 1
        assert client.feedback([Report(meanwhile.id, 0, True)]).kept == 1
        assert live.figure("deskcheck_feedback_rankings_total", outcome="dropped") == 0


def test_a_server_starts_while_its_database_is_down() -> None:
    """It scores, and takes reports once the database is there."""
    with postgres() as late:
        late.stop()
        with (
            live_server(feedback_database=late.url) as live,
            Client(live.url, retries=0) as client,
        ):
            ranking = client.rerank(PROBLEM, ANSWERS)
            wait_until(lambda: live.figure("deskcheck_feedback_up") == 0)
            with pytest.raises(OverloadedError):
                client.feedback([Report(ranking.id, 0, True)])
            late.start()
            wait_until(lambda: live.figure("deskcheck_feedback_up") == 1, seconds=60)

            assert client.feedback([Report(ranking.id, 0, True)]).kept == 1
            assert "deskcheck@" not in live.log.getvalue()
