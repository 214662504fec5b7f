"""A server with a slow engine, for tests of its end: `python -m tests.server.slow_server JSON`.

The object holds settings, and of the engine: `seconds` that it takes for a group, `closing` seconds
that its own end takes. It dies on SIGUSR1.
"""

import asyncio
import json
import signal
import sys
from threading import Event

from deskcheck_models import FakeEngine
from deskcheck_models.workers.worker_extractor import WorkerExtractor
from deskcheck_server.life.running import bound_socket, serve
from deskcheck_server.logs import adopt_libraries, open_log
from deskcheck_server.settings import Settings
from tests.server.live_server import fake_reranker


class SlowEngine(FakeEngine):
    """A fake engine that takes its time to close, too."""

    def __init__(self, *, seconds: float, closing: float, death: Event) -> None:
        super().__init__(seconds=seconds, death=death)
        self._closing = closing

    async def close(self) -> None:
        """Later than one would like."""
        await asyncio.sleep(self._closing)
        await super().close()


def main(*, seconds: float = 0.0, closing: float = 0.0, **given: object) -> None:
    """Serve until told to stop."""
    settings = Settings.read(None, **given)
    log = open_log(sys.stderr, level="info", as_json=True)
    adopt_libraries(sys.stderr, level="warning", as_json=True)
    death = Event()
    signal.signal(signal.SIGUSR1, lambda *_: death.set())
    with bound_socket("127.0.0.1", 0) as bound:
        engine = SlowEngine(seconds=seconds, closing=closing, death=death)
        reranker = fake_reranker(engine, WorkerExtractor(workers=1))
        serve(reranker, settings, bound=bound, log=log)


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
