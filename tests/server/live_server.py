"""A real server on a free loopback port, in a thread with an event loop of its own."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic, sleep

import uvicorn
from prometheus_client import CollectorRegistry

from deskcheck_models import Engine, Extractor, FakeEngine, Reranker, Verifier
from deskcheck_server.application import create_app
from deskcheck_server.life.draining_server import BACKLOG
from deskcheck_server.life.readiness import Readiness
from deskcheck_server.life.running import bound_socket, uvicorn_config
from deskcheck_server.life.supervised_engine import SupervisedEngine
from deskcheck_server.logs import open_log
from deskcheck_server.queue.lined_engine import LinedEngine
from deskcheck_server.settings import Settings
from deskcheck_server.telemetry.tracing import Tracing

START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class LiveServer:
    """Where it listens, and what it has counted and logged so far."""

    url: str
    registry: CollectorRegistry
    readiness: Readiness
    log: io.StringIO = field(repr=False)

    def figure(self, name: str, **labels: str) -> float:
        """One figure of its metrics; 0 where it has not been counted yet."""
        return self.registry.get_sample_value(name, labels) or 0.0


def fake_reranker(engine: Engine | None = None, extractor: Extractor | None = None) -> Reranker:
    """The bundled verifier's template and tokenizer over an engine without a model."""
    lined = LinedEngine(engine or FakeEngine())
    return Reranker(Verifier.find("deskcheck-nano"), lined, extractor)


@contextmanager
def live_server(
    reranker: Reranker | None = None,
    supervised: SupervisedEngine | None = None,
    tracing: Tracing | None = None,
    /,
    **settings: object,
) -> Iterator[LiveServer]:
    """Serve a reranker, `fake_reranker()` unless given, until the block ends.

    `settings` are those of `Settings.read`; limits, keys, origins, certificates and what follows a
    dead `supervised` engine have an effect here, no others. A server that stops waits five seconds,
    unless told otherwise.
    """
    log, registry, readiness = io.StringIO(), CollectorRegistry(), Readiness()
    read = Settings.read(None, **{"drain_seconds": 5} | settings)
    app = create_app(
        reranker or fake_reranker(),
        read,
        log=open_log(log, level="debug", as_json=True),
        registry=registry,
        readiness=readiness,
        supervised=supervised,
        tracing=tracing,
    )
    with bound_socket("127.0.0.1", 0) as bound:
        scheme = "http" if read.tls_certificate is None else "https"
        url = f"{scheme}://127.0.0.1:{bound.getsockname()[1]}"
        server = uvicorn.Server(uvicorn_config(app, read))
        thread = threading.Thread(target=server.run, args=([bound],))
        thread.start()
        try:
            _wait_for(server, thread)
            bound.listen(BACKLOG)
            yield LiveServer(url, registry, readiness, log)
        finally:
            server.should_exit = True
            thread.join()


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    until = monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or monotonic() > until:
            raise RuntimeError("the server did not start")
        sleep(0.005)
