"""What the README tells people to type works, typed as it stands."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.server_process import served, stopped

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTED_URL = "http://127.0.0.1:8000"


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server as `make serve` starts it, on a free port."""
    with served() as (url, process):
        yield url
        stopped(process)


def _typed(command: list[str], url: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [part.replace(DOCUMENTED_URL, url) for part in command]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("snippet", _blocks("python"))
def test_every_python_snippet_runs(snippet: str, url: str) -> None:
    """Without a word on standard error."""
    done = _typed([sys.executable, "-W", "error", "-c", snippet], url)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [line for line in _blocks("bash") if "curl" in line])
def test_the_curl_command_gets_a_ranking(command: str, url: str) -> None:
    """The valid candidate first."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")

    done = _typed(["bash", "-c", command], url)

    assert done.returncode == 0
    assert re.search(r'"results":\[\{"index":0,.*"rank":1', done.stdout)


COMMANDS = [line for block in _blocks("bash") for line in block.splitlines()]


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("deskcheck")])
def test_every_command_line_works(command: str, url: str) -> None:
    """Exit code 0, something on standard output, and no traceback."""
    done = _typed(["bash", "-c", command], url)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr


def test_the_targets_that_the_readme_names_are_in_the_makefile() -> None:
    """make demo, make test, make serve."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake (\w+)", README))

    assert {"demo", "test", "serve"} <= named
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


def test_every_link_of_the_readme_leads_somewhere() -> None:
    """Relative ones, at least."""
    links = re.findall(r"\]\(([^)#: ]+)[^)]*\)", README)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


QUOTED = re.findall(
    r"^\| .* \| ([\d.,]+) (%|\N{MULTIPLICATION SIGN}|MiB) \| "
    r"\[.*\]\((benchmarks/results/\S+) \"(.+)\"\) \|$",
    README,
    flags=re.MULTILINE,
)


@pytest.mark.parametrize(("figure", "unit", "file", "place"), QUOTED)
def test_a_quoted_figure_is_that_of_its_result_file(
    figure: str, unit: str, file: str, place: str
) -> None:
    """To the digits that are printed; the link's title is its place in the file."""
    value = json.loads((ROOT / file).read_text(encoding="utf-8"))["figures"]
    for name in place.split("/"):
        value = value[int(name)] if isinstance(value, list) else value[name]
    digits = len(figure.partition(".")[2])

    assert figure == f"{value * (100 if unit == '%' else 1):,.{digits}f}"


def test_every_result_that_is_quoted_stands_beside_its_command() -> None:
    """As the file says that it was made; and something is quoted."""
    files = {file for *_, file, _ in QUOTED}
    commands = {json.loads((ROOT / file).read_text(encoding="utf-8"))["command"] for file in files}

    assert len(QUOTED) >= 10
    assert commands <= set(README.splitlines())
