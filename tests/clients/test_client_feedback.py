"""Feedback of both clients: what is sent, what comes back, and what is no report."""

import math
from pathlib import Path

import pytest

from deskcheck_client import (
    Client,
    InputError,
    NotFoundError,
    OverloadedError,
    Receipt,
    RefusedReport,
    ReplyError,
    Report,
)
from tests.clients.both_clients import AnyClient
from tests.clients.scripted_server import ScriptedServer, reply
from tests.server.answers import ADD, PROBLEM, SUBTRACT
from tests.server.live_server import live_server

KEPT = Report("5a1f", index=0, passed=True, seconds=1.75, policy="a-7b")
REFUSED = {"report": 1, "code": "unknown_ranking", "message": "not kept"}


def test_reports_are_sent_whole(client: AnyClient, server: ScriptedServer) -> None:
    """Under the names of the server's fields, several at once."""
    server.play(reply({"id": "7", "kept": 1, "refused": [REFUSED]}))

    receipt = client.feedback([KEPT, Report("6b", 2, False, group=3)])
    sent = server.requests[0]

    assert (sent.method, sent.path) == ("POST", "/v1/feedback")
    assert sent.json == {
        "reports": [
            {
                "request_id": "5a1f",
                "index": 0,
                "passed": True,
                "seconds": 1.75,
                "group": 0,
                "policy": "a-7b",
            },
            {
                "request_id": "6b",
                "index": 2,
                "passed": False,
                "seconds": None,
                "group": 3,
                "policy": None,
            },
        ]
    }
    assert receipt == Receipt("7", 1, (RefusedReport(1, "unknown_ranking", "not kept"),))


@pytest.mark.parametrize(
    ("reports", "told"),
    [
        ([], "reports is empty; give at least one Report"),
        ("abc", "reports is of type str; give a list of Report"),
        ([KEPT, {"passed": True}], r"reports\[1\] is of type dict; give a Report"),
        ([Report("a", 0, True, seconds=-1)], r"reports\[0\]\.seconds is -1; give 0 or more"),
        ([Report("a", 0, True, seconds=math.nan)], r"seconds is nan; give 0 or more"),
    ],
)
def test_what_is_no_report_is_told(client: AnyClient, reports: list[Report], told: str) -> None:
    """Before anything is sent."""
    with pytest.raises(InputError, match=told):
        client.feedback(reports)


@pytest.mark.parametrize(
    "receipt",
    [
        {"id": "7", "kept": 2, "refused": []},
        {"id": "7", "kept": 0, "refused": [{**REFUSED, "report": 9}]},
        {"id": "7", "kept": True, "refused": []},
        {"id": "7", "kept": 1},
    ],
)
def test_a_receipt_that_cannot_be_is_refused(
    client: AnyClient, server: ScriptedServer, receipt: dict[str, object]
) -> None:
    """Counts that do not add up, places that were not sent."""
    server.play(reply(receipt))

    with pytest.raises(ReplyError):
        client.feedback([KEPT])


def test_a_real_server_keeps_reports(tmp_path: Path) -> None:
    """From ranking to receipt."""
    pytest.importorskip("sqlalchemy", reason="needs SQLAlchemy: pip install '.[feedback]'")
    place = tmp_path / "feedback.db"
    with live_server(feedback_database=str(place)) as live, Client(live.url) as client:
        ranking = client.rerank(PROBLEM, [ADD, SUBTRACT])
        receipt = client.feedback(
            [Report(ranking.id, 0, True, 0.5), Report(ranking.id, 7, False), Report("x", 0, True)]
        )

    assert receipt.kept == 1
    assert [one.code for one in receipt.refused] == ["unknown_candidate", "unknown_ranking"]


def test_a_server_without_feedback_is_told_apart(tmp_path: Path) -> None:
    """404 where nothing is kept."""
    with live_server() as live, Client(live.url) as client, pytest.raises(NotFoundError):
        client.feedback([KEPT])


def test_a_database_that_is_down_is_tried_again(client: AnyClient, server: ScriptedServer) -> None:
    """As every 503, since sending again is safe."""
    down = {"error": {"message": "m", "type": "t", "param": None, "code": "feedback_unavailable"}}
    server.play(*[reply(down, status=503)] * 9)

    with pytest.raises(OverloadedError):
        client.feedback([KEPT])
    assert len(server.requests) > 1
