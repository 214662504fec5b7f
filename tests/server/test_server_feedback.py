"""Feedback over HTTP: kept durably, told in figures, refused where the database is down."""

import json
import math
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from deskcheck_client import Client
from deskcheck_models import FakeEngine, Reranker, Verifier
from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_models.cached_engine import CachedEngine
from tests.server.answers import ADD, BROKEN, PROBLEM, SILENT, SUBTRACT, error_of
from tests.server.live_server import LiveServer, live_server
from tests.server.waiting import wait_until

pytest.importorskip("sqlalchemy", reason="needs SQLAlchemy: pip install '.[feedback]'")

ANSWERS = [ADD, SUBTRACT, SILENT, BROKEN]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the store of one test lies."""
    return tmp_path / "feedback.db"


@pytest.fixture
def keeping(place: Path) -> Iterator[LiveServer]:
    """A server that keeps feedback in a SQLite file."""
    with live_server(feedback_database=str(place)) as live:
        yield live


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for facts that need no fresh store."""
    place = tmp_path_factory.mktemp("shared") / "feedback.db"
    with live_server(feedback_database=str(place)) as live:
        yield live


def ranked(server: LiveServer) -> dict[str, object]:
    """The reply of one ranking."""
    body = {"problem": PROBLEM, "candidates": ANSWERS}
    reply: dict[str, object] = httpx2.post(f"{server.url}/v1/rerank", json=body).json()
    return reply


def reported(server: LiveServer, *reports: dict[str, object]) -> httpx2.Response:
    """What the server says to some reports."""
    return httpx2.post(f"{server.url}/v1/feedback", json={"reports": reports}, timeout=30)


def rows(place: Path, query: str) -> list[tuple[object, ...]]:
    """What a query finds in the file, read by another program than the server."""
    with sqlite3.connect(place) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_reports_are_kept_with_their_programs(keeping: LiveServer, place: Path) -> None:
    """Right after the ranking, and durable when the reply comes."""
    ranking = ranked(keeping)
    first = {"request_id": ranking["id"], "index": 0, "passed": True, "seconds": 1.5}
    second = {"request_id": ranking["id"], "index": 1, "passed": False}
    reply = reported(keeping, first, second)
    kept = rows(place, 'select "index", program, passed, test_seconds from feedback_candidates')

    assert reply.json() == {"id": reply.headers["x-request-id"], "kept": 2, "refused": []}
    assert place.stat().st_mode & 0o077 == 0
    assert kept[0] == (0, "def add(a, b):\n    return a + b", 1, 1.5)
    assert kept[1] == (1, "def add(a, b):\n    return a - b", 0, None)
    assert [one[2] for one in kept[2:]] == [None, None]


def test_one_unknown_report_never_fails_the_others(keeping: LiveServer) -> None:
    """Each is told with its place, the value and the remedy."""
    known = {"request_id": ranked(keeping)["id"], "index": 0, "passed": True}
    reply = reported(
        keeping,
        {"request_id": "nobody", "index": 0, "passed": True},
        known,
        known | {"index": 4},
        known | {"group": 1},
    ).json()

    assert reply["kept"] == 1
    assert [(one["report"], one["code"]) for one in reply["refused"]] == [
        (0, "unknown_ranking"),
        (2, "unknown_candidate"),
        (3, "unknown_ranking"),
    ]
    assert "has no candidate 4: give the index" in reply["refused"][1]["message"]


def test_a_later_report_replaces_an_earlier_one(keeping: LiveServer, place: Path) -> None:
    """So that sending again is safe; times are counted once."""
    report = {"request_id": ranked(keeping)["id"], "index": 0, "passed": True, "seconds": 2.0}
    for passed in (True, True, False):
        assert reported(keeping, report | {"passed": passed}).json()["kept"] == 1

    assert rows(place, "select passed from feedback_candidates where passed is not null") == [(0,)]
    assert keeping.figure("deskcheck_unit_test_seconds_count") == 1


