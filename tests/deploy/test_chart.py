"""The Helm chart, rendered: valid by Kubernetes' schemas, and in agreement with the server."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx2
import kubernetes_validate
import pytest
import yaml

from deskcheck_client.exchange import AFFINITY_HEADER
from deskcheck_server.settings import PREFIX, Settings
from tests.server.live_server import live_server
from tests.server.scrape import sample_names

CHART = Path(__file__).parents[2] / "deploy" / "helm" / "deskcheck"
KUBERNETES = ("1.27", "1.33")
ALL = ("autoscaling.enabled", "ingress.enabled", "podMonitor.enabled")
HELM = shutil.which("helm")

pytestmark = [
    pytest.mark.helm,
    pytest.mark.skipif(HELM is None, reason="helm is not installed: see .ci/helm"),
]

Manifest = dict[str, Any]


def rendered(*values: str, file: Path | None = None) -> dict[str, Manifest]:
    """The manifests by kind, of a release with everything turned on and these values."""
    given = [f"--set={name}=true" for name in ALL] + [f"--set={value}" for value in values]
    given += [f"--values={file}"] if file else []
    command = [str(HELM), "template", "demo", str(CHART), *given]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {manifest["kind"]: manifest for manifest in yaml.safe_load_all(text)}


def test_helm_has_nothing_to_say() -> None:
    """Not even a warning fails the chart."""
    command = [str(HELM), "lint", "--strict", str(CHART)]

    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("version", KUBERNETES)
def test_every_manifest_is_valid(version: str) -> None:
    """By the schemas of the oldest and of a new Kubernetes; a pod monitor is none of theirs."""
    manifests = rendered(
        "apiKeysSecret=keys", "ingress.tlsSecret=certificate", "cache.claim=models"
    )
    del manifests["PodMonitor"]

    for manifest in manifests.values():
        kubernetes_validate.validate(manifest, version, strict=True)


def test_a_pod_has_the_time_that_its_drain_takes() -> None:
    """The kubelet waits longer than pause, drain and the engine's end together."""
    pod = rendered("drain.pause=7", "drain.seconds=90")["Deployment"]["spec"]["template"]["spec"]
    variables = {one["name"]: one["value"] for one in pod["containers"][0]["env"]}

    assert variables["DESKCHECK_DRAIN_PAUSE_SECONDS"] == "7"
    assert variables["DESKCHECK_DRAIN_SECONDS"] == "90"
    assert pod["terminationGracePeriodSeconds"] == 7 + 90 + 30


def test_every_variable_is_a_setting() -> None:
    """An unknown one would stop the start; the values are such that it starts."""
    pod = rendered()["Deployment"]["spec"]["template"]["spec"]
    variables = {one["name"]: one["value"] for one in pod["containers"][0]["env"]}
    given = {name.removeprefix(PREFIX).lower(): value for name, value in variables.items()}

    assert Settings.read(None, **given).drain_seconds == 60


def test_values_of_a_file_reach_the_server_as_they_were_written(tmp_path: Path) -> None:
    """Large numbers without an exponent, and tables as JSON: the server reads each of them."""
    written = {
        "engine": "vllm",
        "max_body_bytes": 2**25,
        "max_pending_tokens": 2**24,
        "timeout_seconds": 2.5,
        "traces_share": 0,
        "log_level": "warning",
        "open_metrics": False,
        "engine_arguments": {"max_num_batched_tokens": 2**20},
    }
    file = tmp_path / "values.yaml"
    file.write_text(yaml.safe_dump({"settings": written}), encoding="utf-8")
    pod = rendered(file=file)["Deployment"]["spec"]["template"]["spec"]
    variables = {one["name"]: one["value"] for one in pod["containers"][0]["env"]}
    given = {name.removeprefix(PREFIX).lower(): value for name, value in variables.items()}
    settings = Settings.read(None, **given)

    assert {name: getattr(settings, name) for name in written} == written


