"""A span around every request but probes and scrapes, which come every few seconds."""

from opentelemetry.trace import Span
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deskcheck_server.edge.edge import OTHER, QUIET
from deskcheck_server.refusals import INTERNAL
from deskcheck_server.telemetry.tracing import Tracing, context_headers

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER_METHOD = "_OTHER"  # OpenTelemetry's word: a name must not grow with what is sent


class Traced:
    """Wraps the edge; `routes` are the paths that it knows."""

    def __init__(self, app: ASGIApp, *, tracing: Tracing, routes: frozenset[str]) -> None:
        self._app = app
        self._tracing = tracing
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request within its span, whose context the reply names."""
        if scope["type"] != "http" or scope["path"] in QUIET:
            await self._app(scope, receive, send)
            return
        route = scope["path"] if scope["path"] in self._routes else OTHER
        method = scope["method"] if scope["method"] in METHODS else OTHER_METHOD
        with self._tracing.request(method, route, Headers(scope=scope)) as span:
            reply = _Reply(send, span)
            try:
                await self._app(scope, receive, reply.send)
            finally:
                self._tracing.answered(span, scope["state"]["record"], reply.status)


class _Reply:
    """The reply as it goes out: adds the context, and remembers the status."""

    def __init__(self, send: Send, span: Span) -> None:
        self.status = INTERNAL
        self._send = send
        self._headers = context_headers(span)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            MutableHeaders(scope=message).update(self._headers)
        await self._send(message)
