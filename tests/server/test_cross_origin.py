"""What pages of other origins may ask from a browser, as the browser's own questions find it."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.server.answers import ADD, PROBLEM
from tests.server.live_server import LiveServer, live_server

HERE, THERE, STRANGE = "https://a.example", "http://localhost:3000", "https://evil.example"
KEY = "sekrit-of-one"
BODY = {"problem": PROBLEM, "candidates": [ADD]}


@pytest.fixture(scope="module")
def browsed() -> Iterator[LiveServer]:
    """A server with keys that two origins may ask."""
    with live_server(cors_origins=f"{HERE}, {THERE}", api_keys=KEY) as live:
        yield live


def leave(server: LiveServer, origin: str, *, method: str = "POST", sent: str) -> httpx2.Response:
    """What a browser is told before it sends a request with these headers; it shows no key."""
    headers = {
        "origin": origin,
        "access-control-request-method": method,
        "access-control-request-headers": sent,
    }
    return httpx2.options(f"{server.url}/v1/rerank", headers=headers)


def asked(server: LiveServer, origin: str, **headers: str) -> httpx2.Response:
    """The reply to a page of an origin."""
    sent = {"origin": origin, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return httpx2.post(f"{server.url}/v1/rerank", json=BODY, headers=sent)


@pytest.mark.parametrize("origin", [HERE, THERE])
@pytest.mark.parametrize(
    "sent",
    [
        "content-type",
        "authorization",
        "x-api-key, content-type",
        "x-request-timeout-ms",
        "x-request-id, request-id",
        "Authorization, Content-Type",
    ],
)
def test_a_named_origin_may_send_all_that_the_server_reads(
    browsed: LiveServer, origin: str, sent: str
) -> None:
    """Without a key: browsers ask for leave before they show one."""
    reply = leave(browsed, origin, sent=sent)

    assert reply.status_code == 200
    assert reply.headers["access-control-allow-origin"] == origin


@pytest.mark.parametrize(
    "origin",
    [STRANGE, "https://a.example.evil.example", "http://a.example", "https://a.example:8443", ""],
)
def test_an_origin_that_only_looks_like_a_named_one_gets_no_leave(
    browsed: LiveServer, origin: str
) -> None:
    """Scheme, name and port are compared whole."""
    reply = leave(browsed, origin, sent="content-type")

    assert reply.status_code in (400, 401)
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_no_page_gets_leave_for_methods_that_no_route_has(browsed: LiveServer, method: str) -> None:
    """GET and POST are all that there is."""
    assert leave(browsed, HERE, method=method, sent="content-type").status_code == 400


def test_a_page_reads_the_id_and_when_to_come_back(browsed: LiveServer) -> None:
    """Browsers hide every header that is not named."""
    reply = asked(browsed, HERE, x_api_key=KEY)
    shown = {name.strip() for name in reply.headers["access-control-expose-headers"].split(",")}

    assert reply.status_code == 200
    assert shown == {"x-request-id", "request-id", "retry-after"}


def test_a_page_can_read_why_it_was_refused(browsed: LiveServer) -> None:
    """A refusal without the origin's header would be an unexplained network error to it."""
    reply = asked(browsed, HERE)

    assert reply.status_code == 401
    assert reply.headers["access-control-allow-origin"] == HERE


def test_a_reply_to_one_origin_is_not_stored_for_another(browsed: LiveServer) -> None:
    """A cache between them is told that the origin decides."""
    assert "origin" in asked(browsed, HERE, x_api_key=KEY).headers["vary"].lower()


def test_no_cookie_is_asked_for(browsed: LiveServer) -> None:
    """Keys stand in headers: a page cannot borrow what its visitor's browser holds."""
    assert "access-control-allow-credentials" not in asked(browsed, HERE, x_api_key=KEY).headers


def test_a_star_is_every_origin() -> None:
    """For servers whose callers are anybody's notebooks."""
    with live_server(cors_origins="*") as server:
        reply = asked(server, STRANGE)

    assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (200, "*")
