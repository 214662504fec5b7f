"""Figures of the engine: what it is given at once, and how often it was started anew."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from deskcheck_server.telemetry.buckets import COUNTS, TOKENS


class EngineFigures:
    """Counts batches, which are the sequences of one group that were not known already."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._sequences = Histogram(
            "deskcheck_batch_sequences",
            "Sequences that the engine was given at once, for one group.",
            buckets=COUNTS,
            registry=registry,
        )
        self._tokens = Histogram(
            "deskcheck_batch_tokens",
            "Tokens that the engine was given at once, the problem counted once.",
            buckets=TOKENS,
            registry=registry,
        )
        self._restarts = Counter(
            "deskcheck_engine_restarts",
            "Times that the engine died and was started anew.",
            registry=registry,
        )

    def computed(self, *, sequences: int, tokens: int) -> None:
        """Count one batch."""
        self._sequences.observe(sequences)
        self._tokens.observe(tokens)

    def restarted(self) -> None:
        """Count one restart."""
        self._restarts.inc()
