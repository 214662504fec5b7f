"""Keys: on every route but the probes, in either header, never in a log."""

import io
import json
import logging
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.routing import Route

from deskcheck_client import Client, Group, OverloadedError, UnauthorizedError
from deskcheck_server.access.security import check_files, guard_of
from deskcheck_server.application import create_app
from deskcheck_server.errors import SettingsError
from deskcheck_server.life.readiness import Readiness
from deskcheck_server.logs import open_log
from deskcheck_server.settings import Settings
from tests.server.answers import ADD, PROBLEM, error_of
from tests.server.live_server import LiveServer, fake_reranker, live_server

KEY, OTHER = "sekrit-key-of-7f3a", "sekrit-key-of-8b2c"
KEYS = {"api_keys": f"{KEY},{OTHER}"}
BODY = {"problem": PROBLEM, "candidates": [ADD]}
PROBES = {"/livez", "/readyz"}
DIALECTS = {"/v1/rerank", "/v2/rerank", "/rerank", "/v1/score"}


def bearer(key: str) -> dict[str, str]:
    """The header that shows a key."""
    return {"authorization": f"Bearer {key}"}


def key_file(folder: Path, **fields: object) -> Path:
    """A file with one key of these fields."""
    file = folder / "keys.toml"
    lines = [f"{name} = {value!r}" for name, value in fields.items()]
    file.write_text("\n".join(["[trainer]", f'key = "{KEY}"', *lines]) + "\n")
    return file


def routes_of(server: LiveServer) -> set[tuple[str, str]]:
    """Every method and path: of the OpenAPI document, of all dialects, and what is not in it."""
    document = httpx2.get(f"{server.url}/openapi.json", headers=bearer(KEY)).json()
    documented = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    silent = {
        (method, route.path)
        for route in application().routes
        if isinstance(route, Route)
        for method in route.methods or ()
    }
    return documented | silent | {("POST", path) for path in DIALECTS}


def application() -> FastAPI:
    """The application as it is served, for its list of routes."""
    return create_app(
        fake_reranker(),
        Settings.read(None),
        log=open_log(io.StringIO(), level="error", as_json=True),
        registry=CollectorRegistry(),
        readiness=Readiness(),
    )


def test_no_route_answers_without_a_key() -> None:
    """Every route that there is, whatever is sent, but the two probes."""
    with live_server(**KEYS) as server, httpx2.Client(base_url=server.url) as http:
        routes = routes_of(server)
        open_routes = {
            path
            for method, path in routes
            if http.request(method, path, json=BODY).status_code != 401
        }

        assert {path for _, path in routes} > DIALECTS | {"/docs", "/openapi.json", "/metrics"}
        assert open_routes == PROBES


@pytest.mark.parametrize("path", ["/nowhere", "/livez/", "//v1/rerank", "/v1/rerank/", "/%6civez2"])
def test_paths_that_are_no_routes_want_a_key_too(path: str) -> None:
    """A stranger does not learn what there is."""
    with live_server(**KEYS) as server:
        assert httpx2.post(server.url + path, json=BODY).status_code == 401


@pytest.mark.parametrize("key", [KEY, OTHER])
@pytest.mark.parametrize("name", ["authorization", "x-api-key"])
def test_either_header_shows_a_key(name: str, key: str) -> None:
    """As the field's clients send it; each of several keys will do."""
    headers = bearer(key) if name == "authorization" else {name: key}
    with live_server(**KEYS) as server:
        reply = httpx2.post(f"{server.url}/v1/rerank", json=BODY, headers=headers)

    assert reply.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer("wrong-key-of-all"),
        bearer(KEY[:-1]),
        bearer(f"{KEY}x"),
        {"authorization": KEY},
        {"authorization": f"Basic {KEY}"},
        {"authorization": "Bearer"},
        {"x-api-key": ""},
        {"x-api-key": f"{KEY},{OTHER}"},
        {b"x-api-key": b"\xff\xfe"},
    ],
)
def test_what_is_no_key_is_a_401(headers: dict[str, str]) -> None:
    """In the envelope, with the header that HTTP asks for, and without what was shown."""
    with live_server(**KEYS) as server:
        reply = httpx2.post(f"{server.url}/v1/rerank", json=BODY, headers=headers)
    error = error_of(reply.json())

    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
    assert (error["type"], error["code"]) == ("authentication_error", "unauthorized")
    assert "sekrit" not in reply.text


def test_the_client_shows_its_key_everywhere() -> None:
    """In calls and streams; a wrong one is an error of its own, and not tried again."""
    groups = [Group(PROBLEM, [ADD])]
    with live_server(**KEYS) as server:
        with Client(server.url, KEY) as client:
            ranked = len(client.rerank(PROBLEM, [ADD])), len(list(client.stream(groups)))
            models = len(client.models())
        with Client(server.url, "wrong-key-of-all") as client, pytest.raises(UnauthorizedError):
            client.rerank(PROBLEM, [ADD])

        assert (ranked, models) == ((1, 1), 1)
        assert server.figure("deskcheck_requests_total", route="/v1/rerank", status="401") == 1


