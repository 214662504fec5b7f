"""Servers of a benchmark: they are waited for, timed, and never left behind."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.own_process import running

FAMILY = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
{work}
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
time.sleep(60)
"""


def family(pid_file: Path, work: str = "") -> list[str]:
    """A command whose process has a child, and says so in a file when it is ready."""
    return [sys.executable, "-c", FAMILY.format(work=work), str(pid_file)]


def written(pid_file: Path) -> Callable[[], bool]:
    """Whether the number of the child stands there whole."""
    return lambda: pid_file.is_file() and bool(pid_file.read_text(encoding="utf-8"))


def alive(pid_file: Path) -> bool:
    """Whether the child still runs; a zombie that nobody waits for does not."""
    stat = Path("/proc") / pid_file.read_text(encoding="utf-8") / "stat"
    return stat.is_file() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def test_a_program_and_its_child_run_until_the_block_ends(tmp_path: Path) -> None:
    """Both are there inside, and none afterwards."""
    pid_file = tmp_path / "child"
    with running(family(pid_file), written(pid_file), {}) as server:
        inside = alive(pid_file)

    assert inside
    assert not alive(pid_file)
    assert server.process.returncode is not None
    assert server.start_seconds > 0


def test_a_failure_inside_the_block_ends_the_program_too(tmp_path: Path) -> None:
    """The error goes on to the caller."""
    pid_file = tmp_path / "child"

    with (
        pytest.raises(ZeroDivisionError),
        running(family(pid_file), written(pid_file), {}) as server,
    ):
        raise ZeroDivisionError

    assert not alive(pid_file)
    assert server.process.returncode is not None


def test_what_a_program_computes_is_counted(tmp_path: Path) -> None:
    """A tenth of a second of work is seen, whatever the clock on the wall says."""
    work = "until = time.process_time() + 0.1\nwhile time.process_time() < until: pass"
    pid_file = tmp_path / "child"
    with running(family(pid_file, work), written(pid_file), {}) as server:
        seconds = server.processor_seconds()

    assert seconds >= 0.1


def test_a_program_that_ends_before_it_serves_is_reported() -> None:
    """With its exit code."""
    command = [sys.executable, "-c", "raise SystemExit(7)"]

    with pytest.raises(SystemExit, match="exit code 7"), running(command, lambda: False, {}):
        pass


def test_variables_reach_the_program(tmp_path: Path) -> None:
    """They come on top of this process's own."""
    shown = tmp_path / "shown"
    code = (
        "import os, sys; open(sys.argv[1], 'w').write(os.environ['GREETING'] + os.environ['PATH'])"
    )
    command = [sys.executable, "-c", code + "; import time; time.sleep(60)", str(shown)]
    with running(command, written(shown), {"GREETING": "hello"}):
        text = shown.read_text(encoding="utf-8")

    assert text == "hello" + os.environ["PATH"]
