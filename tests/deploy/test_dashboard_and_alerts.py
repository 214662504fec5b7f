"""Dashboard and alert rules: made of figures that a live server shows, and rightly written."""

import json
import re
import shutil
import subprocess
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from deskcheck_client import Client
from tests.server.answers import ADD, BROKEN, PROBLEM, SILENT
from tests.server.live_server import live_server
from tests.server.scrape import labels_of, sample_names, scrape

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARD = DEPLOY / "grafana" / "deskcheck.json"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
ALERT_TESTS = DEPLOY / "prometheus" / "alerts_test.yml"
FIGURE = re.compile(r"\b(?:deskcheck|process)_\w+")
SELECTOR = re.compile(r"\b((?:deskcheck|process)_\w+)\{([^}]*)\}")
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    PROMTOOL is None, reason="promtool is not installed: apt-get install prometheus"
)


class Place(NamedTuple):
    """Where a panel lies on the dashboard's grid of 24 columns."""

    x: int
    y: int
    w: int
    h: int


def dashboard() -> dict[str, object]:
    """The dashboard as Grafana reads it."""
    read: dict[str, object] = json.loads(DASHBOARD.read_text())
    return read


def panels() -> list[dict[str, object]]:
    """All panels, rows among them."""
    found = dashboard()["panels"]
    assert isinstance(found, list)
    return found


def queries() -> list[str]:
    """The expression of every panel."""
    found = []
    for panel in panels():
        targets = panel.get("targets", [])
        assert isinstance(targets, list)
        found += [target["expr"] for target in targets]
    return found


def places() -> list[Place]:
    """Where the panels lie."""
    found = []
    for panel in panels():
        grid = panel["gridPos"]
        assert isinstance(grid, dict)
        found.append(Place(**grid))
    return found


def rules_text() -> str:
    """The alert rules without comments and names of alerts."""
    lines = ALERTS.read_text().splitlines()
    return "\n".join(line for line in lines if not line.startswith("#") and "name:" not in line)


@pytest.fixture(scope="module")
def live() -> tuple[set[str], dict[str, set[str]]]:
    """What a live server shows: every name that a query may use, and labels of each figure."""
    with live_server() as server, Client(server.url) as client:
        client.rerank(PROBLEM, [ADD, SILENT, BROKEN])
        names = sample_names(server.url)
        labels = {
            sample.name: labels_of(family)
            for family in scrape(server.url).values()
            for sample in family.samples
        }
    return names, labels


@pytest.mark.parametrize("text", ["\n".join(queries()), rules_text()], ids=["panels", "alerts"])
def test_every_figure_is_there(text: str, live: tuple[set[str], dict[str, set[str]]]) -> None:
    """Names that a live scrape has; a name that nobody shows gives an empty panel in silence."""
    named = set(FIGURE.findall(text))

    assert len(named) > 15
    assert named - live[0] == set()


@pytest.mark.parametrize("text", ["\n".join(queries()), rules_text()], ids=["panels", "alerts"])
def test_every_label_is_there(text: str, live: tuple[set[str], dict[str, set[str]]]) -> None:
    """Labels that the figure has; instance comes from Prometheus itself."""
    for name, selector in SELECTOR.findall(text):
        asked = set(re.findall(r"(\w+)\s*[=!]~?", selector))
        assert (name, asked - live[1][name] - {"instance"}) == (name, set())


def test_the_dashboard_compares_with_unit_tests() -> None:
    """Seconds of both, their ratio, top 1 beside chance, and AUC."""
    text = "\n".join(queries())
    for name in ("unit_test_seconds_bucket", "scoring_seconds_bucket", "feedback_speedup_ratio"):
        assert f"deskcheck_{name}" in text
    for name in ("feedback_top1_ratio", "feedback_chance_ratio", "feedback_auc"):
        assert f"deskcheck_{name}" in text


def test_panels_lie_beside_each_other() -> None:
    """Each with a number of its own, within 24 columns, none over another."""
    numbers = [panel["id"] for panel in panels()]

    assert len(set(numbers)) == len(numbers)
    assert max(place.x + place.w for place in places()) == 24
    for one, other in combinations(places(), 2):
        apart = one.x + one.w <= other.x or other.x + other.w <= one.x
        assert apart or one.y + one.h <= other.y or other.y + other.h <= one.y
    assert all(a.y <= b.y for a, b in pairwise(places()))


def test_every_panel_is_explained_and_asks_the_chosen_source() -> None:
    """A sentence for each, and no data source but the variable."""
    for panel in panels():
        if panel["type"] != "row":
            assert panel["description"]
            assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}


def test_grafanas_own_schema_reads_the_dashboard() -> None:
    """Every panel, query and variable is known to Grafana's library and comes back as it was."""
    schema = pytest.importorskip(
        "grafana_foundation_sdk.models.dashboard", reason="pip install grafana-foundation-sdk"
    )
    from grafana_foundation_sdk.cog.encoder import JSONEncoder
    from grafana_foundation_sdk.cog.plugins import register_default_plugins

    register_default_plugins()
    read = schema.Dashboard.from_json(dashboard())
    back = json.loads(JSONEncoder().encode(read))

    assert [panel["title"] for panel in back["panels"]] == [panel["title"] for panel in panels()]
    assert [
        target["expr"] for panel in back["panels"] for target in panel.get("targets", [])
    ] == queries()
    assert len(back["templating"]["list"]) == 2


@needs_promtool
def test_prometheus_reads_every_query(tmp_path: Path) -> None:
    """With Grafana's variables filled in."""
    rules = [
        {"record": f"panel:{number}", "expr": _filled(query)}
        for number, query in enumerate(queries())
    ]
    file = tmp_path / "panels.yml"  # JSON is YAML
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))

    promtool("check", "rules", file)


@needs_promtool
def test_the_alerts_fire_when_they_should() -> None:
    """Their syntax, and their own tests."""
    promtool("check", "rules", ALERTS)
    promtool("test", "rules", ALERT_TESTS)


def promtool(*arguments: str | Path) -> None:
    """Run it; an error shows what it wrote."""
    ended = subprocess.run(
        [str(PROMTOOL), *arguments], capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr


def _filled(query: str) -> str:
    return query.replace("$__rate_interval", "5m").replace("$instance", ".*")
