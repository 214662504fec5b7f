"""Figures that are read when somebody asks: what is pending, what the caches hold, what runs."""

import platform
from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_server.life.readiness import Readiness, State
from deskcheck_server.queue.admission import Admission
from deskcheck_server.queue.drain_rate import DrainRate
from deskcheck_server.queue.waiting_line import WaitingLine


def show_load(
    registry: CollectorRegistry, admission: Admission, line: WaitingLine, rate: DrainRate
) -> None:
    """Show how much is pending, how much of it is in the engine, and how fast it goes."""
    for name, told, figure in (
        ("pending_candidates", "Candidates in work or waiting.", lambda: admission.candidates),
        ("pending_tokens", "Tokens to compute, in work or waiting.", lambda: admission.tokens),
        ("engine_tokens", "Tokens in the engine now.", lambda: line.running),
        (
            "drain_tokens_per_second",
            "Measured rate at which pending tokens are done; 0 while unknown.",
            lambda: rate.per_second or 0.0,
        ),
    ):
        Gauge(f"deskcheck_{name}", told, registry=registry).set_function(figure)


def show_process(
    registry: CollectorRegistry, readiness: Readiness, *, model: str, engine: str
) -> None:
    """Show what runs here, whether it takes requests, and the memory and files of its process."""
    ready = Gauge("deskcheck_ready", "1 while requests are taken, else 0.", registry=registry)
    ready.set_function(lambda: float(readiness.state is State.READY))
    Gauge(
        "deskcheck_build_info",
        "Always 1; its labels say what runs.",
        ["version", "python", "model", "engine"],
        registry=registry,
    ).labels(version("deskcheck"), platform.python_version(), model, engine).set(1)
    ProcessCollector(registry=registry)


def show_cache(registry: CollectorRegistry, cache: ScoreCache) -> None:
    """Show what the score cache counts."""
    registry.register(_CacheFigures(cache))


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