def test_each_group_of_a_call_has_its_number(keeping: LiveServer, place: Path) -> None:
    """Groups of `/v1/score` are reported on by their place, streamed or not."""
    group = {"problem": PROBLEM, "candidates": ANSWERS}
    with httpx2.Client(base_url=keeping.url) as http:
        named = {"x-request-id": "run-7"}
        http.post("/v1/score", json={"groups": [group] * 3, "stream": True}, headers=named)
    reply = reported(keeping, {"request_id": "run-7", "group": 2, "index": 0, "passed": True})

    assert reply.json()["kept"] == 1
    assert rows(place, "select number from feedback_groups where reported_at is not null") == [(2,)]


def test_an_adapters_ranking_is_kept_under_its_name(place: Path) -> None:
    """Which verifier was right or wrong is what the labels are for."""
    engine = CachedEngine(FakeEngine(), ScoreCache(100), revision="r", adapters={"sql": "1"})
    adapted = Reranker(Verifier.find("deskcheck-nano"), engine, adapters=("sql",))
    with live_server(adapted, feedback_database=str(place)) as live:
        for model in ("deskcheck-nano", "sql"):
            body = {"problem": PROBLEM, "candidates": ANSWERS, "model": model}
            httpx2.post(f"{live.url}/v1/rerank", json=body)

    assert rows(place, "select model from feedback_groups order by id") == [
        ("deskcheck-nano",),
        ("sql",),
    ]


def test_figures_tell_tests_beside_scoring(keeping: LiveServer) -> None:
    """The same candidates in both histograms, and their ratio."""
    report = {"request_id": ranked(keeping)["id"], "passed": True, "seconds": 3.0}
    reported(keeping, report | {"index": 0}, report | {"index": 1})
    scoring = keeping.figure("deskcheck_scoring_seconds_sum")

    assert keeping.figure("deskcheck_unit_test_seconds_sum") == 6.0
    assert keeping.figure("deskcheck_scoring_seconds_count") == 2
    assert 0 < scoring < 1
    assert keeping.figure("deskcheck_feedback_speedup_ratio") == pytest.approx(6 / scoring)


def test_figures_tell_how_good_the_verifier_is(keeping: LiveServer) -> None:
    """The best of the one group passed, which a blind draw would reach every other time."""
    ranking = ranked(keeping)
    results = ranking["results"]
    assert isinstance(results, list)
    best, second = (result["index"] for result in results[:2])
    report = {"request_id": ranking["id"]}
    reported(keeping, *(report | {"index": i, "passed": i == best} for i in (best, second)))

    assert keeping.figure("deskcheck_feedback_window_groups") == 1
    assert keeping.figure("deskcheck_feedback_top1_ratio") == 1
    assert keeping.figure("deskcheck_feedback_chance_ratio") == 0.5
    assert keeping.figure("deskcheck_feedback_auc") == 1
    assert keeping.figure("deskcheck_feedback_up") == 1


def test_a_new_server_remembers(place: Path) -> None:
    """Rankings, reports and the figures of the window outlive a process."""
    with live_server(feedback_database=str(place)) as before:
        ranking = ranked(before)
        report = {"request_id": ranking["id"], "index": 0, "passed": True, "seconds": 1.0}
        reported(before, report)
    with live_server(feedback_database=str(place)) as after:
        wait_until(lambda: after.figure("deskcheck_feedback_window_groups") == 1)
        again = reported(after, report | {"index": 1, "passed": False}).json()

        assert again["kept"] == 1
        assert after.figure("deskcheck_feedback_window_groups") == 1


def test_replicas_share_a_file(place: Path) -> None:
    """A ranking of one is reported to the other."""
    with (
        live_server(feedback_database=str(place)) as one,
        live_server(feedback_database=f"sqlite:///{place}") as other,
    ):
        for _ in range(20):
            ranking = ranked(one)
            report = {"request_id": ranking["id"], "index": 0, "passed": True}
            wait_until(lambda sent=report: reported(other, sent).json()["kept"] == 1)  # type: ignore[misc]

    assert rows(place, "select count(*) from feedback_groups where reported_at is not null") == [
        (20,)
    ]


