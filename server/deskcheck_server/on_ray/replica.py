"""One replica: the application with what Ray asks of it."""

import asyncio
import sys

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from deskcheck_server.application import create_app
from deskcheck_server.assembly import build_supervised
from deskcheck_server.life.readiness import Readiness
from deskcheck_server.logs import adopt_libraries, open_log
from deskcheck_server.settings import Settings

PENDING_TOKENS = "deskcheck_pending_tokens"


class Replica:
    """Loads a verifier and serves it; the names of its methods are Ray's."""

    async def __init__(self, settings: Settings) -> None:  # type: ignore[misc]  # Ray awaits it
        self._settings = settings
        self._registry = CollectorRegistry()
        self._readiness = Readiness()
        adopt_libraries(sys.stderr, level="warning", as_json=settings.log_json)
        self._log = open_log(sys.stderr, level=settings.log_level, as_json=settings.log_json)
        # In a thread: engines that start processes wait for them on an event loop of their own.
        built = await asyncio.to_thread(build_supervised, settings, self._log)
        self._reranker, self._supervised = built
        await self._supervised.check()

    def __serve_build_asgi_app__(self) -> FastAPI:
        """The application, which closes the verifier when it ends."""
        return create_app(
            self._reranker,
            self._settings,
            log=self._log,
            registry=self._registry,
            readiness=self._readiness,
            supervised=self._supervised,
        )

    def check_health(self) -> None:
        """Raises NotReadyError where it takes no requests: Ray replaces it."""
        self._readiness.check()

    def record_autoscaling_stats(self) -> dict[str, float]:
        """What the number of replicas follows."""
        return {PENDING_TOKENS: self._registry.get_sample_value(PENDING_TOKENS) or 0.0}
