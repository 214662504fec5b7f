"""METRICS.md, the code and a live scrape name the same figures."""

import re
from pathlib import Path

import pytest
from prometheus_client.metrics_core import Metric

from deskcheck_client import Client
from deskcheck_server.phases import Phase
from deskcheck_server.refusals import CODES
from deskcheck_server.telemetry import buckets
from tests.server.answers import ADD, BROKEN, PROBLEM, SILENT
from tests.server.live_server import live_server
from tests.server.scrape import bounds_of, labels_of, scrape

PAGE = Path(__file__).parents[2] / "server" / "METRICS.md"
ROW = re.compile(r"^\| `(deskcheck_\w+)` \| (\w+) \|([\w, ]*)\| (.+) \|$", re.M)
BOUNDS = {
    "deskcheck_unit_test_seconds": buckets.TEST_SECONDS,
    "deskcheck_scoring_seconds": buckets.TEST_SECONDS,
    "deskcheck_request_seconds": buckets.SECONDS,
    "deskcheck_phase_seconds": buckets.SECONDS,
    "deskcheck_candidate_seconds": buckets.CANDIDATE_SECONDS,
    "deskcheck_request_groups": buckets.COUNTS,
    "deskcheck_group_candidates": buckets.COUNTS,
    "deskcheck_batch_sequences": buckets.COUNTS,
    "deskcheck_candidate_tokens": buckets.TOKENS,
    "deskcheck_batch_tokens": buckets.TOKENS,
    "deskcheck_score": buckets.SCORES,
}


@pytest.fixture(scope="module")
def shown() -> dict[str, Metric]:
    """A live scrape after one ranking, without the process figures, which are not ours."""
    with live_server() as server, Client(server.url) as client:
        client.rerank(PROBLEM, [ADD, SILENT, BROKEN])
        found = scrape(server.url)
    return {name: family for name, family in found.items() if name.startswith("deskcheck_")}


@pytest.fixture(scope="module")
def rows() -> dict[str, tuple[str, set[str]]]:
    """Type and labels of every figure on the page."""
    found = ROW.findall(PAGE.read_text())
    return {name: (kind, set(re.findall(r"\w+", labels))) for name, kind, labels, _ in found}


def test_the_page_names_what_a_scrape_shows(
    shown: dict[str, Metric], rows: dict[str, tuple[str, set[str]]]
) -> None:
    """No figure without a row, no row without a figure."""
    assert sorted(rows) == sorted(shown)


def test_the_page_has_the_right_types_and_labels(
    shown: dict[str, Metric], rows: dict[str, tuple[str, set[str]]]
) -> None:
    """As Prometheus reads them."""
    assert rows == {name: (family.type, labels_of(family)) for name, family in shown.items()}


def test_every_figure_is_explained_in_the_scrape(shown: dict[str, Metric]) -> None:
    """One sentence each, for who looks at the scrape alone."""
    assert [name for name, family in shown.items() if not family.documentation.endswith(".")] == []


def test_every_histogram_has_its_own_buckets(shown: dict[str, Metric]) -> None:
    """Of the series that the code knows."""
    found = {
        name: bounds_of(family) for name, family in shown.items() if family.type == "histogram"
    }

    assert found == {name: list(bounds) for name, bounds in BOUNDS.items()}


@pytest.mark.parametrize(
    "bounds", [buckets.SECONDS, buckets.COUNTS, buckets.TOKENS, buckets.SCORES]
)
def test_the_page_tells_the_buckets(bounds: tuple[float, ...]) -> None:
    """Number by number."""
    assert f"| {' '.join(f'{bound:.10g}' for bound in bounds)} |" in PAGE.read_text()


def test_the_page_tells_the_phases_and_codes() -> None:
    """Every value of a label that a query would name."""
    page = PAGE.read_text()

    assert [word for word in (*Phase, *CODES) if f"`{word}`" not in page] == []
