"""The client that costs little, against servers that answer as they should, and others."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.demonstration import CANDIDATES, groups, varied
from benchmarks.traffic.bodies import post, requests
from benchmarks.traffic.flow import LOST, closed_loop, open_loop
from benchmarks.traffic.hostile import KINDS
from benchmarks.traffic.wire import Reply, Wire
from demo.__main__ import PROBLEMS
from deskcheck_extraction import extract

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PING = b"ping"


class Server:
    """Answers every ping with the same bytes, and counts its connections."""

    def __init__(self, reply: bytes, *, pings: int = 1000) -> None:
        self.reply = reply
        self.pings = pings  # over one connection, before it is closed
        self.opened = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.opened += 1
        try:
            for _ in range(self.pings):
                await reader.readexactly(len(PING))
                writer.write(self.reply)
                await writer.drain()
        except (EOFError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def wire_to(server: Server, *, kept: int = 64) -> AsyncIterator[Wire]:
    """A wire to it."""
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    wire = Wire(*listening.sockets[0].getsockname()[:2], kept=kept)
    async with listening:
        yield wire
        await wire.close()


def reply(status: int = 200, content: bytes = b"ok", *headers: str) -> bytes:
    """A whole reply."""
    lines = [f"HTTP/1.1 {status} Word", f"content-length: {len(content)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def exchanged(server: Server, count: int = 1, **options: int) -> list[Reply]:
    """What so many pings, one after the other, are answered with."""

    async def run() -> list[Reply]:
        async with wire_to(server, **options) as wire:
            return [await wire.exchange(PING) for _ in range(count)]

    return asyncio.run(run())


@pytest.mark.parametrize("status", [200, 204, 404, 429, 503, 504])
def test_a_status_is_read_whatever_its_words(status: int) -> None:
    """With its body."""
    assert exchanged(Server(reply(status, b"body"))) == [Reply(status, None, b"body")]


@pytest.mark.parametrize("header", ["Retry-After: 7", "retry-after: 7", "RETRY-AFTER: 7"])
def test_a_time_to_come_again_is_read_in_any_case(header: str) -> None:
    """In seconds."""
    assert exchanged(Server(reply(503, b"", header)))[0].retry_after == 7


@given(content=st.binary(max_size=500))
def test_a_body_comes_as_it_was_sent(content: bytes) -> None:
    """Line ends and all."""
    assert exchanged(Server(reply(200, content)))[0].content == content


def test_a_large_body_is_read_whole() -> None:
    """It comes in many pieces."""
    content = bytes(range(256)) * 8000

    assert exchanged(Server(reply(200, content)))[0].content == content


def test_one_connection_serves_one_caller() -> None:
    """However often it calls."""
    server = Server(reply())
    exchanged(server, 20)

    assert server.opened == 1


def test_a_connection_that_the_server_closed_is_not_used_again() -> None:
    """The next call opens another one."""
    server = Server(reply(), pings=1)

    async def run() -> list[Reply]:
        async with wire_to(server) as wire:
            found = []
            for _ in range(3):
                found.append(await wire.exchange(PING))
                await asyncio.sleep(0.02)  # so that its end is seen
            return found

    assert len(asyncio.run(run())) == 3
    assert server.opened == 3


def test_a_newcomer_has_a_connection_of_its_own_and_leaves_it() -> None:
    """The idle one stays for others."""
    server = Server(reply())

    async def run() -> None:
        async with wire_to(server) as wire:
            await wire.exchange(PING)
            for _ in range(4):
                await wire.exchange(PING, newcomer=True)
            await wire.exchange(PING)

    asyncio.run(run())
    assert server.opened == 5


def test_no_more_idle_connections_are_kept_than_asked() -> None:
    """Eight at once leave two, so that eight more open six."""
    server = Server(reply())

    async def run() -> None:
        async with wire_to(server, kept=2) as wire:
            for _ in range(2):
                await asyncio.gather(*(wire.exchange(PING) for _ in range(8)))

    asyncio.run(run())
    assert server.opened == 8 + 6


@pytest.mark.parametrize(
    "broken",
    [b"", b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"],
    ids=["nothing", "half a head", "half a body"],
)
def test_a_reply_that_breaks_off_is_an_error(broken: bytes) -> None:
    """And its connection is not used again."""
    server = Server(broken, pings=1)

    with pytest.raises((EOFError, OSError)):
        exchanged(server)


def test_a_server_that_is_not_there_loses_every_request() -> None:
    """The loop goes on, and each is counted."""

    async def run() -> set[int]:
        wire = Wire("127.0.0.1", 1)
        flow = await open_loop(lambda: wire.exchange(PING), rate=200, seconds=0.1, most=50)
        return {answer.status for answer in flow.answers}

    assert asyncio.run(run()) == {LOST}


def test_senders_of_a_closed_loop_wait_for_their_answers() -> None:
    """Four of them, each with a server that takes twenty milliseconds: about fifty calls."""

    async def slow() -> Reply:
        await asyncio.sleep(0.02)
        return Reply(200, None, b"")

    flow = asyncio.run(closed_loop(slow, at_once=4, seconds=0.25))

    assert 20 <= len(flow.answers) <= 56
    assert min(answer.seconds for answer in flow.answers) >= 0.019
    assert flow.seconds >= 0.25


def test_an_open_loop_waits_for_the_last_answer() -> None:
    """Everything that was sent has an answer."""
    sent = 0

    async def slow() -> Reply:
        nonlocal sent
        sent += 1
        await asyncio.sleep(0.1)
        return Reply(200, None, b"")

    flow = asyncio.run(open_loop(slow, rate=300, seconds=0.1, most=1000))

    assert len(flow.answers) == sent > 0
    assert max(answer.at for answer in flow.answers) >= 0.1


def parsed(request: bytes) -> tuple[str, dict[str, object]]:
    """Head and body."""
    head, _, body = request.partition(b"\r\n\r\n")
    found: dict[str, object] = json.loads(body)
    return head.decode(), found


def test_a_request_holds_what_it_announces() -> None:
    """To the byte, however long its texts."""
    for request in islice(requests("127.0.0.1:80"), 6):
        head, _, body = request.partition(b"\r\n\r\n")
        assert f"content-length: {len(body)}".encode() in head
        assert head.startswith(b"POST /v1/rerank HTTP/1.1\r\nhost: 127.0.0.1:80\r\n")


@pytest.mark.parametrize("candidates", [1, 2, 16])
def test_a_request_has_as_many_candidates_as_asked(candidates: int) -> None:
    """All of them different."""
    _, asked = parsed(next(requests("a", candidates=candidates)))
    answers = asked["candidates"]

    assert isinstance(answers, list)
    assert len(set(answers)) == len(answers) == candidates
    assert "timeout_ms" not in asked


def test_all_requests_of_a_kind_are_equally_long() -> None:
    """Their numbers have a fixed width, so that none costs more than another."""
    lengths = [len(one) for one in islice(requests("a"), 4 * len(PROBLEMS))]

    assert len(set(lengths)) <= len(PROBLEMS)


def test_any_body_can_be_posted() -> None:
    """Empty ones too."""
    assert post("a", b"").endswith(b"content-length: 0\r\n\r\n")
    assert post("a", b"{}").endswith(b"content-length: 2\r\n\r\n{}")


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_varied_problem_keeps_its_text_and_has_answers_that_all_differ(name: str) -> None:
    """Its variant stands at its end."""
    problem, answers = varied(name, "7.1")

    assert problem.endswith("Variant 7.1.")
    assert len(set(answers)) == len(answers) == CANDIDATES


def test_two_rounds_have_no_problem_in_common() -> None:
    """So that no cache knows it."""
    one, other = groups(1), groups(2)

    assert not {problem for problem, _ in one} & {problem for problem, _ in other}
    assert len({problem for problem, _ in one}) == len(one)


def test_programs_of_varied_answers_differ_too() -> None:
    """The comment stands inside of the code: duplicates would be scored once."""
    for name in PROBLEMS:
        _, answers = varied(name, "1")
        programs = {extract(answer).program for answer in answers}

        assert len(programs - {""}) == CANDIDATES


@pytest.mark.parametrize("name", list(KINDS))
def test_a_hostile_kind_holds_what_it_opens(name: str) -> None:
    """Some connections, within a time."""
    kind = KINDS[name]

    assert kind.held > 0
    assert kind.opens > 0
    assert kind.gathers > 0
