"""What a server shows at /metrics, parsed as Prometheus does."""

from collections.abc import Iterator

import httpx2
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

SUFFIXES = {"counter": "_total"}


def scrape(url: str) -> dict[str, Metric]:
    """Every figure of a live scrape by the name that a query uses."""
    return {_name(family): family for family in _families(url)}


def labels_of(family: Metric) -> set[str]:
    """The labels of a figure, without the bounds of buckets."""
    return {name for sample in family.samples for name in sample.labels} - {"le"}


def bounds_of(family: Metric) -> list[float]:
    """The upper bounds of a histogram's buckets, without infinity."""
    bounds = {float(one.labels["le"]) for one in family.samples if "le" in one.labels}
    return sorted(bounds - {float("inf")})


def sample_names(url: str) -> set[str]:
    """The names that a query may use: with _bucket, _sum and _count for histograms."""
    return {sample.name for family in _families(url) for sample in family.samples}


def _families(url: str) -> Iterator[Metric]:
    families = text_string_to_metric_families(httpx2.get(f"{url}/metrics").text)
    # prometheus_client adds a *_created gauge for every counter and histogram.
    return (family for family in families if not family.name.endswith("_created"))


def _name(family: Metric) -> str:
    return family.name + SUFFIXES.get(family.type, "")
