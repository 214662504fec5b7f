"""Spans of requests over a real socket: phases, W3C context, and nothing that was sent."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise

import httpx2
import pytest

from deskcheck_client import Client
from deskcheck_models import FakeEngine
from deskcheck_server.telemetry.tracing import Tracing
from tests.server.answers import ADD, PROBLEM, SILENT
from tests.server.live_server import LiveServer, fake_reranker, live_server
from tests.server.waiting import wait_until

pytest.importorskip("opentelemetry.sdk", reason="pip install '.[telemetry]'")

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
CALLER = {"traceparent": f"00-{TRACE}-{PARENT}-01", "tracestate": "shop=7"}
BODY = {"problem": PROBLEM, "candidates": [ADD, SILENT]}
PHASES = ["extract", "render", "queue", "engine", "rank"]


class Spans:
    """What a server has recorded."""

    def __init__(self, exporter: InMemorySpanExporter) -> None:
        self._exporter = exporter

    def named(self, name: str) -> list[ReadableSpan]:
        """The spans of a name, once there is one."""
        wait_until(lambda: name in {span.name for span in self.all()})
        return [span for span in self.all() if span.name == name]

    def below(self, parent: ReadableSpan) -> list[ReadableSpan]:
        """The children of a span, in the order in which they began."""
        found = [
            span
            for span in self.all()
            if span.parent is not None
            and parent.context is not None
            and span.parent.span_id == parent.context.span_id
        ]
        return sorted(found, key=lambda span: (span.start_time or 0, span.end_time or 0))

    def all(self) -> tuple[ReadableSpan, ...]:
        """All of them."""
        return self._exporter.get_finished_spans()


@contextmanager
def traced_server(engine: FakeEngine | None = None) -> Iterator[tuple[LiveServer, Spans]]:
    """A server that records its spans in memory."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with live_server(fake_reranker(engine), None, Tracing(provider)) as live:
        yield live, Spans(exporter)


def test_a_request_has_a_span_with_its_phases() -> None:
    """Read and write of the request, the other five of its group, one after the other."""
    with traced_server() as (live, spans):
        with Client(live.url) as client:
            ranking = client.rerank(PROBLEM, [ADD, SILENT])
        (request,) = spans.named("POST /v1/rerank")
        read, group, write = spans.below(request)
        phases = spans.below(group)

    assert (read.name, group.name, write.name) == ("read", "group", "write")
    assert [phase.name for phase in phases] == PHASES
    assert all(a.end_time == b.start_time for a, b in pairwise(phases))
    assert dict(request.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/v1/rerank",
        "http.response.status_code": 200,
        "deskcheck.request_id": ranking.id,
        "deskcheck.candidates": 2,
    }
    assert (group.attributes or {})["deskcheck.computed_tokens"] == ranking.usage.computed_tokens


def test_groups_of_a_call_have_a_span_each() -> None:
    """Streamed or not."""
    with traced_server() as (live, spans):
        for stream in (False, True):
            call = {"groups": [BODY] * 3, "stream": stream}
            httpx2.post(f"{live.url}/v1/score", json=call)
        wait_until(lambda: len(spans.named("POST /v1/score")) == 2)
        groups = [spans.below(one) for one in spans.named("POST /v1/score")]

    for members in groups:
        numbers = {(one.attributes or {}).get("deskcheck.group") for one in members}
        assert numbers == {0, 1, 2, None}


def test_the_callers_context_is_taken_and_given() -> None:
    """W3C's headers in and out, and the trace in the log beside the request's id."""
    with traced_server() as (live, spans):
        reply = httpx2.post(f"{live.url}/v1/rerank", json=BODY, headers=CALLER)
        (request,) = spans.named("POST /v1/rerank")
        wait_until(lambda: bool(live.log.getvalue()))
        line = json.loads(live.log.getvalue().splitlines()[0])
    assert request.context is not None
    assert request.parent is not None

    assert (f"{request.context.trace_id:032x}", f"{request.parent.span_id:016x}") == (TRACE, PARENT)
    assert reply.headers["traceparent"] == f"00-{TRACE}-{request.context.span_id:016x}-01"
    assert reply.headers["tracestate"] == "shop=7"
    assert (line["trace"], line["id"]) == (TRACE, reply.headers["x-request-id"])


