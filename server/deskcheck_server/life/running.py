"""From settings to a server that runs until it is told to stop."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import cast

import uvicorn
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from structlog.stdlib import BoundLogger

from deskcheck_models.collection_pause import collection_paused
from deskcheck_models.errors import EngineEndedError
from deskcheck_models.reranker import Reranker
from deskcheck_server.access.security import check_files
from deskcheck_server.application import create_app
from deskcheck_server.assembly import build_supervised
from deskcheck_server.edge.connection import Connection
from deskcheck_server.edge.connection_room import ConnectionRoom
from deskcheck_server.edge.descriptors import connections_at_once
from deskcheck_server.errors import ListenError
from deskcheck_server.feedback.opening import check_database
from deskcheck_server.life.draining_server import BACKLOG, DrainingServer
from deskcheck_server.life.exit_bound import ExitBound
from deskcheck_server.life.large_blocks import map_large_blocks
from deskcheck_server.life.readiness import Readiness
from deskcheck_server.life.supervised_engine import SupervisedEngine
from deskcheck_server.logs import adopt_libraries, open_log
from deskcheck_server.settings import Settings
from deskcheck_server.telemetry.exporting import check_tracing

KEEP_ALIVE_SECONDS = 75  # longer than load balancers keep an idle connection: they close first
TAKEN_AT_ONCE = 32  # new connections; then requests have their turn again
STOPPING = (signal.SIGINT, signal.SIGTERM)
FULL_COLLECTION = 200  # lesser ones before it; Python's 10 would make it every few seconds


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then let accepted requests finish and return.

    The address is taken first and the verifier loaded before anybody is let in. Raises ListenError,
    SettingsError, and what the engine raises for a verifier that it cannot load, or where it ended
    and nothing but an exit was wanted.
    """
    map_large_blocks()
    level, as_json = settings.log_level, settings.log_json
    log = open_log(sys.stderr, level=level, as_json=as_json)
    adopt_libraries(sys.stderr, level="warning", as_json=as_json)
    check_files(settings)
    check_database(settings)
    check_tracing(settings)
    connections_at_once(settings.max_connections)
    with bound_socket(settings.host, settings.port) as bound:
        reranker, supervised = _loaded(settings, log)
        serve(reranker, settings, bound=bound, log=log, supervised=supervised)


def _loaded(settings: Settings, log: BoundLogger) -> tuple[Reranker, SupervisedEngine]:
    """The reranker and its engine, and what was imported for them out of the collector's sight.

    Of vLLM's 650,000 objects one in forty is garbage, and a pass over all takes half a second;
    there were three before the server was ready.
    """
    with collection_paused():
        built = build_supervised(settings, log)
        gc.freeze()
    return built


def serve(
    reranker: Reranker,
    settings: Settings,
    *,
    bound: socket.socket,
    log: BoundLogger,
    supervised: SupervisedEngine | None = None,
) -> None:
    """Serve a reranker on a bound socket until SIGTERM or SIGINT; closes both.

    `supervised` is the reranker's engine where it can be started again. Raises what its check
    raises, and EngineEndedError where it ended and settings say to exit then.
    """
    readiness, limit = Readiness(), ExitBound(log)
    app = create_app(
        reranker,
        settings,
        log=log,
        registry=CollectorRegistry(),
        readiness=readiness,
        supervised=supervised,
    )
    server = DrainingServer(
        uvicorn_config(app, settings),
        readiness,
        limit,
        pause=settings.drain_pause_seconds,
        ends_without_engine=settings.engine_failure == "exit",
    )
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        if supervised is not None:
            runner.run(_checked(supervised, reranker))
        with _settled_objects(), _signals_taken(server):
            _listen(bound, reranker, server, log)
            runner.run(server.serve(sockets=[bound]))
    limit.lift()
    log.info("stopped")
    if server.without_engine:
        raise EngineEndedError("the engine has ended: see the log for why, and start again")


async def _checked(supervised: SupervisedEngine, reranker: Reranker) -> None:
    """Let the engine pass its check, or close what was loaded."""
    try:
        await supervised.check()
    except BaseException:
        await reranker.close()
        raise


def _listen(
    bound: socket.socket, reranker: Reranker, server: uvicorn.Server, log: BoundLogger
) -> None:
    """Let callers in: who comes before the loop runs waits, and is not refused."""
    bound.listen(BACKLOG)
    host, port = bound.getsockname()[:2]
    model, engine = reranker.verifier.name, reranker.engine.name
    log.info("serving", model=model, engine=engine, host=host, port=port)


def uvicorn_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn serves the application."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        ws="none",
        server_header=False,
        http=_connections(settings),
        backlog=TAKEN_AT_ONCE,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.drain_seconds,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
    )


def _connections(settings: Settings) -> type[asyncio.Protocol]:
    """What uvicorn calls for each connection: all of one server share a room."""
    room: ConnectionRoom[Connection] = ConnectionRoom(connections_at_once(settings.max_connections))
    return cast("type[asyncio.Protocol]", partial(Connection, room))


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
def _signals_taken(server: DrainingServer) -> Iterator[None]:
    """Let the server have the signals before anybody can know that it is there."""
    before = {number: signal.signal(number, server.handle_exit) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _settled_objects() -> Iterator[None]:
    """Let the garbage collector pass over what was loaded: it lives as long as the server.

    A full collection would stop all requests while it looks at every object of the libraries. With
    ten thousand connections, idle or not, it still takes a tenth of a second, and so is made rare.
    """
    young, middle, old = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(young, middle, FULL_COLLECTION)
    try:
        yield
    finally:
        gc.set_threshold(young, middle, old)
        gc.unfreeze()
