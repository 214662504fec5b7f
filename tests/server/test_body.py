"""Reading a body by itself: pieces as they come, caps, encodings, and where the time ends."""

import asyncio
import json
import threading
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from deskcheck_server.edge.body import IN_A_THREAD, read_body
from deskcheck_server.edge.body_room import BodyRoom
from deskcheck_server.errors import (
    BodyError,
    BodyTooLargeError,
    ClientGoneError,
    ContentTypeError,
    DeadlineError,
    OverloadedError,
)

MOST = 10_000
Headers = dict[str, str]
JSON: Headers = {"content-type": "application/json"}
LEFT: Message = {"type": "http.disconnect"}


def request(messages: Iterable[Message], headers: Headers) -> Request:
    """A request whose body comes in these messages, and then not at all."""
    coming = iter(messages)

    async def receive() -> Message:
        for message in coming:
            return message
        await asyncio.sleep(60)
        raise AssertionError("nobody waits a minute")

    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "headers": raw}, receive)


def pieces(*bodies: bytes) -> list[Message]:
    """The messages of a body that comes in pieces, the last of which says so."""
    messages: list[Message] = [
        {"type": "http.request", "body": body, "more_body": True} for body in bodies
    ]
    return [*messages, {"type": "http.request", "body": b"", "more_body": False}]


def read(
    *messages: Message, headers: Headers = JSON, room: BodyRoom | None = None, seconds: float = 30
) -> dict[str, object]:
    """What is read of these messages."""
    reading = read_body(
        request(messages, headers),
        lambda body: body,
        room=room or BodyRoom(MOST),
        most=MOST,
        seconds=seconds,
    )
    return asyncio.run(reading)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=5), st.data())
def test_a_body_is_the_same_however_it_is_cut(body: dict[str, str], data: st.DataObject) -> None:
    """Between any two bytes, within a letter too."""
    content = json.dumps(body, ensure_ascii=False).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=4)))
    parts = [content[a:b] for a, b in zip([0, *cuts], [*cuts, len(content)], strict=True)]

    assert read(*pieces(*parts)) == body


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=latin-1",
        " application/json ;x",
        "application/problem+json",
        "application/vnd.api+json; v=2",
    ],
)
def test_json_by_any_of_its_names_is_read(kind: str) -> None:
    """What stands behind the name changes nothing: JSON is UTF-8."""
    assert read(*pieces(b"{}"), headers={"content-type": kind}) == {}


@pytest.mark.parametrize(
    "kind", ["", "json", "application/jsonp", "text/json", "application/json, text/plain", "a/*"]
)
def test_what_only_resembles_json_is_not_read(kind: str) -> None:
    """The type is told back, and at most eighty characters of it."""
    with pytest.raises(ContentTypeError, match="send JSON, with content-type: application/json"):
        read(*pieces(b"{}"), headers={"content-type": kind})


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "identity, gzip", "x"])
def test_no_encoding_is_unpacked(encoding: str) -> None:
    """A few bytes may stand for gigabytes."""
    with pytest.raises(ContentTypeError, match=f"{encoding}.*send the body as it is"):
        read(*pieces(b"{}"), headers=JSON | {"content-encoding": encoding})


@pytest.mark.parametrize("encoding", ["identity", " Identity ", ""])
def test_no_encoding_at_all_may_be_named(encoding: str) -> None:
    """As careful clients do."""
    assert read(*pieces(b"{}"), headers=JSON | {"content-encoding": encoding}) == {}


def test_a_long_type_is_not_told_back_whole() -> None:
    """An answer is no place for what a stranger sent."""
    with pytest.raises(ContentTypeError) as caught:
        read(*pieces(b"{}"), headers={"content-type": "x" * 5000})

    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("length", [str(MOST + 1), "9" * 16, "9" * 5000])
def test_a_length_beyond_the_cap_is_refused_before_a_byte_is_read(length: str) -> None:
    """The caller hangs up at once here: reading would have ended otherwise."""
    with pytest.raises(BodyTooLargeError, match=f"larger than {MOST} bytes"):
        read(LEFT, headers=JSON | {"content-length": length})


