"""A server with a slow engine, for tests of stopping: `python -m tests.server.slow_server`.

Arguments: seconds that the engine takes for a group, seconds that a stopping server waits.
"""

import sys

from deskcheck_models import FakeEngine
from deskcheck_models.workers.worker_extractor import WorkerExtractor
from deskcheck_server.logs import adopt_libraries, open_log
from deskcheck_server.running import bound_socket, serve
from deskcheck_server.settings import Settings
from tests.server.live_server import fake_reranker


def main(engine_seconds: float, drain_seconds: int) -> None:
    """Serve until told to stop."""
    settings = Settings.read(None, drain_seconds=drain_seconds)
    log = open_log(sys.stderr, level="info", as_json=True)
    adopt_libraries(sys.stderr, level="warning", as_json=True)
    with bound_socket("127.0.0.1", 0) as bound:
        engine = FakeEngine(seconds=engine_seconds)
        reranker = fake_reranker(engine, WorkerExtractor(workers=1))
        serve(reranker, settings, bound=bound, log=log)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
