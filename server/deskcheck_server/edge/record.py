"""What is known of one request for its log line: numbers and names, never text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from starlette.requests import Request
from starlette.types import Scope

from deskcheck_server.access.keys import Key
from deskcheck_server.phases import Stopwatch

ID_HEADERS = ("x-request-id", "request-id")
_VALID_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")


@dataclass(slots=True)
class Record:
    """Filled while the request is answered; `watch` counts the seconds of its phases.

    `candidates` stays None where nothing is ranked, `key` where no key is needed.
    """

    id: str
    candidates: int | None = None
    key: Key | None = None
    watch: Stopwatch = field(default_factory=Stopwatch)


def open_record(scope: Scope, headers: Mapping[str, str]) -> Record:
    """The record of a new request, with the caller's id where that is a valid one."""
    given = next((headers[name] for name in ID_HEADERS if name in headers), "")
    record = Record(given if _VALID_ID.fullmatch(given) else uuid4().hex)
    scope.setdefault("state", {})["record"] = record
    return record


def record_of(request: Request) -> Record:
    """The record that the edge has opened."""
    record = request.state.record
    if not isinstance(record, Record):
        raise TypeError("a route was called without the edge around it")
    return record
