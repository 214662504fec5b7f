"""Figures for Prometheus, in a registry of our own; METRICS.md tells each of them."""

from prometheus_client import CollectorRegistry

from deskcheck_server.telemetry.engine_figures import EngineFigures
from deskcheck_server.telemetry.feedback_figures import FeedbackFigures
from deskcheck_server.telemetry.ranking_figures import RankingFigures
from deskcheck_server.telemetry.request_figures import RequestFigures


class Metrics:
    """What is counted as it happens, by whom it happens to; labels never hold what a caller sent.

    `telemetry.server_figures` shows the rest, which is read when somebody asks.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = RequestFigures(registry)
        self.rankings = RankingFigures(registry)
        self.engine = EngineFigures(registry)
        self.feedback = FeedbackFigures(registry)
