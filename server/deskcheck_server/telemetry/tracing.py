"""Spans of requests, their groups and phases; they hold names and numbers, never text."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import Protocol, Self

from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from deskcheck_models.reranker import Ranking
from deskcheck_server.edge.record import Record
from deskcheck_server.phases import Phase, Spent

NANOSECONDS = 1_000_000_000
FAILED = 500
_W3C = TraceContextTextMapPropagator()


class Provider(Protocol):
    """What tracing needs of the SDK's TracerProvider."""

    def get_tracer(self, name: str, version: str | None = None, /) -> Tracer: ...
    def shutdown(self) -> None: ...


class Tracing:
    """Makes spans with a provider, which it closes at the end of its `async with` block."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("deskcheck", version("deskcheck"))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._provider.shutdown)  # it sends the last spans

    @contextmanager
    def request(self, method: str, route: str, headers: Mapping[str, str]) -> Iterator[Span]:
        """The span of one request, child of the caller's where its headers name one."""
        with self._tracer.start_as_current_span(
            f"{method} {route}",
            context=_W3C.extract(headers),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": method, "http.route": route},
            record_exception=False,  # its message may quote a candidate
            set_status_on_exception=False,
        ) as span:
            yield span

    def answered(self, span: Span, record: Record, status: int) -> None:
        """Say how a request ended, and when it was read and written."""
        span.set_attribute("http.response.status_code", status)
        span.set_attribute("deskcheck.request_id", record.id)
        if record.candidates is not None:
            span.set_attribute("deskcheck.candidates", record.candidates)
            for phase, (began, ended) in record.watch.bounds.items():
                self._phase(span, phase, began, ended)
        if status >= FAILED:
            span.set_status(Status(StatusCode.ERROR))

    def ranked(self, number: int, began: int, ranking: Ranking, spent: Spent) -> None:
        """The span of a group that began at so many nanoseconds since 1970, and of its phases."""
        span = self._group(number, began)
        usage = ranking.usage
        span.set_attribute("deskcheck.candidates", usage.candidates)
        span.set_attribute("deskcheck.computed_tokens", usage.computed_tokens)
        span.set_attribute("deskcheck.cached_tokens", usage.cached_tokens)
        at = began
        for phase, seconds in spent.items():
            ended = at + int(seconds * NANOSECONDS)
            self._phase(span, phase, at, ended)
            at = ended
        span.end(at)

    def failed(self, number: int, began: int, error: Exception) -> None:
        """The span of a group that has no ranking; the type of its error says why."""
        span = self._group(number, began)
        span.set_attribute("error.type", type(error).__name__)
        span.set_status(Status(StatusCode.ERROR))
        span.end()

    def _group(self, number: int, began: int) -> Span:
        attributes = {"deskcheck.group": number}
        return self._tracer.start_span("group", start_time=began, attributes=attributes)

    def _phase(self, parent: Span, phase: Phase, began: int, ended: int) -> None:
        context = set_span_in_context(parent)
        self._tracer.start_span(phase, context=context, start_time=began).end(ended)


def context_headers(span: Span) -> dict[str, str]:
    """W3C's headers that name a span."""
    headers: dict[str, str] = {}
    _W3C.inject(headers, context=set_span_in_context(span))
    return headers
