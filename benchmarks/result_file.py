"""The JSON file that a benchmark leaves under benchmarks/results/."""

import hashlib
import json
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from deskcheck_models.usable_cores import usable_cores

RESULTS = Path(__file__).parent / "results"


def write_result(
    name: str,
    *,
    inputs: Mapping[str, str],
    setup: object,
    figures: object,
    quick: bool,
    folder: Path = RESULTS,
) -> Path:
    """Write what was measured, and on what, to NAME.json; quick runs go to NAME-quick.json.

    `inputs` holds a hash for everything that was read, `setup` what was chosen, `figures` what
    came out; all must be JSON. The file of an earlier run is replaced. Gives its path.
    """
    content = {
        "benchmark": name,
        "command": " ".join(["python -m", f"benchmarks.{name}", *sys.argv[1:]]),
        "commit": commit(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "inputs": inputs,
        "setup": setup,
        "figures": figures,
    }
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}{'-quick' if quick else ''}.json"
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return path


def file_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text_hash(lines: Iterable[str]) -> str:
    """The SHA-256 of generated inputs, written as lines."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def commit() -> str:
    """The commit that is checked out, with a plus where files differ from it; or none."""
    head = _git("rev-parse", "HEAD")
    if not head:
        return "none"
    return head + ("+" if _git("status", "--porcelain") else "")


def machine() -> dict[str, str | int]:
    """Processor, cores that may be used, system and Python."""
    return {
        "processor": _processor(),
        "cores": usable_cores(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    details = Path("/proc/cpuinfo")
    if not details.is_file():
        return platform.processor() or platform.machine()
    for line in details.read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _git(*arguments: str) -> str:
    """What git says, or nothing where it is not installed or this is no clone."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
