"""W3C's headers in and out, header by header: what is taken up, and what begins a trace anew."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("opentelemetry.sdk", reason="pip install '.[telemetry]'")

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from starlette.datastructures import Headers

from deskcheck_server.edge.record import Record
from deskcheck_server.phases import Phase, Stopwatch
from deskcheck_server.telemetry.tracing import Tracing, context_headers

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
GOOD = f"00-{TRACE}-{PARENT}-01"
digits = st.text("0123456789abcdef", min_size=1)


class Recorded:
    """Tracing whose spans stay in memory; `share` of the traces that begin here are kept."""

    def __init__(self, share: float = 1.0) -> None:
        self._exporter = InMemorySpanExporter()
        provider = TracerProvider(sampler=ParentBasedTraceIdRatio(share))
        provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.tracing = Tracing(provider)

    def request(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The headers of the reply to a request with these."""
        with self.tracing.request("POST", "/v1/rerank", headers) as span:
            return context_headers(span)

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        """What was kept."""
        return self._exporter.get_finished_spans()


def sampled(flags: str) -> bool:
    """Whether flags say that a trace is recorded; the other bits are later versions' own."""
    return bool(int(flags, 16) & 1)


def parts(headers: Mapping[str, str]) -> list[str]:
    """Version, trace, span and flags."""
    return headers["traceparent"].split("-")


@pytest.mark.parametrize(
    "given",
    [GOOD, f"01-{TRACE}-{PARENT}-01", f"cc-{TRACE}-{PARENT}-01-later", f"00-{TRACE}-{PARENT}-03"],
)
def test_a_callers_trace_is_gone_on_with(given: str) -> None:
    """Of versions that are still to come as well."""
    recorded = Recorded()
    version, trace, span, flags = parts(recorded.request({"traceparent": given}))

    assert (version, trace, sampled(flags)) == ("00", TRACE, True)
    assert span != PARENT
    assert recorded.spans[0].parent is not None
    assert f"{recorded.spans[0].parent.span_id:016x}" == PARENT


@pytest.mark.parametrize(
    "given",
    [
        GOOD.upper(),
        f"ff-{TRACE}-{PARENT}-01",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{PARENT}",
        f"00-{TRACE}-{PARENT}-01-more",
        f"00-{TRACE[:-1]}-{PARENT}-01",
        f"00-{TRACE}-{PARENT[:-1]}g-01",
        f"{GOOD}, {GOOD}",
        "null",
    ],
)
def test_what_is_no_context_begins_a_trace(given: str) -> None:
    """Neither refused nor passed on: a broken proxy costs nobody a ranking."""
    recorded = Recorded()
    _, trace, _, flags = parts(recorded.request({"traceparent": given}))

    assert trace not in given.lower()
    assert sampled(flags)
    assert recorded.spans[0].parent is None


@given(st.text(max_size=80) | st.tuples(digits, digits, digits, digits).map("-".join))
def test_no_header_is_too_odd(given_text: str) -> None:
    """Whatever stands there, a whole context goes back."""
    version, trace, span, flags = parts(Recorded().request({"traceparent": given_text}))

    assert (version, len(trace), len(span), len(flags)) == ("00", 32, 16, 2)
    assert int(trace, 16)
    assert int(span, 16)


def test_a_caller_that_records_nothing_is_followed() -> None:
    """Its trace goes on without a span of ours, whatever share is kept here."""
    recorded = Recorded(share=1.0)
    _, trace, _, flags = parts(recorded.request({"traceparent": f"00-{TRACE}-{PARENT}-00"}))

    assert (trace, sampled(flags), recorded.spans) == (TRACE, False, ())


def test_a_caller_that_records_is_followed_too() -> None:
    """Though no trace that begins here is kept."""
    recorded = Recorded(share=0.0)
    recorded.request({"traceparent": GOOD})
    recorded.request({})

    assert len(recorded.spans) == 1


@pytest.mark.parametrize(
    ("given", "back"),
    [
        ("shop=7", "shop=7"),
        ("shop=7,rojo=00f067aa0ba902b7", "shop=7,rojo=00f067aa0ba902b7"),
        ("shop=7,,rojo=1", "shop=7,rojo=1"),
        ("", None),
        ("no state at all", None),
    ],
)
def test_the_state_of_other_tracers_is_handed_on(given: str, back: str | None) -> None:
    """As it is, or left out where it is none."""
    headers = Recorded().request({"traceparent": GOOD, "tracestate": given})

    assert headers.get("tracestate") == back


def test_a_state_without_a_trace_is_nobodys() -> None:
    """It stands for nothing."""
    assert "tracestate" not in Recorded().request({"tracestate": "shop=7"})


def test_the_headers_of_a_request_are_read_in_any_letters() -> None:
    """As HTTP has it; servers hand them on in small ones."""
    headers = Headers({"Traceparent": GOOD})

    assert parts(Recorded().request(headers))[1] == TRACE


def test_an_answer_is_told_by_numbers() -> None:
    """Status, id and candidates, and a span for each phase that was watched."""
    recorded, watch = Recorded(), Stopwatch()
    with watch.during(Phase.READ), watch.during(Phase.WRITE):
        pass
    with recorded.tracing.request("POST", "/v1/rerank", {}) as span:
        recorded.tracing.answered(span, Record("r1", candidates=3, watch=watch), 200)
    *phases, request = recorded.spans

    assert sorted(one.name for one in phases) == ["read", "write"]
    assert dict(request.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/v1/rerank",
        "http.response.status_code": 200,
        "deskcheck.request_id": "r1",
        "deskcheck.candidates": 3,
    }


@pytest.mark.parametrize(("status", "good"), [(200, True), (422, True), (499, True), (500, False)])
def test_only_the_servers_own_failures_are_errors(status: int, good: bool) -> None:
    """A caller's mistake is no alarm."""
    recorded = Recorded()
    with recorded.tracing.request("POST", "/v1/rerank", {}) as span:
        recorded.tracing.answered(span, Record("r1"), status)

    assert recorded.spans[0].status.is_ok is good


def test_an_error_that_passes_a_span_is_not_written_down() -> None:
    """Its message may quote a candidate."""
    recorded = Recorded()
    with (
        pytest.raises(ValueError, match="sekrit"),
        recorded.tracing.request("POST", "/v1/rerank", {}),
    ):
        raise ValueError("sekrit = 1")

    assert "sekrit" not in recorded.spans[0].to_json()
    assert not recorded.spans[0].events
