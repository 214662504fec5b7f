"""Figures of requests: how many, how long in which phase, and why they were refused."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from deskcheck_server.phases import Phase, Spent
from deskcheck_server.refusals import CODES
from deskcheck_server.telemetry.buckets import COUNTS, SECONDS


class RequestFigures:
    """Counts requests; labels hold routes, statuses, phases and codes, never what was sent."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "deskcheck_requests",
            "Requests answered, by route and status.",
            ["route", "status"],
            registry=registry,
        )
        self._refusals = Counter(
            "deskcheck_refusals",
            "Requests that ended in an error, by its code.",
            ["code"],
            registry=registry,
        )
        self._seconds = Histogram(
            "deskcheck_request_seconds",
            "Seconds from a request's headers to the end of its reply.",
            ["route"],
            buckets=SECONDS,
            registry=registry,
        )
        self._phases = Histogram(
            "deskcheck_phase_seconds",
            "Seconds of a ranking request in each phase, summed over its groups.",
            ["phase"],
            buckets=SECONDS,
            registry=registry,
        )
        self._groups = Histogram(
            "deskcheck_request_groups",
            "Groups of a ranking request.",
            buckets=COUNTS,
            registry=registry,
        )
        self._show_zeros()

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Count one request; `route` must be one of a fixed set."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def refused(self, code: str) -> None:
        """Count one request that ended in an error of the table."""
        self._refusals.labels(code).inc()

    def spent(self, spent: Spent) -> None:
        """Count the phases of one ranking request."""
        for phase, seconds in spent.items():
            self._phases.labels(phase).observe(seconds)

    def admitted(self, groups: int) -> None:
        """Count the groups of a request that was let in."""
        self._groups.observe(groups)

    def _show_zeros(self) -> None:
        """Let every figure be there from the start: a rate over a missing one is not zero."""
        for phase in Phase:
            self._phases.labels(phase)
        for code in CODES:
            self._refusals.labels(code)
