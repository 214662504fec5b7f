"""The comparison as Prometheus histograms, served while it runs and kept as text."""

from pathlib import Path

from prometheus_client import CollectorRegistry, Histogram, start_http_server, write_to_textfile

from benchmarks.comparison.measurements import Measurement

SECONDS = (
    *(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
    *(1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 120.0, 300.0),
)


class Histograms:
    """Seconds per problem by way and number of candidates, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "deskcheck_comparison_seconds",
            "Time to choose among a problem's candidates.",
            ["way", "candidates"],
            buckets=SECONDS,
            registry=self._registry,
        )

    def observe(self, measurement: Measurement) -> None:
        """Count one measurement."""
        labels = (measurement.way, str(measurement.candidates))
        self._seconds.labels(*labels).observe(measurement.seconds)

    def serve(self, port: int) -> None:
        """Answer Prometheus on a loopback port until the process ends."""
        start_http_server(port, addr="127.0.0.1", registry=self._registry)

    def write(self, path: Path) -> None:
        """Write the text format, in place of an earlier file."""
        write_to_textfile(str(path), self._registry)
