"""Figures for Prometheus, in a registry of our own."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_models.ranking import Result
from deskcheck_models.reranker import Ranking
from deskcheck_server.admission import Admission

PHASES = ("extract", "render", "queue", "engine", "rank")
OUTCOMES = ("scored", "duplicate", "invalid", "failed")
SECONDS = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
    *(1.0, 2.0, 5.0, 10.0, 20.0, 60.0),
)


class Metrics:
    """Counts requests, phases, candidates and tokens; labels never hold what a caller sent.

    What admission and the score cache count themselves is read when somebody asks.
    """

    def __init__(
        self, registry: CollectorRegistry, admission: Admission, cache: ScoreCache
    ) -> None:
        self._requests = Counter(
            "deskcheck_requests", "Requests.", ["route", "status"], registry=registry
        )
        self._candidates = Counter(
            "deskcheck_candidates", "Candidates by outcome.", ["outcome"], registry=registry
        )
        self._tokens = Counter(
            "deskcheck_tokens", "Tokens, computed or from a cache.", ["kind"], registry=registry
        )
        self._seconds = _times("request", "Time of a request, body to reply.", "route", registry)
        self._phases = _times("phase", "Time of a group in each phase.", "phase", registry)
        pending = Gauge(
            "deskcheck_pending_candidates", "Candidates in work or waiting.", registry=registry
        )
        pending.set_function(lambda: admission.candidates)
        tokens = Gauge(
            "deskcheck_pending_tokens", "Tokens to compute, in work or waiting.", registry=registry
        )
        tokens.set_function(lambda: admission.tokens)
        registry.register(_CacheFigures(cache))
        self._show_zeros()

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Count one request; `route` must be one of a fixed set."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count(self, ranking: Ranking, *, queued: float) -> None:
        """Count one ranked group, which stood in line before the engine for so many seconds."""
        timing = ranking.timing
        engine = max(timing.engine - queued, 0.0)
        spent = (timing.extract, timing.render, queued, engine, timing.rank)
        for phase, seconds in zip(PHASES, spent, strict=True):
            self._phases.labels(phase).observe(seconds)
        for result in ranking.results:
            self._candidates.labels(_outcome(result)).inc()
        self._tokens.labels("computed").inc(ranking.usage.computed_tokens)
        self._tokens.labels("cached").inc(ranking.usage.cached_tokens)

    def _show_zeros(self) -> None:
        """Let every figure be there from the start: a rate over a missing one is not zero."""
        for outcome in OUTCOMES:
            self._candidates.labels(outcome)
        for phase in PHASES:
            self._phases.labels(phase)
        for kind in ("computed", "cached"):
            self._tokens.labels(kind)


class _CacheFigures(Collector):
    """The counts of a score cache."""

    def __init__(self, cache: ScoreCache) -> None:
        self._cache = cache

    def collect(self) -> Iterator[Metric]:
        cache, name = self._cache, "deskcheck_score_cache"
        yield CounterMetricFamily(
            f"{name}_hits", "Sequences scored without the engine.", value=cache.hits
        )
        yield CounterMetricFamily(
            f"{name}_misses", "Sequences scored by the engine.", value=cache.misses
        )
        yield GaugeMetricFamily(f"{name}_entries", "Scores kept.", value=len(cache))


def _times(of: str, told: str, label: str, registry: CollectorRegistry) -> Histogram:
    return Histogram(f"deskcheck_{of}_seconds", told, [label], buckets=SECONDS, registry=registry)


def _outcome(result: Result) -> str:
    if result.judged.failure is not None:
        return "failed"
    if result.judged.extraction.valid is False:
        return "invalid"
    return "scored" if result.judged.duplicate_of is None else "duplicate"
