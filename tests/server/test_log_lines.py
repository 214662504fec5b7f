"""Log lines by themselves: what they hold, in which order, and what never gets into one."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_server.logs import ADOPTED, FRAMES, adopt_libraries, open_log, place_of

SECRET = "sekrit-7f3a"


def logged(stream: io.StringIO) -> list[dict[str, object]]:
    """The lines as objects."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def failing(depth: int) -> None:
    """Raise an error so many calls below."""
    if depth:
        failing(depth - 1)
    raise ValueError(SECRET)


def caught(depth: int = 0) -> ValueError:
    """An error whose message holds what must not be logged."""
    try:
        failing(depth)
    except ValueError as error:
        return error
    raise AssertionError("nothing was raised")


@pytest.fixture
def libraries() -> Iterator[io.StringIO]:
    """What the adopted libraries log, which are left afterwards as they were."""
    stream = io.StringIO()
    loggers = [logging.getLogger(name) for name in ADOPTED]
    before = [(one.handlers, one.filters[:], one.propagate, one.level) for one in loggers]
    adopt_libraries(stream, level="info", as_json=True)
    yield stream
    for one, (handlers, filters, propagate, level) in zip(loggers, before, strict=True):
        one.handlers, one.filters, one.propagate = handlers, filters, propagate
        one.setLevel(level)


def test_a_line_begins_with_time_level_and_event() -> None:
    """Then come its own facts, as they were given."""
    stream = io.StringIO()
    log = open_log(stream, level="info", as_json=True)
    log.warning("no keys", remedy="set some", count=3, of=None, shares=[0.5, True])
    (line,) = logged(stream)

    assert list(line) == ["time", "level", "event", "remedy", "count", "of", "shares"]
    assert (line["level"], line["event"]) == ("warning", "no keys")
    assert (line["count"], line["of"], line["shares"]) == (3, None, [0.5, True])


def test_the_time_is_utc() -> None:
    """In ISO's form, so that lines of several machines can be sorted."""
    stream = io.StringIO()
    open_log(stream, level="info", as_json=True).info("here")
    told = datetime.fromisoformat(str(logged(stream)[0]["time"]))

    assert told.utcoffset() == timedelta(0)


@given(st.text(), st.text())
def test_a_line_stays_one_line(event: str, fact: str) -> None:
    """Whatever a text holds: nobody can write a second line into the log."""
    stream = io.StringIO()
    open_log(stream, level="info", as_json=True).info(event, fact=fact)

    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().endswith("\n")
    assert json.loads(stream.getvalue())["fact"] == fact


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("how", ["error", "true", "triple"])
def test_an_error_is_told_by_type_and_place(as_json: bool, how: str) -> None:
    """However it is handed to the log, its message stays out."""
    stream = io.StringIO()
    log = open_log(stream, level="info", as_json=as_json)
    error = caught()
    if how == "true":
        try:
            raise error
        except ValueError:
            log.exception("failed")
    else:
        triple = (type(error), error, error.__traceback__)
        log.error("failed", exc_info=error if how == "error" else triple)

    assert "ValueError" in stream.getvalue()
    assert "test_log_lines.py" in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_a_causes_message_stays_out_too() -> None:
    """Only the outermost error is told."""
    stream = io.StringIO()
    log = open_log(stream, level="info", as_json=True)
    try:
        raise RuntimeError("outer") from caught()
    except RuntimeError:
        log.exception("failed")

    assert logged(stream)[0]["error"] == "RuntimeError"
    assert SECRET not in stream.getvalue()


@pytest.mark.parametrize("depth", [0, 3, 100])
def test_a_place_is_the_innermost_frames(depth: int) -> None:
    """The last one is where it was raised; a deep recursion fills no log."""
    places = place_of(caught(depth))

    assert len(places) == min(depth + 2, FRAMES)
    assert places[-1].endswith(" failing")
    assert all("test_log_lines.py:" in place for place in places)


def test_an_error_that_was_never_raised_has_no_place() -> None:
    """As one that a library makes and returns."""
    assert place_of(ValueError(SECRET)) == []


@pytest.mark.parametrize("name", ADOPTED)
def test_libraries_write_the_same_lines(libraries: io.StringIO, name: str) -> None:
    """With their own levels and arguments, and nothing twice."""
    logging.getLogger(name).warning("took %s of %d", "three", 7)
    (line,) = logged(libraries)

    assert (line["level"], line["event"]) == ("warning", "took three of 7")
    assert list(line)[:3] == ["time", "level", "event"]


@pytest.mark.parametrize(
    "message",
    [
        "Invalid HTTP request received.",
        "Unsupported upgrade request.",
        "No supported WebSocket library detected.",
    ],
)
def test_nobody_fills_the_log_with_what_is_no_http(libraries: io.StringIO, message: str) -> None:
    """The caller is told, and that is enough."""
    logging.getLogger("uvicorn.error").warning(message)

    assert libraries.getvalue() == ""


def test_a_librarys_error_is_told_without_its_message(libraries: io.StringIO) -> None:
    """asyncio would print a whole traceback."""
    logging.getLogger("asyncio").error("Task failed", exc_info=caught())
    (line,) = logged(libraries)

    assert (line["event"], line["error"]) == ("Task failed", "ValueError")
    assert SECRET not in libraries.getvalue()


def test_lines_below_the_level_cost_nothing() -> None:
    """They are not even made into text."""

    class Costly:
        def __repr__(self) -> str:
            raise AssertionError("somebody made a text of this")

    stream = io.StringIO()
    open_log(stream, level="warning", as_json=True).info("small", fact=Costly())

    assert stream.getvalue() == ""
