"""What a server may say to the command line: each refusal has its exit code and one sentence."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients import wire
from tests.clients.scripted_server import Scripted, ScriptedServer, reply
from tests.command_line.shell import Outcome, call

GROUP = json.dumps({"problem": "Add.", "candidates": ["def f(): return 1"]}) + "\n"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server that plays prepared replies."""
    with ScriptedServer() as running:
        yield running


def reranked(server: ScriptedServer, problem: Path, answers: Path) -> Outcome:
    """How a ranking of one candidate there ends."""
    return call("rerank", problem, answers / "a.md", "--url", server.url, "--timeout", "5")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, 1),
        (413, 1),
        (422, 1),
        (500, 1),
        (401, 3),
        (403, 3),
        (404, 3),
        (405, 3),
    ],
)
def test_a_refusal_ends_with_its_code(
    server: ScriptedServer, problem: Path, answers: Path, status: int, code: int
) -> None:
    """1 where this group is at fault, 3 where no group could be ranked there."""
    server.play(reply(wire.error("the value and the remedy"), status))
    ended = reranked(server, problem, answers)

    assert (ended.code, ended.out) == (code, "")
    assert f"{status}: the value and the remedy" in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    "played",
    [
        Scripted((b"<html>hello</html>",)),
        Scripted((b"[]",)),
        reply({"results": []}),
        reply(wire.ranking(wire.result(7, 1))),
        reply(wire.ranking(wire.result(0, 1, score="high"))),
    ],
)
def test_what_is_no_deskcheck_server_ends_with_3(
    server: ScriptedServer, problem: Path, answers: Path, played: Scripted
) -> None:
    """The address may be another program's."""
    server.play(played)
    ended = reranked(server, problem, answers)

    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("error: the reply")


def test_a_refused_group_of_many_is_a_line(server: ScriptedServer, tmp_path: Path) -> None:
    """The next group is ranked all the same, and the run ends with 1."""
    (tmp_path / "groups.jsonl").write_text(GROUP * 2)
    server.play(
        reply(wire.error("the problem is odd"), 422), reply(wire.ranking(wire.result(0, 1)))
    )
    ended = call("score", tmp_path / "groups.jsonl", "--url", server.url, "--concurrency", "1")
    first, second = (json.loads(line) for line in ended.out.splitlines())

    assert ended.code == 1
    assert (first["error"]["code"], "the problem is odd" in first["error"]["message"]) == (
        "unscored",
        True,
    )
    assert [one["index"] for one in second["results"]] == [0]


def test_a_wrong_key_ends_a_run_of_many(server: ScriptedServer, tmp_path: Path) -> None:
    """A thousand lines that say so would help nobody."""
    (tmp_path / "groups.jsonl").write_text(GROUP * 1000)
    server.play(*[reply(wire.error("the key is not known here"), 401)] * 2)
    ended = call("score", tmp_path / "groups.jsonl", "--url", server.url, "--concurrency", "1")

    assert (ended.code, ended.out) == (3, "")
    assert "401: the key is not known here" in ended.err
    assert len(server.requests) <= 2


def test_a_slow_server_is_told_with_the_option(
    server: ScriptedServer, problem: Path, answers: Path
) -> None:
    """More seconds may help."""
    server.play(Scripted((b"{}",), delay=30.0))
    ended = call("rerank", problem, answers / "a.md", "--url", server.url, "--timeout", "0.2")

    assert (ended.code, ended.out) == (3, "")
    assert "(give more seconds with --timeout)" in ended.err


def test_the_options_of_a_call_reach_the_server(
    server: ScriptedServer, problem: Path, answers: Path
) -> None:
    """Under the names of the API; nothing is loaded here, so model goes along."""
    server.play(reply(wire.ranking(wire.result(0, 1))))
    ended = call(
        *("rerank", problem, answers / "a.md", "--url", server.url, "--model", "strict"),
        *("--language", "python", "--entry-point", "add", "--extraction", "reference"),
        *("--truncation", "problem", "--top", "1", "--json"),
    )
    sent = server.requests[0].json

    assert ended.code == 0
    assert isinstance(sent, dict)
    assert sent == {
        "problem": "Write add(a, b).\n",
        "candidates": [(answers / "a.md").read_text()],
        "language": "python",
        "entry_point": "add",
        "extraction": "reference",
        "truncation": "problem",
        "return_programs": False,
        "model": "strict",
        "top_n": 1,
    }
