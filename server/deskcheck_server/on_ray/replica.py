"""One replica: the application with what Ray asks of it."""

import asyncio
import sys

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from deskcheck_models.reranker import Reranker
from deskcheck_server.application import create_app
from deskcheck_server.assembly import build_reranker
from deskcheck_server.logs import adopt_libraries, open_log
from deskcheck_server.readiness import Readiness
from deskcheck_server.settings import Settings

PENDING_TOKENS = "deskcheck_pending_tokens"


class Replica:
    """Loads a verifier and serves it; the names of its methods are Ray's."""

    async def __init__(self, settings: Settings) -> None:  # type: ignore[misc]  # Ray awaits it
        self._settings = settings
        self._registry = CollectorRegistry()
        self._readiness = Readiness()
        adopt_libraries(sys.stderr, level="warning", as_json=settings.log_json)
        # In a thread: engines that start processes wait for them on an event loop of their own.
        self._reranker: Reranker = await asyncio.to_thread(build_reranker, settings)

    def __serve_build_asgi_app__(self) -> FastAPI:
        """The application, which closes the verifier when it ends."""
        settings = self._settings
        return create_app(
            self._reranker,
            settings,
            log=open_log(sys.stderr, level=settings.log_level, as_json=settings.log_json),
            registry=self._registry,
            readiness=self._readiness,
        )

    def check_health(self) -> None:
        """Raises NotReadyError where it takes no requests: Ray replaces it."""
        self._readiness.check()

    def record_autoscaling_stats(self) -> dict[str, float]:
        """What the number of replicas follows."""
        return {PENDING_TOKENS: self._registry.get_sample_value(PENDING_TOKENS) or 0.0}
