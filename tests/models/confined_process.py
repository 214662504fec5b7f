"""Programs run in a process of their own: in an empty folder, within limits, without a network.

Good enough for programs of known origin; no prison for hostile ones.
"""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = 10.0
COMPILER_SECONDS = 120.0  # of a busy machine
_CONFINED = f"""
import ctypes, resource, sys
for limit, most in (("AS", 2**30), ("FSIZE", 2**20), ("CPU", {int(SECONDS)})):
    resource.setrlimit(getattr(resource, "RLIMIT_" + limit), (most, most))
if sys.platform == "linux":
    ctypes.CDLL(None).unshare(0x50000000)  # a user's and network's own space, where that is allowed
for name in ("socket", "ssl", "subprocess", "ctypes", "multiprocessing"):
    sys.modules[name] = None
exec(compile(sys.stdin.read(), "<program>", "exec"), {{"__name__": "__main__"}})
"""


@dataclass(frozen=True, slots=True)
class Run:
    """How a program ended, and what it wrote; `ended` is False where it took too long."""

    ended: bool
    code: int = 0
    out: str = ""


def run_python(program: str, folder: Path) -> Run:
    """Run a Python program that can open no connection, start no process, write no large file."""
    command = [sys.executable, "-I", "-W", "ignore", "-c", _CONFINED]
    return run(command, folder, stdin=program, seconds=SECONDS)


def run(
    command: Sequence[str], folder: Path, *, stdin: str = "", seconds: float = COMPILER_SECONDS
) -> Run:
    """Run a command in a folder."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            input=stdin.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Run(ended=False)
    return Run(True, done.returncode, done.stdout.decode(errors="replace"))
