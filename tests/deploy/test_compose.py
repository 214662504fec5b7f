"""The compose files: valid by the specification, and in agreement with what they start."""

import json
import re
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose

from deskcheck_server.settings import PREFIX, Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
VARIABLE = re.compile(r"\$\{\w+:(?:-(\w[\w-]*)|\?[^}]*)\}")


def composed(name: str = "compose.yaml") -> dict[str, dict[str, object]]:
    """The services of a file, with its variables at their defaults; raises where it is invalid."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    filled = VARIABLE.sub(lambda found: found[1] or "given", text)
    services: dict[str, dict[str, object]] = read(filled).to_dict()["services"]
    return services


def read(text: str) -> PyCompose:
    """The file by the specification, once YAML's own merges are done; ValueError if it is none."""
    return PyCompose.from_json(json.dumps(yaml.safe_load(text)))


@pytest.mark.parametrize("name", ["compose.yaml", "compose.gpu.yaml"])
def test_a_compose_file_is_valid(name: str) -> None:
    """By the compose specification; both replicas are there."""
    assert {"replica-1", "replica-2"} <= composed(name).keys()


def test_a_misspelt_option_would_be_found() -> None:
    """The check above can fail."""
    with pytest.raises(ValueError, match="stop_grace"):
        read("services: {one: {image: x, stop_grace: 60s}}")


def test_every_container_is_confined() -> None:
    """A read-only root file system, no capability, nothing to gain by a set-user-id program."""
    for service in composed().values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_balancer_knows_the_replicas_by_their_names() -> None:
    """Those of the compose file are those of nginx."""
    text = (DEPLOY / "nginx" / "replicas.conf").read_text(encoding="utf-8")
    named = set(re.findall(r"^server ([\w-]+):8000 ", text, flags=re.MULTILINE))

    assert named == {name for name in composed() if name.startswith("replica-")}


def test_every_variable_of_a_replica_is_a_setting() -> None:
    """An unknown one would stop the start."""
    environment = composed()["replica-1"]["environment"]
    assert isinstance(environment, dict)

    names = {name.removeprefix(PREFIX).lower() for name in environment}

    assert names <= Settings.model_fields.keys()


def test_what_is_mounted_is_there() -> None:
    """Every file and folder beside the compose file that a container reads."""
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")

    for path in re.findall(r"(\./[\w./-]+):/", text):
        assert (DEPLOY / path).exists(), path
