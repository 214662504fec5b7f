"""The body of a request: read under its cap, then parsed."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from pydantic_core import from_json
from starlette.requests import ClientDisconnect, Request

from deskcheck_server.edge.body_room import BodyRoom
from deskcheck_server.edge.json_size import values_in
from deskcheck_server.edge.patience import PACE, SECONDS
from deskcheck_server.errors import (
    BodyError,
    BodyTooLargeError,
    ClientGoneError,
    ContentTypeError,
    DeadlineError,
    RequestError,
    SlowBodyError,
)

Parsed = TypeVar("Parsed")
Parse = Callable[[dict[str, object]], Parsed]

IN_A_THREAD = 256 * 1024  # bytes from which parsing is left to a thread
MOST_VALUES = 2**19  # a text and its name for each of a quarter of a million candidates


async def read_body(
    request: Request, parse: Parse[Parsed], *, room: BodyRoom, most: int, seconds: float
) -> Parsed:
    """What `parse` makes of the JSON object in a body of at most `most` bytes.

    A large one is parsed in a thread. Raises ContentTypeError, BodyTooLargeError as soon as it is
    known, OverloadedError where there is no room, SlowBodyError and DeadlineError for a body that
    does not arrive in time, BodyError, ClientGoneError, and what `parse` raises.
    """
    _check_type(request.headers.get("content-type", ""))
    _check_encoding(request.headers.get("content-encoding", "identity"))
    _check_length(request.headers.get("content-length", ""), most)
    with room.enter() as take:
        content = await _read(request, most, take, seconds)
        if len(content) < IN_A_THREAD:
            return parse(_object(content))
        return await asyncio.to_thread(lambda: parse(_object(_bounded(content))))


def _check_type(given: str) -> None:
    kind = given.partition(";")[0].strip().lower()
    if kind != "application/json" and not (
        kind.startswith("application/") and kind.endswith("+json")
    ):
        raise ContentTypeError(
            f"the content type is {given[:80]!r}: send JSON, with content-type: application/json"
        )


def _check_encoding(given: str) -> None:
    # A few compressed bytes may stand for gigabytes, so none are unpacked.
    if given.strip().lower() not in ("", "identity"):
        raise ContentTypeError(f"the content encoding is {given[:80]!r}: send the body as it is")


def _check_length(announced: str, most: int) -> None:
    # More than 15 digits would be slow to convert, and is too large in any case.
    if announced.isdecimal() and (len(announced) > 15 or int(announced) > most):
        raise _too_large(most)


async def _read(request: Request, most: int, take: Callable[[int], None], seconds: float) -> bytes:
    content = bytearray()
    now = asyncio.get_running_loop().time
    end, slow = now() + seconds, now() + SECONDS
    try:
        async with asyncio.timeout_at(min(slow, end)) as limit:
            async for chunk in request.stream():
                if len(content) + len(chunk) > most:
                    raise _too_large(most)
                take(len(chunk))
                content += chunk
                # What came fast earns no longer pause: that would hold its room for nothing.
                slow = min(slow + len(chunk) / PACE, now() + SECONDS)
                limit.reschedule(min(slow, end))
    except ClientDisconnect as error:
        raise ClientGoneError("the caller hung up while sending") from error
    except TimeoutError as error:
        raise _late(len(content), over=end <= slow, seconds=seconds) from error
    return bytes(content)


def _late(came: int, *, over: bool, seconds: float) -> RequestError:
    if over:
        return DeadlineError(f"the body did not arrive within {seconds:g} s")
    return SlowBodyError(
        f"the body comes too slowly, {came} bytes so far: send {PACE // 1024} KiB a second or more"
    )


def _too_large(most: int) -> BodyTooLargeError:
    return BodyTooLargeError(
        f"the body is larger than {most} bytes: send fewer groups or candidates at once"
    )


def _bounded(content: bytes) -> bytes:
    # Parsing holds all other threads up, for as long as it takes to make the values.
    if values_in(content, MOST_VALUES) > MOST_VALUES:
        raise BodyTooLargeError(
            f"the body holds more than {MOST_VALUES} JSON values: send fewer groups or candidates "
            "at once"
        )
    return content


def _object(content: bytes) -> dict[str, object]:
    if not content.strip():
        raise BodyError("the body is empty: send a JSON object")
    try:
        value: object = from_json(content, allow_inf_nan=False)
    except ValueError as error:
        raise BodyError(f"the body is not JSON in UTF-8 ({error}): send one object") from error
    if not isinstance(value, dict):
        kind = type(value).__name__
        raise BodyError(f"the body is JSON of type {kind}: send an object")
    return value
