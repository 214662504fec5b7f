"""The edge of the process: an id, a log line and a count per request; an envelope per error."""

import asyncio
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.stdlib import BoundLogger

from deskcheck_server.access.guard import METRICS, PROBES, Guard
from deskcheck_server.edge.record import ID_HEADERS, Record, open_record
from deskcheck_server.errors import ClientGoneError, GroupError, StoppingError
from deskcheck_server.life.readiness import Readiness, State
from deskcheck_server.logs import place_of
from deskcheck_server.metrics import Metrics
from deskcheck_server.phases import Phase
from deskcheck_server.refusals import INTERNAL, Refusal, refusal
from deskcheck_server.schemas.error_reply import ErrorReply

QUIET = PROBES | {METRICS}  # asked every few seconds
OTHER = "other"  # the route of all paths that are none: a label must not grow with what is sent


class Edge:
    """Wraps an ASGI application; `routes` are the paths that it knows."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        routes: frozenset[str],
        log: BoundLogger,
        metrics: Metrics,
        readiness: Readiness,
        guard: Guard,
        overload_status: int,
    ) -> None:
        self._app = app
        self._routes = routes
        self._log = log
        self._metrics = metrics
        self._readiness = readiness
        self._guard = guard
        self._overload_status = overload_status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever goes wrong inside ends here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        headers = Headers(scope=scope)
        reply = _Reply(send, open_record(scope, headers), self._readiness)
        try:
            reply.record.key = self._guard.check(scope["path"], headers)
            self._guard.count(reply.record.key)
            await self._app(scope, receive, reply.send)
        except ClientGoneError as error:
            reply.status = 499
            self._metrics.requests.refused(refusal(error).body.code)
        except asyncio.CancelledError:
            if self._readiness.state is not State.STOPPING:
                raise
            await self._refuse(reply, StoppingError("the server stopped before it could answer"))
        except Exception as error:  # noqa: BLE001 - the edge of the process
            await self._refuse(reply, error)
        finally:
            self._tell(scope, reply, perf_counter() - started)

    async def _refuse(self, reply: "_Reply", error: Exception) -> None:
        answer = refusal(error, overload_status=self._overload_status)
        self._metrics.requests.refused(answer.body.code)
        if answer.status == INTERNAL and not isinstance(error, GroupError):  # told already
            name, place = type(error).__name__, place_of(error)
            self._log.error("failed", id=reply.record.id, error=name, at=place)
        if reply.status is None:
            await reply.refuse(answer)
        # Otherwise the reply has begun: left without an end, it cannot be taken for a whole one.

    def _tell(self, scope: Scope, reply: "_Reply", seconds: float) -> None:
        route = scope["path"] if scope["path"] in self._routes else OTHER
        status = reply.status or INTERNAL
        self._count(route, status, reply.record, seconds)
        quiet = route in QUIET and status < 400
        (self._log.debug if quiet else self._log.info)(
            "request",
            id=reply.record.id,
            method=scope["method"],
            route=route,
            status=status,
            candidates=reply.record.candidates,
            key=reply.record.key.name if reply.record.key else None,
            milliseconds=round(seconds * 1000, 1),
        )

    def _count(self, route: str, status: int, record: Record, seconds: float) -> None:
        requests = self._metrics.requests
        requests.answered(route, status, seconds)
        if record.candidates is not None:
            requests.spent(record.watch.seconds)


class _Reply:
    """The reply as it goes out: adds the id, remembers the status, and parts where it must."""

    def __init__(self, send: Send, record: Record, readiness: Readiness) -> None:
        self.record = record
        self.status: int | None = None
        self._send = send
        self._readiness = readiness

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            headers = MutableHeaders(scope=message)
            for name in ID_HEADERS:
                headers[name] = self.record.id
            if self._readiness.state is State.STOPPING:
                headers["connection"] = "close"  # so that the caller's next request goes elsewhere
        with self.record.watch.during(Phase.WRITE):
            await self._send(message)

    async def refuse(self, answer: Refusal) -> None:
        content = ErrorReply(error=answer.body).model_dump_json().encode()
        named = {
            "content-type": "application/json",
            "content-length": str(len(content)),
            **answer.headers,
        }
        headers = [(name.lower().encode(), value.encode()) for name, value in named.items()]
        start = {"type": "http.response.start", "status": answer.status, "headers": headers}
        await self.send(start)
        await self.send({"type": "http.response.body", "body": content})
