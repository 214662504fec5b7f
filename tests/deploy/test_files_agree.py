"""What lies in deploy/ says the same as the server and as one another."""

import json
import re
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from deskcheck_server.access.guard import PROBES
from deskcheck_server.life.draining_server import CLOSING_SECONDS
from deskcheck_server.openapi import REFUSED
from deskcheck_server.refusals import CODES, KINDS
from deskcheck_server.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
NGINX = (DEPLOY / "nginx" / "nginx.conf").read_text(encoding="utf-8")
RETURNED = re.compile(r"return (\d{3}) '(\{.+\})';")
CODE = re.compile(r'code=~?"([\w|]+)"')
SPAN = re.compile(r"(\d+)([sm])")

Page = dict[str, Any]


def page(*parts: str) -> Page:
    """A YAML file of deploy/."""
    found: Page = yaml.safe_load(DEPLOY.joinpath(*parts).read_text(encoding="utf-8"))
    return found


def seconds(text: str) -> float:
    """A span such as 60s or 2m."""
    found = SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no span of time")
    unit = {"s": "seconds", "m": "minutes"}[found[2]]
    return timedelta(**{unit: int(found[1])}).total_seconds()


def alerts() -> list[Page]:
    """Every alert rule."""
    return [rule for group in page("prometheus", "alerts.yml")["groups"] for rule in group["rules"]]


@pytest.mark.parametrize(("status", "body"), RETURNED.findall(NGINX))
def test_the_balancers_own_refusals_are_a_servers(status: str, body: str) -> None:
    """In the envelope, with a class and a code that the server has for this status."""
    error = json.loads(body)["error"]
    known = {(kind.status, kind.type, kind.code) for kind in KINDS.values()}

    assert list(error) == ["message", "type", "param", "code"]
    assert (int(status), error["type"], error["code"]) in known


def test_the_balancer_refuses_by_itself_what_it_must() -> None:
    """No replica, one that is too slow, a body that is too large, and figures that it has not."""
    assert sorted(status for status, _ in RETURNED.findall(NGINX)) == ["404", "413", "503", "504"]
    assert {413, 503, 504} <= set(REFUSED)


@pytest.mark.parametrize("name", ["replica-1", "replica-2"])
def test_a_replica_has_the_time_that_its_drain_takes(name: str) -> None:
    """Docker kills it later than it ends by itself."""
    replica = page("compose.yaml")["services"][name]
    drain = Settings.read(None).drain_seconds

    assert seconds(replica["stop_grace_period"]) > drain + CLOSING_SECONDS


def test_prometheus_asks_every_replica() -> None:
    """And the balancer, which has no figures, not at all."""
    (scraped,) = page("prometheus", "prometheus.yml")["scrape_configs"]
    targets = [one for part in scraped["static_configs"] for one in part["targets"]]
    replicas = [name for name in page("compose.yaml")["services"] if name.startswith("replica-")]

    assert targets == [f"{name}:8000" for name in replicas]
    assert scraped.get("metrics_path", "/metrics") == "/metrics"


def test_the_figures_of_a_replica_are_open_to_prometheus() -> None:
    """It shows no key."""
    environment = page("compose.yaml")["services"]["replica-1"]["environment"]

    assert environment["DESKCHECK_OPEN_METRICS"] == "true"


def test_prometheus_reads_the_rules_that_are_there() -> None:
    """Beside its own file."""
    for name in page("prometheus", "prometheus.yml")["rule_files"]:
        assert (DEPLOY / "prometheus" / name).is_file()


def test_grafana_asks_prometheus_where_it_listens() -> None:
    """By the name of its service, at the port that it publishes."""
    (source,) = page("grafana", "provisioning", "datasources", "prometheus.yaml")["datasources"]
    published = page("compose.yaml")["services"]["prometheus"]["ports"][0].rpartition(":")[2]

    assert source["url"] == f"http://prometheus:{published}"


def test_grafana_finds_the_dashboard_where_it_is_mounted() -> None:
    """In the folder that its provider reads."""
    (provider,) = page("grafana", "provisioning", "dashboards", "deskcheck.yaml")["providers"]
    mounted = [one.split(":")[:2] for one in page("compose.yaml")["services"]["grafana"]["volumes"]]
    (target,) = [inside for outside, inside in mounted if outside == "./grafana/deskcheck.json"]

    assert Path(target).parent == Path(provider["options"]["path"])


def test_nothing_is_published_beyond_this_machine() -> None:
    """Whoever wants that says so."""
    ports = [
        port for one in page("compose.yaml")["services"].values() for port in one.get("ports", [])
    ]

    assert len(ports) == 3
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_an_alert_says_what_happened_and_what_to_do(rule: Page) -> None:
    """In two sentences, and for whom it is."""
    told = rule["annotations"]

    assert rule["labels"]["severity"] in ("page", "ticket")
    assert set(told) == {"summary", "description"}
    assert all(sentence.endswith(".") for sentence in told.values())
    assert rule["alert"].startswith("Deskcheck")


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_codes_that_there_are(rule: Page) -> None:
    """A misspelt one would never fire."""
    asked = [code for codes in CODE.findall(rule["expr"]) for code in codes.split("|")]

    assert set(asked) <= set(CODES)


def test_every_failure_of_the_server_itself_is_an_alert() -> None:
    """All codes of status 500, and the one of what nobody foresaw."""
    (rule,) = [one for one in alerts() if one["alert"] == "DeskcheckFails"]
    asked = {code for codes in CODE.findall(rule["expr"]) for code in codes.split("|")}
    failures = {kind.code for kind in KINDS.values() if kind.status == 500}

    assert asked == failures | {"internal_error"}


def test_the_image_is_healthy_while_it_takes_requests() -> None:
    """By a probe that needs no key, at the port that it listens on."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    health = text[text.index("HEALTHCHECK") :].partition("\nENTRYPOINT")[0]
    (path,) = re.findall(r"\}(/\w+)", health)

    assert path in PROBES
    assert "os.environ['DESKCHECK_PORT']" in health
    assert f"EXPOSE {Settings.read(None).port}" in text


def test_the_chart_has_the_version_of_the_package() -> None:
    """Its images are tagged with it."""
    chart = page("helm", "deskcheck", "Chart.yaml")

    assert chart["appVersion"] == version("deskcheck")
