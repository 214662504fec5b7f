"""Many groups in one call, whole or as a stream."""

import json

import httpx2

from deskcheck_client import Client, FailedGroup, Group, ScoredGroup
from deskcheck_models import FakeEngine
from tests.server.answers import ADD, BROKEN, PROBLEM, SILENT, SUBTRACT, error_of
from tests.server.live_server import fake_reranker, live_server

GROUPS = [Group(PROBLEM, [ADD, SUBTRACT]), Group("Write nothing.", [SILENT]), Group("p", [ADD])]
BODIES = [{"problem": PROBLEM, "candidates": [ADD]}, {"problem": " ", "candidates": [ADD]}]


def test_groups_and_results_keep_their_order(client: Client) -> None:
    """Whatever finishes first, group and candidate numbers are those of the request."""
    scores = client.score(GROUPS)

    assert [[result.index for result in group] for group in scores] == [[0, 1], [0], [0]]
    assert sorted(result.rank for result in scores.groups[0]) == [1, 2]
    assert scores.usage.candidates == 4


def test_a_group_scores_as_it_does_alone(client: Client) -> None:
    """Company changes no score."""
    alone = client.rerank(PROBLEM, [ADD, SUBTRACT])
    together = client.score(GROUPS).groups[0]

    assert {r.index: r.score for r in alone} == {r.index: r.score for r in together}


def test_one_failing_group_fails_a_plain_call(http: httpx2.Client) -> None:
    """The error names the group's problem."""
    reply = http.post("/v1/score", json={"groups": BODIES})
    error = error_of(reply.json())

    assert reply.status_code == 422
    assert (error["param"], error["code"]) == ("groups.1.problem", "invalid_problem")


def test_a_stream_yields_every_group(client: Client) -> None:
    """One line per group, then the summary with the counts of all."""
    with client.stream(GROUPS) as stream:
        groups = {group.group: group for group in stream}

    assert sorted(groups) == [0, 1, 2]
    assert all(isinstance(group, ScoredGroup) for group in groups.values())
    assert stream.summary is not None
    assert stream.summary.usage.candidates == 4


def test_a_failing_group_is_a_line_of_its_stream(client: Client) -> None:
    """The others go on; the line holds the whole error."""
    with client.stream([Group(PROBLEM, [ADD]), Group(" ", [ADD])]) as stream:
        groups = {group.group: group for group in stream}
    failed = groups[1]

    assert isinstance(groups[0], ScoredGroup)
    assert isinstance(failed, FailedGroup)
    assert (failed.error.code, failed.error.param) == ("invalid_problem", "groups.1.problem")


def test_a_stream_is_one_json_object_per_line(http: httpx2.Client) -> None:
    """The fields of each kind of line."""
    reply = http.post("/v1/score", json={"groups": BODIES, "stream": True})
    lines = [json.loads(line) for line in reply.content.split(b"\n") if line]

    assert reply.headers["content-type"] == "application/x-ndjson"
    assert sorted(sorted(line) for line in lines[:-1]) == [["error", "group"], ["group", "results"]]
    assert set(lines[-1]) == {"id", "model", "usage", "timing"}


def test_a_line_comes_as_soon_as_its_group_is_done() -> None:
    """A group that needs no engine does not wait for one that does."""
    with (
        live_server(fake_reranker(FakeEngine(seconds=5))) as server,
        Client(server.url) as client,
        client.stream([Group("a", [BROKEN]), Group("b", [ADD])]) as stream,
    ):
        first = next(stream)
        pending = server.figure("deskcheck_pending_candidates")

        assert first.group == 0
        assert pending == 1


def test_a_stream_is_refused_before_it_begins(http: httpx2.Client) -> None:
    """An unknown model is a 404, and no line of a 200."""
    groups = [{"problem": PROBLEM, "candidates": [ADD]}]
    reply = http.post("/v1/score", json={"groups": groups, "stream": True, "model": "other"})

    assert reply.status_code == 404
    assert error_of(reply.json())["code"] == "unknown_model"


def test_an_engine_that_fails_is_told_by_group() -> None:
    """500 in the envelope for a plain call, a line per group for a stream."""
    groups = [Group(PROBLEM, [ADD]), Group(PROBLEM, [SILENT])]
    with (
        live_server(fake_reranker(FakeEngine(failing=True))) as server,
        Client(server.url) as client,
        httpx2.Client(base_url=server.url) as http,
    ):
        body = {"groups": [{"problem": group.problem, "candidates": [ADD]} for group in groups]}
        plain = http.post("/v1/score", json=body)
        streamed = {group.group: group for group in client.stream(groups)}

    assert plain.status_code == 500
    assert error_of(plain.json())["code"] == "engine_failed"
    assert isinstance(streamed[0], FailedGroup)
    assert isinstance(streamed[1], ScoredGroup)
