"""The routes for operators: models, probes, metrics, version, and the document of all routes."""

from importlib.metadata import version

import httpx2
import pytest

from deskcheck_client import Client
from deskcheck_models import FakeEngine
from tests.server.answers import ADD, BROKEN, PROBLEM, SILENT, error_of
from tests.server.live_server import LiveServer, fake_reranker, live_server

ROUTES = {
    *("/v1/rerank", "/v2/rerank", "/rerank", "/v1/score", "/v1/feedback", "/v1/models"),
    *("/livez", "/readyz", "/metrics", "/version"),
}


@pytest.fixture(scope="module")
def document(server: LiveServer) -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    """The OpenAPI document."""
    found: dict[str, dict[str, dict[str, dict[str, object]]]]
    found = httpx2.get(f"{server.url}/openapi.json").json()
    return found


def test_models_tell_name_engine_and_length(client: Client) -> None:
    """The length is the verifier's own where the engine could take more."""
    (model,) = client.models()

    assert (model.id, model.engine, model.max_tokens) == ("deskcheck-nano", "fake", 4096)


def test_a_verifiers_length_bounds_the_engines() -> None:
    """An engine with room for more does not make the verifier read more."""
    large = fake_reranker(FakeEngine(max_tokens=100_000))
    with live_server(large) as server, Client(server.url) as client:
        assert client.models()[0].max_tokens == 4096


def test_version_and_life(http: httpx2.Client) -> None:
    """The installed version, and a process that answers."""
    assert http.get("/version").json() == {"version": version("deskcheck")}
    assert http.get("/livez").json() == {"status": "alive"}


def test_ready_until_it_stops() -> None:
    """A stopping server says so, with when to ask again; it is alive still."""
    with live_server() as server, httpx2.Client(base_url=server.url) as http:
        before = http.get("/readyz")
        server.readiness.stopping()
        after = http.get("/readyz")
        alive = http.get("/livez")

    assert (before.status_code, before.json()) == (200, {"status": "ready"})
    assert (after.status_code, after.headers["retry-after"]) == (503, "1")
    assert error_of(after.json())["code"] == "stopping"
    assert alive.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "unknown_route"),
        ("POST", "/v1/rerank/", 404, "unknown_route"),
        ("GET", "/v1/rerank", 405, "method_not_allowed"),
        ("DELETE", "/v1/models", 405, "method_not_allowed"),
    ],
)
def test_wrong_routes_are_in_the_envelope(
    http: httpx2.Client, method: str, path: str, status: int, code: str
) -> None:
    """Routes and methods that do not exist are refused like all else."""
    reply = http.request(method, path)

    assert reply.status_code == status
    assert error_of(reply.json())["code"] == code


def test_a_wrong_method_is_told_the_right_one(http: httpx2.Client) -> None:
    """All of them, in the Allow header that HTTP asks for."""
    ranking, models = http.get("/v1/rerank"), http.delete("/v1/models")

    assert ranking.headers["allow"] == "POST"
    assert models.headers["allow"] == "GET, HEAD"
    assert "takes GET, HEAD, and this is 'DELETE'" in models.text


@pytest.mark.parametrize("path", ["/v1/models", "/livez", "/readyz", "/metrics", "/version"])
def test_what_can_be_read_can_be_asked_for_without_a_body(http: httpx2.Client, path: str) -> None:
    """HEAD, as load balancers and watchers use it."""
    reply = http.head(path)

    assert (reply.status_code, reply.content) == (200, b"")


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("POST", "/v1/rerank/", "no route '/v1/rerank/': did you mean /v1/rerank?"),
        ("GET", "/health", "no route '/health': /docs lists all routes"),
        ("GET", f"/{'x' * 5000}", f"no route '/{'x' * 39}'…: /docs"),
        ("GET", "/v1/score", "'/v1/score' takes POST, and this is 'GET'"),
    ],
)
def test_a_wrong_route_is_told_a_right_one(
    http: httpx2.Client, method: str, path: str, told: str
) -> None:
    """With what was asked for, shortened."""
    assert told in str(error_of(http.request(method, path).json())["message"])


