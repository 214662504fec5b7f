"""A server in a session of its own: started, asked for its processor time, ended with its kin."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter, sleep

START_SECONDS = 600.0  # vLLM on a machine that does other work too
STOP_SECONDS = 30.0
LOOK_SECONDS = 0.05
STANDARD_ERROR = 2
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class OwnProcess:
    """A ready server; `start_seconds` is the time from its start until it was ready."""

    process: subprocess.Popen[bytes]
    start_seconds: float

    def processor_seconds(self) -> float:
        """What it and all its descendants have computed so far. Linux only."""
        return _processor_seconds(self.process.pid)


@contextmanager
def running(
    command: Sequence[str], ready: Callable[[], bool], variables: Mapping[str, str]
) -> Iterator[OwnProcess]:
    """Start a program, wait until it is ready, and end it and its children in the end.

    `variables` are set in its environment besides ours. Raises SystemExit where it ends by itself
    or is not ready within ten minutes.
    """
    started = perf_counter()
    process = subprocess.Popen(
        command,
        env={**os.environ, **variables},
        stdout=STANDARD_ERROR,  # standard output is for the figures
        start_new_session=True,
    )
    try:
        _wait(process, ready, name=" ".join(command[:2]))
        yield OwnProcess(process, perf_counter() - started)
    finally:
        _end(process)


def _wait(process: subprocess.Popen[bytes], ready: Callable[[], bool], name: str) -> None:
    until = monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None:
            raise SystemExit(f"{name} ended with exit code {process.returncode} before it served")
        if monotonic() > until:
            raise SystemExit(f"{name} was not ready within {START_SECONDS:.0f} s")
        sleep(LOOK_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to stop; what is left of its session is killed and waited for."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    until = monotonic() + STOP_SECONDS
    with suppress(ProcessLookupError):  # nobody is left
        while monotonic() < until:
            os.killpg(process.pid, signal.SIGKILL)
            process.poll()
            sleep(LOOK_SECONDS)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of /proc: a process, its parent, and what it has computed."""

    number: int
    parent: int
    seconds: float


def family(root: int) -> frozenset[int]:
    """The numbers of a process and all its descendants. Linux only."""
    return frozenset(entry.number for entry in _family(root))


def _processor_seconds(root: int) -> float:
    return sum(entry.seconds for entry in _family(root))


def _family(root: int) -> list[_Entry]:
    """A process and all its descendants; extraction workers have sessions of their own."""
    entries = sorted(_entries(), key=lambda entry: entry.number)  # parents have lower numbers
    members = {root}
    for entry in entries:
        if entry.parent in members:
            members.add(entry.number)
    return [entry for entry in entries if entry.number in members]


def _entries() -> Iterator[_Entry]:
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        seconds = (int(fields[11]) + int(fields[12])) / TICKS
        yield _Entry(int(file.parent.name), int(fields[1]), seconds)
