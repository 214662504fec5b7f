"""Errors: one type per reason, with all that the server said."""

import pickle

import httpx2
import pytest

from deskcheck_client import (
    ClientError,
    ConnectionFailedError,
    Failure,
    InputError,
    NotFoundError,
    NoValidCandidateError,
    OverloadedError,
    RejectedError,
    ReplyError,
    ServerError,
    StatusError,
    TimedOutError,
    UnauthorizedError,
)
from deskcheck_client.exchange import translated
from deskcheck_client.statuses import status_error
from tests.clients import wire
from tests.clients.both_clients import AnyClient
from tests.clients.scripted_server import Scripted, ScriptedServer, reply


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, StatusError),
        (400, RejectedError),
        (401, UnauthorizedError),
        (403, UnauthorizedError),
        (404, NotFoundError),
        (413, RejectedError),
        (418, StatusError),
        (422, RejectedError),
        (429, OverloadedError),
        (500, ServerError),
        (502, ServerError),
        (503, OverloadedError),
        (504, ServerError),
    ],
)
def test_a_status_has_its_error(status: int, kind: type[StatusError]) -> None:
    """The table of the errors module, row by row."""
    assert type(status_error(status, {}, b"")) is kind


def test_a_refusal_tells_all_the_server_said(client: AnyClient, server: ScriptedServer) -> None:
    """Message, type, param, code and request id are attributes, and stand in the text."""
    refusal = wire.error("top_n is -1; give 1 or more", "out_of_range", "top_n")
    server.play(reply(refusal, 422, x_request_id="req-7"))

    with pytest.raises(RejectedError) as caught:
        client.rerank("add", ["a"], top_n=-1)

    error = caught.value
    assert (error.status, error.message) == (422, "top_n is -1; give 1 or more")
    assert (error.type, error.param, error.code) == (
        "invalid_request_error",
        "top_n",
        "out_of_range",
    )
    assert error.request_id == "req-7"
    assert str(error) == (
        "422: top_n is -1; give 1 or more (param top_n, code out_of_range, request id req-7)"
    )


def test_a_proxys_page_becomes_the_message(client: AnyClient, server: ScriptedServer) -> None:
    """Who answers without the envelope is quoted, shortened and on one line."""
    server.play(Scripted([b"<html>\n  Not here\n</html>" + b" " * 9000], status=404))

    with pytest.raises(NotFoundError) as caught:
        client.models()

    assert caught.value.message == "<html> Not here </html>"


def test_a_reply_that_is_no_json_is_a_reply_error(
    client: AnyClient, server: ScriptedServer
) -> None:
    """A success with a body of another kind is not taken for an answer."""
    server.play(Scripted([b"<html>hello</html>"]))

    with pytest.raises(ReplyError, match="the reply is not JSON"):
        client.rerank("add", ["a"])


def test_a_body_that_cannot_be_decoded_is_a_reply_error(
    client: AnyClient, server: ScriptedServer
) -> None:
    """A reply that claims a compression it does not have is the server's fault."""
    server.play(Scripted([b"not gzip"], headers={"content-encoding": "gzip"}))

    with pytest.raises(ReplyError, match="cannot be decoded"):
        client.rerank("add", ["a"])


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0.0), ("17", 17.0), ("-1", None), ("1.5", None), ("soon", None), ("9" * 400, None)],
)
def test_retry_after_is_read_in_seconds(text: str, seconds: float | None) -> None:
    """Anything but whole seconds counts as no word at all."""
    assert status_error(503, {"retry-after": text}, b"").retry_after == seconds


def test_a_code_that_is_a_number_is_kept_as_text() -> None:
    """Other servers of the same envelope send the status as code."""
    body = b'{"error": {"message": "no", "type": null, "code": 404}}'

    assert status_error(404, {}, body).code == "404"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx2.ConnectTimeout("x"), TimedOutError),
        (httpx2.ReadTimeout("x"), TimedOutError),
        (httpx2.WriteTimeout("x"), TimedOutError),
        (httpx2.PoolTimeout("x"), TimedOutError),
        (httpx2.ConnectError("x"), ConnectionFailedError),
        (httpx2.ReadError("x"), ConnectionFailedError),
        (httpx2.WriteError("x"), ConnectionFailedError),
        (httpx2.RemoteProtocolError("x"), ConnectionFailedError),
        (httpx2.LocalProtocolError("x"), ConnectionFailedError),
        (httpx2.ProxyError("x"), ConnectionFailedError),
        (httpx2.TooManyRedirects("x"), ConnectionFailedError),
        (httpx2.DecodingError("x"), ReplyError),
    ],
)
def test_errors_of_the_http_library_are_translated(
    error: httpx2.RequestError, kind: type[ClientError]
) -> None:
    """Callers need to know one tree only."""
    with pytest.raises(kind) as caught, translated("http://host"):
        raise error

    assert type(caught.value) is kind


@pytest.mark.parametrize(
    "error",
    [
        InputError("x"),
        TimedOutError("x"),
        OverloadedError(503, Failure("busy", code="c"), "req-1", 2.0),
        NoValidCandidateError(("candidate 0: no", "candidate 1: no")),
    ],
)
def test_errors_survive_pickling(error: ClientError) -> None:
    """Worker processes hand errors on by pickling them."""
    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is type(error)
    assert (str(copy), vars(copy)) == (str(error), vars(error))