def test_pods_are_scaled_on_a_whole_number(tmp_path: Path) -> None:
    """However large."""
    file = tmp_path / "values.yaml"
    file.write_text(f"autoscaling: {{pendingTokens: {2**21}}}", encoding="utf-8")
    (metric,) = rendered(file=file)["HorizontalPodAutoscaler"]["spec"]["metrics"]

    assert metric["pods"]["target"]["averageValue"] == str(2**21)


def test_the_ingress_lets_through_what_callers_ask_and_no_figures() -> None:
    """Every route of the server has a path there but the metrics and the probe for the pod."""
    paths = rendered()["Ingress"]["spec"]["rules"][0]["http"]["paths"]
    prefixes = [one["path"] for one in paths]
    with live_server() as server:
        routes = httpx2.get(f"{server.url}/openapi.json").json()["paths"]

    hidden = {
        route
        for route in routes
        if not any(route == prefix or route.startswith(f"{prefix}/") for prefix in prefixes)
    }
    assert hidden == {"/metrics", "/livez"}


def test_a_pod_that_loads_has_its_time() -> None:
    """No probe ends a verifier that is still being read."""
    probe = rendered("startSeconds=900")["Deployment"]["spec"]["template"]["spec"]["containers"][0][
        "startupProbe"
    ]

    assert probe["periodSeconds"] * probe["failureThreshold"] == 900


def test_the_ingress_has_the_limits_of_the_server() -> None:
    """It takes as large bodies, and waits longer than the server does, which says first."""
    notes = rendered()["Ingress"]["metadata"]["annotations"]
    settings, prefix = Settings.read(None), "nginx.ingress.kubernetes.io/"

    assert notes[f"{prefix}proxy-body-size"] == f"{settings.max_body_bytes // 2**20}m"
    assert float(notes[f"{prefix}proxy-read-timeout"]) > settings.timeout_seconds


def test_keys_come_from_the_secret_alone() -> None:
    """They stand in no manifest; without a secret none are named."""
    named = rendered("apiKeysSecret=keys")["Deployment"]
    (keys,) = [
        one
        for one in named["spec"]["template"]["spec"]["containers"][0]["env"]
        if one["name"] == "DESKCHECK_API_KEYS"
    ]

    assert keys["valueFrom"] == {"secretKeyRef": {"name": "keys", "key": "api-keys"}}
    assert "DESKCHECK_API_KEYS" not in yaml.safe_dump(rendered()["Deployment"])


def test_a_pod_is_confined() -> None:
    """Not root, nothing writable but its volumes, and no way to more."""
    pod = rendered()["Deployment"]["spec"]["template"]["spec"]
    container = pod["containers"][0]["securityContext"]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert container["readOnlyRootFilesystem"] is True
    assert container["allowPrivilegeEscalation"] is False
    assert container["capabilities"] == {"drop": ["ALL"]}


def test_probes_ask_what_the_server_answers_without_a_key() -> None:
    """Ready to be sent requests, alive to be left alone."""
    container = rendered()["Deployment"]["spec"]["template"]["spec"]["containers"][0]

    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert container["startupProbe"]["httpGet"]["path"] == "/readyz"
    assert container["livenessProbe"]["httpGet"]["path"] == "/livez"


def test_pods_are_scaled_on_a_metric_that_they_have() -> None:
    """Its name is in a live scrape."""
    metric = rendered()["HorizontalPodAutoscaler"]["spec"]["metrics"][0]["pods"]["metric"]["name"]
    with live_server() as server:
        names = sample_names(server.url)

    assert metric in names


def test_the_ingress_hashes_what_the_client_sends() -> None:
    """So that calls about one problem find one pod."""
    notes = rendered()["Ingress"]["metadata"]["annotations"]
    variable = "$http_" + AFFINITY_HEADER.replace("-", "_")

    assert notes["nginx.ingress.kubernetes.io/upstream-hash-by"] == variable


def test_one_pod_at_a_time_is_taken_away() -> None:
    """By drains of nodes, and none by a rollout before a new one is ready."""
    manifests = rendered()

    assert manifests["PodDisruptionBudget"]["spec"]["maxUnavailable"] == 1
    assert manifests["Deployment"]["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
