"""A reply in lines: begun with the first piece, ended with the last, dropped where nobody reads."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from starlette.types import Message

from deskcheck_server.errors import ClientGoneError, OverloadedError
from deskcheck_server.line_stream import LineStream


class Caller:
    """Takes what is sent, and hangs up once it has had so many messages."""

    def __init__(self, *, most: int | None = None) -> None:
        self.sent: list[Message] = []
        self._most = most
        self._left = asyncio.Event()

    async def receive(self) -> Message:
        """Nothing until it hangs up."""
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Take one message."""
        self.sent.append(message)
        if len(self.sent) == self._most:
            self._left.set()
        await asyncio.sleep(0)

    @property
    def body(self) -> bytes:
        """All that was sent behind the head."""
        return b"".join(message.get("body", b"") for message in self.sent)


class Pieces:
    """Pieces of a reply; knows whether they were closed, and raises `error` in the end."""

    def __init__(self, *pieces: bytes, error: Exception | None = None, wait: bool = False) -> None:
        self.closed = False
        self._pieces = pieces
        self._error = error
        self._wait = wait

    async def all(self) -> AsyncGenerator[bytes, None]:
        """One after the other."""
        try:
            for piece in self._pieces:
                yield piece
            if self._wait:
                await asyncio.sleep(60)
            if self._error is not None:
                raise self._error
        finally:
            self.closed = True


def stream(pieces: Pieces, caller: Caller) -> None:
    """Send all pieces to a caller."""
    asyncio.run(LineStream(pieces.all())({"type": "http"}, caller.receive, caller.send))


def test_pieces_are_sent_as_they_come() -> None:
    """A head, a message for each, and an end."""
    caller = Caller()
    stream(Pieces(b"", b"one\n", b"two\n"), caller)
    kinds = [message["type"] for message in caller.sent]

    assert kinds == ["http.response.start", *["http.response.body"] * 4]
    assert [message.get("more_body") for message in caller.sent[1:]] == [True, True, True, False]
    assert caller.body == b"one\ntwo\n"


def test_the_head_says_what_comes() -> None:
    """Lines of JSON without a length, which no proxy should collect."""
    caller = Caller()
    stream(Pieces(b""), caller)
    head = caller.sent[0]
    headers = {name.decode(): value.decode() for name, value in head["headers"]}

    assert head["status"] == 200
    assert headers["content-type"] == "application/x-ndjson"
    assert headers["x-accel-buffering"] == "no"
    assert "content-length" not in headers


def test_an_error_before_the_first_piece_leaves_room_for_an_answer() -> None:
    """Nothing is sent, so that the edge can still refuse."""
    caller = Caller()
    with pytest.raises(OverloadedError):
        stream(Pieces(error=OverloadedError("full", retry_after=1)), caller)

    assert caller.sent == []


def test_an_error_later_leaves_the_reply_without_an_end() -> None:
    """It cannot be taken for a whole one."""
    caller = Caller()
    with pytest.raises(RuntimeError, match="broken"):
        stream(Pieces(b"", b"one\n", error=RuntimeError("broken")), caller)

    assert caller.body == b"one\n"
    assert all(message.get("more_body", True) for message in caller.sent)


def test_who_hangs_up_ends_the_work() -> None:
    """The pieces are closed before the error is raised, and no more is sent."""
    caller, pieces = Caller(most=3), Pieces(b"", b"one\n", wait=True)
    with pytest.raises(ClientGoneError):
        stream(pieces, caller)

    assert pieces.closed
    assert caller.body == b"one\n"
    assert len(caller.sent) == 3


def test_a_whole_reply_closes_its_pieces() -> None:
    """Nothing of a request is left behind."""
    pieces = Pieces(b"one\n")
    stream(pieces, Caller())

    assert pieces.closed
