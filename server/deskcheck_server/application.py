"""The ASGI application: routes over one reranker, with the edge around them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from importlib.metadata import version

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from structlog.stdlib import BoundLogger

from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_models.cached_engine import CachedEngine
from deskcheck_models.engine import Engine
from deskcheck_models.reranker import Reranker
from deskcheck_server.access.cross_origin import allow_origins
from deskcheck_server.access.security import guard_of
from deskcheck_server.edge.edge import Edge
from deskcheck_server.edge.unrouted import unrouted
from deskcheck_server.feedback.opening import open_feedback
from deskcheck_server.life.readiness import Readiness
from deskcheck_server.life.supervised_engine import SupervisedEngine
from deskcheck_server.metrics import Metrics
from deskcheck_server.openapi import DocumentedApi
from deskcheck_server.queue.admission import Admission
from deskcheck_server.queue.drain_rate import DrainRate
from deskcheck_server.queue.waiting_line import WaitingLine
from deskcheck_server.ranking_service import RankingService
from deskcheck_server.routes.documentation import DocumentationRoutes
from deskcheck_server.routes.feedback import FeedbackRoutes
from deskcheck_server.routes.ranking import RankingRoutes
from deskcheck_server.routes.service import ServiceRoutes
from deskcheck_server.settings import Settings
from deskcheck_server.telemetry.exporting import open_tracing
from deskcheck_server.telemetry.server_figures import show_cache, show_load, show_process
from deskcheck_server.telemetry.traced import Traced
from deskcheck_server.telemetry.tracing import Tracing

DESCRIPTION = "Ranks code candidates by reading them, not by running them."


def create_app(
    reranker: Reranker,
    settings: Settings,
    *,
    log: BoundLogger,
    registry: CollectorRegistry,
    readiness: Readiness,
    supervised: SupervisedEngine | None = None,
    tracing: Tracing | None = None,
) -> FastAPI:
    """An application that owns the reranker: it closes it when it stops.

    Of the settings only limits, keys, origins, feedback, traces and what follows a dead engine are
    used. `registry` must be a fresh one; `readiness` is set when the application starts, and again
    when it stops. `supervised` is the reranker's engine where it can be started again, `tracing`
    stands in for that of the settings.
    """
    rate, line = DrainRate(), WaitingLine(settings.engine_tokens)
    admission = Admission(settings.max_pending_tokens, rate)
    metrics = Metrics(registry)
    tracing = tracing or open_tracing(settings)
    feedback = open_feedback(settings, metrics.feedback, log, model=reranker.verifier.name)
    service = RankingService(
        reranker,
        admission=admission,
        line=line,
        metrics=metrics,
        log=log,
        feedback=feedback,
        tracing=tracing,
    )
    show_load(registry, admission, line, rate)
    show_cache(registry, _score_cache(reranker.engine))
    show_process(registry, readiness, model=service.model, engine=service.engine)

    app = _api(
        lambda _: _life(
            reranker,
            readiness,
            feedback or nullcontext(),
            tracing or nullcontext(),
            _watched(supervised, settings, metrics),
        )
    )
    routers = (
        RankingRoutes(service, settings).router(),
        FeedbackRoutes(feedback, settings).router(),
        ServiceRoutes(service, readiness=readiness, registry=registry).router(),
        DocumentationRoutes(app.title).router(),
    )
    for router in routers:
        app.include_router(router)
    _put_edges_around(app, settings, log, metrics, readiness, tracing)
    return app


def _put_edges_around(
    app: FastAPI,
    settings: Settings,
    log: BoundLogger,
    metrics: Metrics,
    readiness: Readiness,
    tracing: Tracing | None,
) -> None:
    """The edge, a span around it, and what browsers ask, outermost last."""
    paths = frozenset(route.path for route in app.routes if isinstance(route, Route))
    app.add_middleware(
        Edge,
        routes=paths,
        log=log,
        metrics=metrics,
        readiness=readiness,
        guard=guard_of(settings, log),
        overload_status=settings.overload_status,
    )
    if tracing is not None:
        app.add_middleware(Traced, tracing=tracing, routes=paths)
    allow_origins(app, settings.cors_origins)


def _watched(
    supervised: SupervisedEngine | None, settings: Settings, metrics: Metrics
) -> AbstractAsyncContextManager[None]:
    """What starts a dead engine again, if it is to be started again."""
    if supervised is None or settings.engine_failure == "exit":
        return nullcontext()
    return supervised.watched(metrics.engine.restarted)


def _score_cache(engine: Engine) -> ScoreCache:
    """The cache whose figures are shown: zeros where there is none."""
    return engine.cache if isinstance(engine, CachedEngine) else ScoreCache(0)


def _api(life: Callable[[FastAPI], AbstractAsyncContextManager[None]]) -> FastAPI:
    return DocumentedApi(
        title="Deskcheck",
        description=DESCRIPTION,
        version=version("deskcheck"),
        lifespan=life,
        exception_handlers={HTTPException: _to_the_edge},
        redirect_slashes=False,
        docs_url=None,  # FastAPI's own pages load their scripts from elsewhere
        redoc_url=None,
    )


@asynccontextmanager
async def _life(
    reranker: Reranker, readiness: Readiness, *others: AbstractAsyncContextManager[object]
) -> AsyncIterator[None]:
    async with reranker, AsyncExitStack() as opened:
        for other in others:
            await opened.enter_async_context(other)
        readiness.started(reranker.engine)
        yield
        readiness.stopping()


async def _to_the_edge(request: Request, error: Exception) -> Response:
    """Let the edge answer unknown routes and methods as all other errors."""
    raise unrouted(request, error) if isinstance(error, HTTPException) else error