def test_a_locked_database_is_a_503_and_harms_no_scoring(keeping: LiveServer, place: Path) -> None:
    """Refused and counted while another program holds it, kept when it lets go."""
    ranking = ranked(keeping)
    report = {"request_id": ranking["id"], "index": 0, "passed": True}
    reported(keeping, report)
    with sqlite3.connect(place, isolation_level=None) as holder:
        holder.execute("begin immediate")
        refused = reported(keeping, report)
        meanwhile = ranked(keeping)
        at_once = reported(keeping, report)
        holder.execute("rollback")
    holder.close()
    late = report | {"request_id": meanwhile["id"]}
    wait_until(lambda: reported(keeping, late).status_code == 200)

    assert (refused.status_code, at_once.status_code) == (503, 503)
    assert int(at_once.headers["retry-after"]) >= 1
    assert error_of(at_once.json())["code"] == "feedback_unavailable"
    assert at_once.elapsed.total_seconds() < 2
    assert "results" in meanwhile
    assert keeping.figure("deskcheck_feedback_reports_total", outcome="refused") >= 2
    assert keeping.figure("deskcheck_feedback_reports_total", outcome="kept") == 2


def test_without_a_database_nothing_is_kept(server: LiveServer) -> None:
    """And who reports is told the setting."""
    reply = reported(server, {"request_id": "x", "index": 0, "passed": True})

    assert reply.status_code == 404
    assert error_of(reply.json())["code"] == "feedback_off"
    assert "feedback_database" in str(error_of(reply.json())["message"])
    assert math.isnan(server.figure("deskcheck_feedback_up"))


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"passed": 1}, "reports.0.passed"),
        ({"index": -1}, "reports.0.index"),
        ({"index": 2**31}, "reports.0.index"),
        ({"seconds": -0.1}, "reports.0.seconds"),
        ({"seconds": 1e300}, "reports.0.seconds"),
        ({"request_id": ""}, "reports.0.request_id"),
        ({"request_id": "x" * 200}, "reports.0.request_id"),
        ({"policy": ""}, "reports.0.policy"),
        ({"policy": "x" * 200}, "reports.0.policy"),
        ({"colour": "red"}, "reports.0.colour"),
    ],
)
def test_wrong_reports_are_told(shared: LiveServer, change: dict[str, object], param: str) -> None:
    """With the field and the remedy."""
    reply = reported(shared, {"request_id": "x", "index": 0, "passed": True} | change)

    assert reply.status_code == 422
    assert error_of(reply.json())["param"] == param


@pytest.mark.parametrize("body", [{"reports": []}, {"reports": [{}] * 5000}, {}, {"reports": 1}])
def test_wrong_bodies_are_told(shared: LiveServer, body: dict[str, object]) -> None:
    """None, too many, or no list at all."""
    assert httpx2.post(f"{shared.url}/v1/feedback", json=body).status_code == 422


def test_nul_and_strange_letters_are_kept(keeping: LiveServer, place: Path) -> None:
    """What a database cannot hold does not keep the rest out."""
    body = {"problem": "p\0 \U0001f40d", "candidates": ["x = '\0'"], "extraction": "program"}
    with httpx2.Client(base_url=keeping.url) as http:
        ranking = http.post("/v1/rerank", json=body).json()
    report = {"request_id": ranking["id"], "index": 0, "passed": False, "policy": "a\0b"}
    reply = reported(keeping, report)
    nowhere = reported(keeping, report | {"request_id": "\0"})

    assert (reply.json()["kept"], nowhere.json()["kept"]) == (1, 0)
    kept = rows(place, "select program, policy from feedback_candidates")
    assert kept == [("x = '\ufffd'", "a\ufffdb")]


def test_nothing_that_is_kept_reaches_a_log(keeping: LiveServer) -> None:
    """Neither problems nor programs nor reports."""
    ranking = ranked(keeping)
    reported(keeping, {"request_id": ranking["id"], "index": 0, "passed": True})
    wait_until(lambda: len(keeping.log.getvalue().splitlines()) == 2)  # told after the reply
    lines = [json.loads(line) for line in keeping.log.getvalue().splitlines()]

    assert [line["route"] for line in lines] == ["/v1/rerank", "/v1/feedback"]
    assert "add" not in keeping.log.getvalue()


def test_scoring_with_the_client_is_unchanged(shared: LiveServer) -> None:
    """Keeping changes no reply."""
    with Client(shared.url) as client, live_server() as plain, Client(plain.url) as other:
        kept, bare = client.rerank(PROBLEM, ANSWERS), other.rerank(PROBLEM, ANSWERS)

    assert kept.results == bare.results
