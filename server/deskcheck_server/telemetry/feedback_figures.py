"""Figures of feedback: what was kept, unit tests beside scoring, and how good the verifier is."""

import math

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from deskcheck_server.feedback.live_quality import Quality
from deskcheck_server.feedback.noting import Noted
from deskcheck_server.telemetry.buckets import TEST_SECONDS


class FeedbackFigures:
    """Counts rankings and reports, and shows the verifier's live quality; any thread may call."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._rankings = Counter(
            "deskcheck_feedback_rankings",
            "Rankings kept for feedback, or dropped because too many waited for the database.",
            ["outcome"],
            registry=registry,
        )
        self._reports = Counter(
            "deskcheck_feedback_reports",
            "Reports kept, about an unknown candidate, or refused because the database was down.",
            ["outcome"],
            registry=registry,
        )
        self._up = Gauge(
            "deskcheck_feedback_up",
            "1 while the feedback database takes rows, 0 while it is down, NaN while it is off.",
            registry=registry,
        )
        self._tests = _seconds(
            "deskcheck_unit_test_seconds", "Seconds of a candidate's unit tests.", registry
        )
        self._scoring = _seconds(
            "deskcheck_scoring_seconds", "Seconds of scoring the same candidates.", registry
        )
        self._quality = {
            name: Gauge(f"deskcheck_feedback_{name}", told, registry=registry)
            for name, told in _QUALITY.items()
        }
        self._show_zeros()

    def kept(self, rankings: int) -> None:
        """Count rankings that are in the database."""
        self._rankings.labels("kept").inc(rankings)

    def dropped(self, rankings: int) -> None:
        """Count rankings that will not be there."""
        self._rankings.labels("dropped").inc(rankings)

    def noted(self, noted: Noted, reports: int) -> None:
        """Count the reports of one call."""
        self._reports.labels("unknown").inc(len(noted.unknown))
        self._reports.labels("kept").inc(reports - len(noted.unknown))
        for tests, scoring in noted.timed:
            self._tests.observe(tests)
            self._scoring.observe(scoring)

    def refused(self, reports: int) -> None:
        """Count reports that the database could not take."""
        self._reports.labels("refused").inc(reports)

    def up(self, is_up: bool) -> None:
        """Show whether the database takes rows."""
        self._up.set(is_up)

    def show(self, quality: Quality) -> None:
        """Show the figures of the window."""
        shown = (quality.groups, quality.top1, quality.chance, quality.auc, quality.speedup)
        for gauge, figure in zip(self._quality.values(), shown, strict=True):
            gauge.set(figure)

    def _show_zeros(self) -> None:
        for outcome in ("kept", "dropped"):
            self._rankings.labels(outcome)
        for outcome in ("kept", "unknown", "refused"):
            self._reports.labels(outcome)
        self._up.set(math.nan)
        self.show(Quality())


_QUALITY = {
    "window_groups": "Groups of the sliding window that the next four figures are about.",
    "top1_ratio": "Share of groups whose best-ranked candidate passed its tests.",
    "chance_ratio": "Share that a blind draw from the reported candidates would reach.",
    "auc": "Share of pairs of a passing and a failing candidate of a group in the right order.",
    "speedup_ratio": "Seconds of unit tests divided by those of scoring the same candidates.",
}


def _seconds(name: str, told: str, registry: CollectorRegistry) -> Histogram:
    return Histogram(name, told, buckets=TEST_SECONDS, registry=registry)
