"""What a call says of its problem and of its time, for balancers and servers."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_client import Group, Message
from deskcheck_client.affinity import affinity, shared_affinity
from tests.clients import wire
from tests.clients.conftest import Connect
from tests.clients.scripted_server import Scripted, ScriptedServer, reply

NAME = "x-deskcheck-affinity"
TIME = "x-request-timeout-ms"
BUSY = reply(wire.error("busy"), 503, retry_after="0")


def test_the_same_problem_has_the_same_word_in_every_process() -> None:
    """Python's own hash would differ."""
    script = "from deskcheck_client.affinity import affinity; print(affinity('größer als'))"
    words = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
        ).stdout.strip()
        for _ in range(2)
    }

    assert words == {affinity("größer als")}


@given(st.text(), st.text())
def test_other_problems_have_other_words(one: str, other: str) -> None:
    """Of 32 hexadecimal digits, lone surrogates and all."""
    assert (affinity(one) == affinity(other)) is (one == other)
    assert len(affinity(one)) == 32
    assert int(affinity(one), 16) >= 0


def test_a_text_is_a_conversation_of_one_message() -> None:
    """Both are read alike, so both belong to the same replica; another turn makes another one."""
    message: Message = {"role": "user", "content": "add"}

    assert affinity("add") == affinity([message])
    assert affinity("add") != affinity([message, message])


def test_every_ranking_names_its_problem(connect: Connect, server: ScriptedServer) -> None:
    """Both clients, in every call about one problem."""
    server.play(reply(wire.ranking()), reply(wire.ranking()), reply(wire.scores(1, 1)))
    client = connect()
    client.rerank("add", ["a", "b"])
    client.best_of("add", ["a", "b"])
    client.score([Group("add", ["a"]), Group("add", ["b"])])

    assert {request.headers[NAME] for request in server.requests} == {affinity("add")}


def test_a_call_about_several_problems_names_none(connect: Connect, server: ScriptedServer) -> None:
    """Any one of them would be wrong for the others."""
    server.play(reply(wire.scores(1, 1)))
    groups = [Group("add", ["a"]), Group("subtract", ["b"])]
    connect().score(groups)

    assert NAME not in server.requests[0].headers
    assert shared_affinity(groups) is None


def test_a_call_says_how_long_it_waits(connect: Connect, server: ScriptedServer) -> None:
    """What is left of its time, less with every attempt."""
    server.play(Scripted(BUSY.pieces, 503, BUSY.headers, delay=0.2), reply(wire.ranking()))
    connect(timeout=9.0).rerank("add", ["a", "b"])
    first, second = (int(request.headers[TIME]) for request in server.requests)

    assert 8000 < first <= 9000
    assert second <= first - 200


def test_a_stream_says_no_time(connect: Connect, server: ScriptedServer) -> None:
    """It may last as long as lines keep coming."""
    server.play(Scripted([wire.group_line(0), wire.line(wire.summary())]))
    connect().streamed([Group("add", ["a"])])

    assert TIME not in server.requests[0].headers


@pytest.mark.parametrize("priority", ["interactive", "bulk"])
def test_a_priority_is_sent(connect: Connect, server: ScriptedServer, priority: str) -> None:
    """Where it is given, and not otherwise."""
    server.play(reply(wire.ranking()), reply(wire.ranking()))
    client = connect()
    client.rerank("add", ["a", "b"], priority="bulk" if priority == "bulk" else "interactive")
    client.rerank("add", ["a", "b"])
    first, second = (request.json for request in server.requests)

    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["priority"], "priority" in second) == (priority, False)