def test_metrics_count_what_happened() -> None:
    """Requests by route and status, candidates by outcome, tokens by kind, time by phase."""
    with live_server() as server, Client(server.url, retries=0) as client:
        usage = client.rerank(PROBLEM, [ADD, ADD, SILENT, BROKEN]).usage
        httpx2.get(f"{server.url}/nowhere/{'x' * 50}")
        text = httpx2.get(f"{server.url}/metrics").text

    assert 'deskcheck_requests_total{route="/v1/rerank",status="200"} 1.0' in text
    assert 'deskcheck_requests_total{route="other",status="404"} 1.0' in text
    assert server.figure("deskcheck_candidates_total", outcome="scored") == 1
    assert server.figure("deskcheck_candidates_total", outcome="duplicate") == 1
    assert server.figure("deskcheck_candidates_total", outcome="invalid") == 2
    assert server.figure("deskcheck_tokens_total", kind="computed") == usage.computed_tokens
    assert server.figure("deskcheck_tokens_total", kind="cached") == usage.cached_tokens
    for phase in ("read", "extract", "render", "queue", "engine", "rank", "write"):
        assert server.figure("deskcheck_phase_seconds_count", phase=phase) == 1


def test_metrics_are_there_before_anything_happened() -> None:
    """Zeros, so that a rate can be taken from the start; times from a millisecond up."""
    with live_server() as server:
        text = httpx2.get(f"{server.url}/metrics").text

    assert 'deskcheck_candidates_total{outcome="failed"} 0.0' in text
    assert 'deskcheck_phase_seconds_bucket{le="0.001",phase="extract"} 0.0' in text
    assert "deskcheck_pending_candidates 0.0" in text


@pytest.mark.parametrize("name", ["x-request-id", "request-id"])
def test_a_request_id_is_kept(http: httpx2.Client, name: str) -> None:
    """In both headers of the reply, and as the reply's id."""
    body = {"problem": PROBLEM, "candidates": [ADD]}
    reply = http.post("/v1/rerank", json=body, headers={name: "run-7:step.3"})

    assert reply.headers["x-request-id"] == reply.headers["request-id"] == "run-7:step.3"
    assert reply.json()["id"] == "run-7:step.3"


@pytest.mark.parametrize("given", ["", "a b", "-x", "x" * 200, "{}", "ü"])
def test_an_id_that_is_none_is_replaced(http: httpx2.Client, given: str) -> None:
    """Nothing strange gets into headers and logs; a fresh id is made."""
    reply = http.get("/nowhere", headers={b"x-request-id": given.encode()})

    assert len(reply.headers["x-request-id"]) == 32


def test_the_document_names_every_route(
    document: dict[str, dict[str, dict[str, dict[str, object]]]],
) -> None:
    """All routes, each with a description."""
    assert set(document["paths"]) == ROUTES
    for methods in document["paths"].values():
        assert all(operation["description"] for operation in methods.values())


def test_every_field_has_a_description(
    document: dict[str, dict[str, dict[str, dict[str, object]]]],
) -> None:
    """In requests and replies alike, and every model too."""
    for name, model in document["components"]["schemas"].items():
        fields = model["properties"]
        assert isinstance(fields, dict)
        silent = [field for field, schema in fields.items() if "description" not in schema]
        assert (name, silent) == (name, [])
        assert model["description"]


def test_every_request_has_an_example(
    document: dict[str, dict[str, dict[str, dict[str, object]]]], http: httpx2.Client
) -> None:
    """And the example works."""
    names = {"RerankRequest": "/v1/rerank", "DocumentsRequest": "/v2/rerank"}
    for name, path in (names | {"ScoreRequest": "/v1/score"}).items():
        examples = document["components"]["schemas"][name]["examples"]
        assert isinstance(examples, list)
        assert [http.post(path, json=example).status_code for example in examples] == [200]


def test_every_reference_of_the_document_leads_somewhere(http: httpx2.Client) -> None:
    """A document with a dangling reference cannot be turned into a client."""
    text = http.get("/openapi.json").text
    known = http.get("/openapi.json").json()["components"]["schemas"]
    used = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}

    assert used <= set(known)
