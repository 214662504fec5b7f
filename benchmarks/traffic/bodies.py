"""Requests that are ready to be sent: all different, and none costs its sender anything."""

import json
from collections.abc import Iterator
from itertools import count, cycle

from benchmarks.demonstration import CANDIDATES, varied
from demo.__main__ import PROBLEMS

PLACE = "00000000"  # where a request's number goes: the length stays the same


def requests(
    host: str, *, candidates: int = CANDIDATES, timeout_ms: int | None = None
) -> Iterator[bytes]:
    """Endless requests to rank the demonstration's groups, no problem twice.

    So neither cached scores nor cached problems answer them. Each asks to be answered within so
    many milliseconds, where that is given.
    """
    halves = [_halves(host, name, candidates, timeout_ms) for name in PROBLEMS]
    for number, (before, after) in zip(count(), cycle(halves), strict=False):
        yield b"%b%08d%b" % (before, number, after)


def _halves(host: str, name: str, candidates: int, timeout_ms: int | None) -> tuple[bytes, bytes]:
    problem, answers = varied(name, PLACE, candidates)
    asked: dict[str, object] = {"problem": problem, "candidates": answers}
    if timeout_ms is not None:
        asked["timeout_ms"] = timeout_ms
    before, _, after = post(host, json.dumps(asked).encode()).partition(PLACE.encode())
    return before, after


def post(host: str, body: bytes, path: str = "/v1/rerank") -> bytes:
    """A whole request, as it goes over the wire."""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: {host}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
