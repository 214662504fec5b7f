"""From settings to a server that runs until it is told to stop."""

import gc
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from structlog.stdlib import BoundLogger

from deskcheck_models.reranker import Reranker
from deskcheck_server.application import create_app
from deskcheck_server.assembly import build_reranker
from deskcheck_server.errors import ListenError
from deskcheck_server.logs import adopt_libraries, open_log
from deskcheck_server.readiness import Readiness
from deskcheck_server.security import check_files
from deskcheck_server.settings import Settings

KEEP_ALIVE_SECONDS = 75  # longer than load balancers keep an idle connection: they close first
STOPPING = (signal.SIGINT, signal.SIGTERM)


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then let accepted requests finish and return.

    The address is taken first and the verifier loaded before anybody is let in. Raises ListenError,
    SettingsError, and what the engine raises for a verifier that it cannot load.
    """
    level, as_json = settings.log_level, settings.log_json
    log = open_log(sys.stderr, level=level, as_json=as_json)
    adopt_libraries(sys.stderr, level="warning", as_json=as_json)
    check_files(settings)
    with bound_socket(settings.host, settings.port) as bound:
        serve(build_reranker(settings), settings, bound=bound, log=log)


def serve(
    reranker: Reranker, settings: Settings, *, bound: socket.socket, log: BoundLogger
) -> None:
    """Serve a reranker on a bound socket until SIGTERM or SIGINT; closes both."""
    readiness = Readiness()
    app = create_app(reranker, settings, log=log, registry=CollectorRegistry(), readiness=readiness)
    config = uvicorn_config(app, settings)
    host, port = bound.getsockname()[:2]
    model, engine = reranker.verifier.name, reranker.engine.name
    with _signals_end_the_server(), _settled_objects():
        bound.listen(config.backlog)  # who comes before the loop runs waits, and is not refused
        log.info("serving", model=model, engine=engine, host=host, port=port)
        DrainingServer(config, readiness).run(sockets=[bound])
    log.info("stopped")


def uvicorn_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn serves the application."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        ws="none",
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.drain_seconds,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
    )


class DrainingServer(uvicorn.Server):
    """A server that says it is not ready as soon as it is told to stop."""

    def __init__(self, config: uvicorn.Config, readiness: Readiness) -> None:
        super().__init__(config)
        self._readiness = readiness

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal: leave the load balancer, then finish what was accepted."""
        self._readiness.stopping()
        super().handle_exit(sig, frame)


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket on the address, not yet listening; raises ListenError."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # Without the protocol's number asyncio leaves Nagle's algorithm on: 40 ms for each reply.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise ListenError(f"host {host!r} cannot be used: {error.strerror}") from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise ListenError(
            f"cannot listen on {host} port {port}: {error.strerror}; choose another with --port"
        ) from error
    return bound


@contextmanager
def _signals_end_the_server() -> Iterator[None]:
    """uvicorn raises the signals again after its end: by then they have done their work."""
    before = {number: signal.signal(number, lambda *_: None) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _settled_objects() -> Iterator[None]:
    """Let the garbage collector pass over what was loaded: it lives as long as the server.

    A full collection would stop all requests while it looks at every object of the libraries.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
