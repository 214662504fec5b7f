"""What a request may have: the body's word, as far as header, key and server allow it."""

from time import monotonic

import pytest

from deskcheck_server.access.keys import Key
from deskcheck_server.asked import Asked
from deskcheck_server.queue.deadline import Deadline
from deskcheck_server.queue.priority import Priority
from deskcheck_server.queue.terms import terms_of
from deskcheck_server.schemas.error_reply import ErrorReply
from deskcheck_server.scored import Scored

FAST, SLOW = Priority.INTERACTIVE, Priority.BULK


def asked(priority: Priority = FAST, timeout_ms: int | None = None) -> Asked:
    """A request without groups."""

    def reply(_: Scored) -> ErrorReply:
        raise AssertionError("nobody asked for a reply")

    return Asked((), None, "problem", reply, priority, timeout_ms)


@pytest.mark.parametrize(
    ("key", "body", "known"),
    [
        (None, FAST, FAST),
        (None, SLOW, SLOW),
        (Key("trainer", b"", priority=SLOW), FAST, SLOW),
        (Key("trainer", b"", priority=SLOW), SLOW, SLOW),
        (Key("editor", b"", priority=FAST), FAST, FAST),
        (Key("editor", b"", priority=FAST), SLOW, SLOW),
    ],
)
def test_a_key_for_bulk_work_makes_bulk_of_all(
    key: Key | None, body: Priority, known: Priority
) -> None:
    """A body may ask for less than its key allows, and never for more."""
    assert terms_of(asked(body), Deadline(monotonic(), 60), key).priority is known


@pytest.mark.parametrize(("milliseconds", "seconds"), [(None, 60), (500, 0.5), (90_000, 60)])
def test_a_body_may_ask_for_less_time(milliseconds: int | None, seconds: float) -> None:
    """And never for more than its header and the server allow."""
    terms = terms_of(asked(timeout_ms=milliseconds), Deadline(monotonic(), 60), None)

    assert terms.deadline.seconds == seconds
    assert terms.deadline.left() <= seconds
