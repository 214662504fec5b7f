"""The id of a request: the caller's where it is one, and a fresh one else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from deskcheck_server.edge.record import Record, open_record, record_of
from deskcheck_server.phases import Phase

good = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}", fullmatch=True)


def opened(**headers: str) -> str:
    """The id of a request with these headers; underscores stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return open_record({"type": "http"}, named).id


@given(good)
def test_a_callers_id_is_kept(given_id: str) -> None:
    """In either header, letter by letter."""
    assert opened(x_request_id=given_id) == given_id
    assert opened(request_id=given_id) == given_id


@given(st.text(max_size=140))
def test_nothing_strange_becomes_an_id(given_id: str) -> None:
    """What goes into headers and log lines is of plain letters, and bounded."""
    found = opened(x_request_id=given_id)

    assert 1 <= len(found) <= 128
    assert found.isascii()
    assert not set(found) & set(" \t\r\n\"'{}<>\\")


@pytest.mark.parametrize(
    "given_id",
    ["", " a", "a ", "-a", ".a", "a/b", "a\nb", "a\n", "a,b", "ä", "a" * 129, "\u0661", "a\x00"],
)
def test_what_is_no_id_is_replaced_by_a_fresh_one(given_id: str) -> None:
    """Another one each time."""
    first, second = opened(x_request_id=given_id), opened(x_request_id=given_id)

    assert first != second
    assert len(first) == len(second) == 32


def test_the_more_usual_header_counts() -> None:
    """Where both are there."""
    assert opened(request_id="second", x_request_id="first") == "first"


def test_requests_without_an_id_have_each_their_own() -> None:
    """A thousand of them."""
    assert len({opened() for _ in range(1000)}) == 1000


def test_a_route_finds_the_record_that_the_edge_has_opened() -> None:
    """The very same, to fill it."""
    scope = {"type": "http", "headers": []}
    record = open_record(scope, {})

    assert record_of(Request(scope)) is record


def test_a_route_without_the_edge_is_a_defect() -> None:
    """And is told as one."""
    with pytest.raises(TypeError, match="without the edge around it"):
        record_of(Request({"type": "http", "headers": [], "state": {"record": "r1"}}))


def test_a_record_says_nothing_before_something_is_known() -> None:
    """Neither candidates nor a key, and no time in any phase."""
    record = Record("r1")

    assert (record.candidates, record.key, record.watch.seconds) == (None, None, {})


def test_each_record_has_a_watch_of_its_own() -> None:
    """Two requests at once do not share their seconds."""
    first, second = Record("r1"), Record("r2")
    with first.watch.during(Phase.READ):
        pass

    assert set(first.watch.seconds) == {Phase.READ}
    assert second.watch.seconds == {}
