"""The routes for operators and probes."""

from importlib.metadata import version

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.responses import Response

from deskcheck_server.life.readiness import Readiness
from deskcheck_server.openapi import Responses
from deskcheck_server.ranking_service import RankingService
from deskcheck_server.schemas.error_reply import ErrorReply
from deskcheck_server.schemas.service_replies import (
    ModelBody,
    ModelsReply,
    StatusReply,
    VersionReply,
)

NOT_READY: Responses = {
    503: {"description": "The server starts or stops, or has no engine.", "model": ErrorReply}
}
FIGURES: Responses = {200: {"description": "The figures.", "content": {"text/plain": {}}}}


class ServiceRoutes:
    """Routes that tell about the server and rank nothing."""

    def __init__(
        self, service: RankingService, *, readiness: Readiness, registry: CollectorRegistry
    ) -> None:
        self._service = service
        self._readiness = readiness
        self._registry = registry

    def router(self) -> APIRouter:
        """The routes, for an application to include; each takes HEAD as well."""
        router = APIRouter(tags=["service"])
        for path, answer, summary, replies in (
            ("/v1/models", self.models, "The verifiers that are served", {}),
            ("/livez", self.livez, "Whether the process lives", {}),
            ("/readyz", self.readyz, "Whether it takes requests", NOT_READY),
            ("/metrics", self.metrics, "Figures for Prometheus", FIGURES),
            ("/version", self.version, "What runs here", {}),
        ):
            router.add_api_route(path, answer, summary=summary, responses=replies)
            router.add_api_route(path, answer, methods=["HEAD"], include_in_schema=False)
        return router

    async def models(self) -> ModelsReply:
        """The verifier that is served and its adapters, each with its engine and longest sequence.

        An adapter names the verifier under it as its parent.
        """
        service = self._service
        bodies = [
            ModelBody(
                id=name,
                engine=service.engine,
                max_tokens=service.max_tokens,
                parent=None if name == service.model else service.model,
            )
            for name in service.models
        ]
        return ModelsReply(data=bodies)

    async def livez(self) -> StatusReply:
        """Whether the process answers at all; it says nothing of the engine."""
        return StatusReply(status="alive")

    async def readyz(self) -> StatusReply:
        """Whether it takes requests now; if not, `code` is starting, stopping or engine_down."""
        self._readiness.check()
        return StatusReply(status="ready")

    async def metrics(self) -> Response:
        """Requests, candidates, tokens and times in Prometheus' text format."""
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)

    async def version(self) -> VersionReply:
        """The installed version of Deskcheck."""
        return VersionReply(version=version("deskcheck"))