@pytest.mark.parametrize(("open_metrics", "status"), [(True, 200), (False, 401)])
def test_metrics_can_be_open(open_metrics: bool, status: int) -> None:
    """For a Prometheus that has no key."""
    with live_server(**KEYS, open_metrics=open_metrics) as server:
        assert httpx2.get(f"{server.url}/metrics").status_code == status


def test_keys_of_variable_and_file_both_count(tmp_path: Path) -> None:
    """And the file's key has a name in the log."""
    with live_server(api_keys=OTHER, api_key_file=key_file(tmp_path)) as server:
        statuses = {
            httpx2.post(f"{server.url}/v1/rerank", json=BODY, headers=bearer(key)).status_code
            for key in (KEY, OTHER)
        }

        assert statuses == {200}
        assert '"key": "trainer"' in server.log.getvalue()


@pytest.mark.parametrize(
    ("settings", "warned"),
    [
        ({"host": "0.0.0.0"}, True),
        ({"host": "example.org"}, True),
        ({"host": "0.0.0.0", "api_keys": KEY}, False),
        ({"host": "127.0.0.1"}, False),
        ({"host": "::1"}, False),
        ({"host": "localhost"}, False),
    ],
)
def test_an_open_server_for_other_machines_is_warned_of(
    settings: dict[str, object], warned: bool
) -> None:
    """An empty variable must not open a server in silence."""
    told = io.StringIO()
    guard_of(Settings.read(None, **settings), open_log(told, level="info", as_json=True))

    assert ("anybody may ask" in told.getvalue()) is warned


def test_a_key_file_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    """Before a verifier is loaded."""
    with pytest.raises(SettingsError, match=r"api_key_file .*none\.toml cannot be read"):
        check_files(Settings.read(None, api_key_file=tmp_path / "none.toml"))


def test_a_used_up_rate_is_a_429(tmp_path: Path) -> None:
    """With when to come again, which the bundled client obeys."""
    with live_server(api_key_file=key_file(tmp_path, requests_per_second=1)) as server:
        with Client(server.url, KEY, retries=0) as client:
            client.rerank(PROBLEM, [ADD])
            with pytest.raises(OverloadedError) as caught:
                client.rerank(PROBLEM, [ADD])
        with Client(server.url, KEY) as patient:
            ranked = patient.rerank(PROBLEM, [ADD])
        lines = server.log.getvalue().splitlines()

    assert [(line["status"], line["key"]) for line in map(json.loads, lines)][:2] == [
        (200, "trainer"),
        (429, "trainer"),
    ]
    assert (caught.value.status, caught.value.retry_after) == (429, 1)
    assert (caught.value.type, caught.value.code) == ("rate_limit_error", "rate_limited")
    assert len(ranked) == 1


def test_nothing_secret_reaches_a_log(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """At level debug, of this package and of every library: no key, problem or candidate."""
    caplog.set_level(logging.DEBUG)
    program = "```python\nsekrit_program = 1\n```"
    body = {"problem": "sekrit problem", "candidates": [program], "return_programs": True}
    with (
        live_server(api_keys=OTHER, api_key_file=key_file(tmp_path)) as server,
        httpx2.Client(base_url=server.url) as http,
    ):
        for headers in (bearer(KEY), {"x-api-key": OTHER}, bearer("sekrit-and-wrong"), {}):
            http.post("/v1/rerank", json=body, headers=headers)
            http.post("/v1/rerank", json=body | {"sekrit": 1}, headers=headers)
            http.post("/v1/score", json={"groups": [body]}, headers=headers)
        (tmp_path / "keys.toml").write_text("sekrit = sekrit")
        told = server.log.getvalue() + repr(server)

    ours = [one.getMessage() for one in caplog.records if not one.name.startswith("http")]
    assert '"status": 200' in told
    assert '"status": 401' in told
    assert "sekrit" not in told + "\n".join(ours)


def test_pages_of_other_origins_may_not_ask() -> None:
    """Unless they are named: then the browser is told so, without a key."""
    asked = {"origin": "https://here.example", "access-control-request-method": "POST"}
    allowed = "access-control-allow-origin"
    with live_server(**KEYS) as server:
        closed = httpx2.options(f"{server.url}/v1/rerank", headers=asked)
    with live_server(**KEYS, cors_origins="https://here.example, https://there.example") as server:
        named = httpx2.options(f"{server.url}/v1/rerank", headers=asked)
        other = httpx2.options(f"{server.url}/v1/rerank", headers=asked | {"origin": "https://x.y"})
        refused = httpx2.post(f"{server.url}/v1/rerank", json=BODY, headers=asked)

    assert (closed.status_code, allowed in closed.headers) == (401, False)
    assert (named.status_code, named.headers[allowed]) == (200, "https://here.example")
    assert allowed not in other.headers
    assert (refused.status_code, refused.headers[allowed]) == (401, "https://here.example")