def test_a_length_that_is_none_is_left_to_the_bytes_that_come() -> None:
    """The server's parser has refused those long before; here nothing breaks."""
    assert read(*pieces(b"{}"), headers=JSON | {"content-length": "2,2"}) == {}


def test_a_body_of_exactly_the_cap_is_read() -> None:
    """And one of a byte more is not, however its pieces come."""
    content = b'{"a": 1}'.ljust(MOST)

    assert read(*pieces(content[:-1], content[-1:])) == {"a": 1}
    with pytest.raises(BodyTooLargeError):
        read(*pieces(content, b" "))


def test_room_is_given_back_whatever_happened() -> None:
    """After a good body, a wrong one, one that is too large, and a caller that left."""
    room = BodyRoom(2 * MOST)
    half = pieces(b'{"a": ')[0]
    read(*pieces(b"{}"), room=room)
    for messages, error in (
        (pieces(b"[]"), BodyError),
        (pieces(b" " * MOST, b" "), BodyTooLargeError),
        ([half, LEFT], ClientGoneError),
    ):
        with pytest.raises(error):
            read(*messages, room=room)

    assert room.held == 0


def test_a_body_without_room_is_an_overload() -> None:
    """And no fault of the caller's."""
    room = BodyRoom(MOST)
    with room.enter() as take:
        take(MOST - 1)
        with pytest.raises(OverloadedError, match=f"{MOST - 1} bytes of other requests"):
            read(*pieces(b"{}"), room=room)


def test_a_body_that_does_not_come_in_the_requests_time_is_late() -> None:
    """The request's own time is shorter than the server's patience here."""
    with pytest.raises(DeadlineError, match=r"did not arrive within 0\.05 s"):
        read(pieces(b"{")[0], seconds=0.05)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the body is empty: send a JSON object"),
        (b" \r\n\t", "the body is empty"),
        (b"[1]", "the body is JSON of type list: send an object"),
        (b"null", "type NoneType"),
        (b"{'a': 1}", r"not JSON in UTF-8 \(key must be a string at line 1 column 2\)"),
        (b'{"a": "\xff"}', "not JSON in UTF-8"),
        (b'\xef\xbb\xbf{"a": 1}', "not JSON in UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not JSON in UTF-8"),
        (b'{"a": Infinity}', "not JSON in UTF-8"),
        (b'{"a": 01}', "not JSON in UTF-8"),
        (b'{"a": 1,}', "not JSON in UTF-8"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "number out of range"),
    ],
)
def test_what_is_no_object_is_told_where(content: bytes, told: str) -> None:
    """With the parser's own words for the place."""
    with pytest.raises(BodyError, match=told):
        read(*pieces(content))


def parsing_thread(size: int) -> threading.Thread:
    """The thread in which a body of so many bytes is parsed."""
    found: list[threading.Thread] = []

    def parse(_: dict[str, object]) -> None:
        found.append(threading.current_thread())

    content = b"{}".ljust(size)
    coming = request(pieces(content), JSON)
    asyncio.run(read_body(coming, parse, room=BodyRoom(size), most=size, seconds=30))
    return found[0]


def test_only_a_large_body_is_parsed_beside_the_loop() -> None:
    """A small one is not worth the way to another thread, and a large one would stop the others."""
    here = threading.current_thread()

    assert parsing_thread(IN_A_THREAD - 1) is here
    assert parsing_thread(IN_A_THREAD) is not here


def test_what_parsing_finds_wrong_is_raised_as_it_is() -> None:
    """From either thread."""

    def parse(_: dict[str, object]) -> None:
        raise BodyError("not like this")

    for size in (2, IN_A_THREAD):
        coming = request(pieces(b"{}".ljust(size)), JSON)
        reading = read_body(coming, parse, room=BodyRoom(size), most=size, seconds=30)
        with pytest.raises(BodyError, match="not like this"):
            asyncio.run(reading)
