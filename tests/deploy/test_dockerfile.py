"""The Dockerfile, as far as it can be judged without building it; `.ci/image` builds it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from deskcheck_server.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_hadolint_has_nothing_to_say() -> None:
    """Of no severity."""
    program = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert program is not None, "hadolint is missing: pip install '.[dev]'"

    linted = subprocess.run(
        [program, ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )

    assert (linted.returncode, linted.stdout + linted.stderr) == (0, "")


def test_the_last_stage_runs_as_nobody_in_particular() -> None:
    """A numeric user, so that Kubernetes can tell that it is not root."""
    last = TEXT[TEXT.rindex("\nFROM ") :]

    assert re.search(r"^USER 10001:10001$", last, flags=re.MULTILINE)


def test_every_variable_is_a_setting() -> None:
    """An unknown one would stop the start."""
    names = {name.lower() for name in re.findall(rf"\b{PREFIX}([A-Z_]+)=", TEXT)}

    assert names == {"host", "port"}
    assert names <= Settings.model_fields.keys()


def test_only_what_the_wheel_needs_is_sent_to_the_build() -> None:
    """The folders of the wheel are let in, one by one, and nothing else is."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}

    assert "*" in lines
    assert let_in == {"pyproject.toml", "README.md", "LICENSE", "extraction", "models", "server"}
