"""Figures of what was ranked: candidates, programs, tokens, scores and batches."""

from collections import Counter as Tally
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram

from deskcheck_extraction import Origin
from deskcheck_extraction.languages import LANGUAGES
from deskcheck_models.ranking import Result
from deskcheck_models.reranker import Ranking
from deskcheck_server.phases import Phase, Spent
from deskcheck_server.telemetry.buckets import CANDIDATE_SECONDS, COUNTS, SCORES, TOKENS

OUTCOMES = ("scored", "duplicate", "invalid", "failed")
KINDS = ("computed", "cached")
VALIDITIES = {True: "yes", False: "no", None: "unknown"}
NO_LANGUAGE, OTHER_LANGUAGE = "none", "other"
GROUP_PHASES = tuple(phase for phase in Phase if phase not in (Phase.READ, Phase.WRITE))


class RankingFigures:
    """Counts ranked groups; labels are of fixed sets, whatever a candidate calls its language."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._groups = Counter(
            "deskcheck_groups", "Groups, ranked or failed.", ["outcome"], registry=registry
        )
        self._candidates = Counter(
            "deskcheck_candidates", "Candidates by outcome.", ["outcome"], registry=registry
        )
        self._extractions = Counter(
            "deskcheck_extractions",
            "Candidates by what was found in them: language, origin, and whether it parses.",
            ["language", "origin", "valid"],
            registry=registry,
        )
        self._truncations = Counter(
            "deskcheck_truncations", "Candidates that were not read whole.", registry=registry
        )
        self._tokens = Counter(
            "deskcheck_tokens", "Tokens, computed or from a cache.", ["kind"], registry=registry
        )
        self._seconds = Histogram(
            "deskcheck_candidate_seconds",
            "Seconds of a group in each phase, divided by its candidates; one value a group.",
            ["phase"],
            buckets=CANDIDATE_SECONDS,
            registry=registry,
        )
        self._sizes = Histogram(
            "deskcheck_group_candidates",
            "Candidates of a group.",
            buckets=COUNTS,
            registry=registry,
        )
        self._lengths = Histogram(
            "deskcheck_candidate_tokens",
            "Tokens of a candidate that was read, problem included.",
            buckets=TOKENS,
            registry=registry,
        )
        self._scores = Histogram(
            "deskcheck_score", "Scores, which are raw logits.", buckets=SCORES, registry=registry
        )
        self._show_zeros()

    def ranked(self, ranking: Ranking, spent: Spent) -> None:
        """Count one ranked group and the seconds of its phases."""
        results = ranking.results
        self._groups.labels("ranked").inc()
        self._sizes.observe(len(results))
        for phase, seconds in spent.items():
            self._seconds.labels(phase).observe(seconds / len(results))
        self._count(results)
        self._tokens.labels("computed").inc(ranking.usage.computed_tokens)
        self._tokens.labels("cached").inc(ranking.usage.cached_tokens)

    def failed(self) -> None:
        """Count one group that has no ranking."""
        self._groups.labels("failed").inc()

    def _count(self, results: Sequence[Result]) -> None:
        for outcome, count in Tally(map(_outcome, results)).items():
            self._candidates.labels(outcome).inc(count)
        for labels, count in Tally(map(_found, results)).items():
            self._extractions.labels(*labels).inc(count)
        self._truncations.inc(sum(result.judged.truncated for result in results))
        for judged in (result.judged for result in results):
            if judged.tokens:
                self._lengths.observe(judged.tokens)
            if judged.score is not None:
                self._scores.observe(judged.score)

    def _show_zeros(self) -> None:
        """Let every figure be there from the start: a rate over a missing one is not zero."""
        for outcome in ("ranked", "failed"):
            self._groups.labels(outcome)
        for outcome in OUTCOMES:
            self._candidates.labels(outcome)
        for phase in GROUP_PHASES:
            self._seconds.labels(phase)
        for kind in KINDS:
            self._tokens.labels(kind)
        self._extractions.labels(NO_LANGUAGE, Origin.NONE, VALIDITIES[False])
        self._extractions.labels("python", Origin.FENCE, VALIDITIES[True])


def language_label(language: str | None) -> str:
    """A language with a parser by its name; a label must not grow with what is sent."""
    if language is None:
        return NO_LANGUAGE
    return language if language in LANGUAGES else OTHER_LANGUAGE


def _found(result: Result) -> tuple[str, str, str]:
    found = result.judged.extraction
    return language_label(found.language), found.origin, VALIDITIES[found.valid]


def _outcome(result: Result) -> str:
    if result.judged.failure is not None:
        return "failed"
    if result.judged.extraction.valid is False:
        return "invalid"
    return "scored" if result.judged.duplicate_of is None else "duplicate"