@pytest.mark.parametrize("given", ["", "00-zz-zz-01", f"00-{TRACE}-{PARENT}", "x" * 5000])
def test_a_context_that_is_none_begins_a_trace(given: str) -> None:
    """Whatever stands in the header."""
    with traced_server() as (live, spans):
        headers = {"traceparent": given}
        reply = httpx2.post(f"{live.url}/v1/rerank", json=BODY, headers=headers)
        (request,) = spans.named("POST /v1/rerank")

    assert reply.status_code == 200
    assert request.parent is None


def test_a_failure_is_marked_and_not_quoted() -> None:
    """By status and type; refusals that are the caller's fault are no errors."""
    with traced_server(FakeEngine(failing=True)) as (live, spans):
        httpx2.post(f"{live.url}/v1/rerank", json=BODY)
        httpx2.post(f"{live.url}/v1/rerank", json={"problem": "sekrit"})
        wait_until(lambda: len(spans.named("POST /v1/rerank")) == 2)
        failed, refused = spans.named("POST /v1/rerank")
        (group,) = spans.named("group")

    assert (failed.status.is_ok, refused.status.is_ok) == (False, True)
    assert (group.attributes or {})["error.type"] == "EngineError"
    assert not group.events
    assert not failed.events


def test_spans_hold_nothing_that_was_sent() -> None:
    """No problem, candidate, key, path or header."""
    body = {"problem": "sekrit", "candidates": ["```python\nsekrit = 1\n```"], "sekrit": 1}
    with traced_server() as (live, spans), httpx2.Client(base_url=live.url) as http:
        http.post("/v1/rerank?sekrit=1", json=body, headers={"authorization": "Bearer sekrit"})
        body.pop("sekrit")
        http.post("/v1/rerank?sekrit=1", json=body, headers={"x-request-id": "sekrit !"})
        http.request("SEKRIT", "/version")
        http.get("/sekrit")
        wait_until(lambda: len(spans.named("GET other")) == 1)
        told = "".join(span.to_json() for span in spans.all())

    assert "http.route" in told
    assert "sekrit" not in told.lower()


def test_probes_and_scrapes_have_no_spans() -> None:
    """They come every few seconds."""
    with traced_server() as (live, spans):
        for path in ("/livez", "/readyz", "/metrics", "/version"):
            httpx2.get(live.url + path)
        wait_until(lambda: len(spans.all()) > 0)

        assert [span.name for span in spans.all()] == ["GET /version"]


def test_without_a_setting_nothing_is_traced(server: LiveServer) -> None:
    """No header comes back, though the caller sends one."""
    reply = httpx2.post(f"{server.url}/v1/rerank", json=BODY, headers=CALLER)

    assert "traceparent" not in reply.headers
    assert TRACE not in server.log.getvalue()


def test_spans_reach_a_collector() -> None:
    """As OTLP over HTTP, the last ones when the server stops; a collector that is away is none."""
    taken: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["content-length"])
            taken.append((self.path, self.rfile.read(size)))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    collector = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=collector.serve_forever)
    thread.start()
    endpoint = f"http://127.0.0.1:{collector.server_port}"
    try:
        with live_server(traces_endpoint=endpoint) as live:
            reply = httpx2.post(f"{live.url}/v1/rerank", json=BODY)
    finally:
        collector.shutdown()
        thread.join()
        collector.server_close()

    assert {path for path, _ in taken} == {"/v1/traces"}
    sent = b"".join(content for _, content in taken)
    assert reply.headers["x-request-id"].encode() in sent
    assert b"deskcheck" in sent


@pytest.mark.parametrize("endpoint", ["collector:4318", "ftp://a", "http://", ""])
def test_an_endpoint_that_cannot_be_is_told(endpoint: str) -> None:
    """With the remedy, before anything starts."""
    from deskcheck_server.errors import SettingsError
    from deskcheck_server.settings import Settings

    with pytest.raises(SettingsError, match=r"--traces-endpoint is .*; give an address such as"):
        Settings.read(None, traces_endpoint=endpoint)


def test_without_the_sdk_the_extra_is_named() -> None:
    """And the server imports all the same."""
    code = """
import sys
sys.modules["opentelemetry.sdk"] = None
import deskcheck_server.application
from deskcheck_models.errors import MissingExtraError
from deskcheck_server.settings import Settings
from deskcheck_server.telemetry.exporting import open_tracing
assert open_tracing(Settings.read(None)) is None
try:
    open_tracing(Settings.read(None, traces_endpoint="http://127.0.0.1:4318"))
except MissingExtraError as error:
    print(error)
"""
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout

    assert "pip install 'deskcheck[telemetry]'" in told
