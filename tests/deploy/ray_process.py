"""`deskcheck serve --ray` with two replicas, as users start it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from benchmarks.replica_process import free_port
from deskcheck_client import Client

START_SECONDS = 180.0
STOP_SECONDS = 60.0
FLAGS = ("--engine", "fake", "--workers", "1", "--log-level", "warning")


@dataclass(frozen=True, slots=True)
class RayProcess:
    """Where it listens, and the process that started Ray."""

    url: str
    process: subprocess.Popen[bytes]

    def replicas(self) -> list[int]:
        """The processes of its replicas, as Ray titles them."""
        found = []
        for file in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                title = file.read_bytes()
            except OSError:
                continue  # it has ended meanwhile
            number = int(file.parent.name)
            if title.startswith(b"ray::ServeReplica:deskcheck") and self._descends(number):
                found.append(number)
        return found

    def _descends(self, number: int) -> bool:
        """Whether Ray was started for this one: its processes carry the job's address."""
        variables = Path(f"/proc/{number}/environ").read_bytes().split(b"\0")
        return f"DESKCHECK_PORT={self.url.rpartition(':')[2]}".encode() in variables

    def kill_a_replica(self) -> None:
        """End one of them at once."""
        os.kill(self.replicas()[0], signal.SIGKILL)


@contextmanager
def on_ray(*flags: str) -> Iterator[RayProcess]:
    """A ready server on a Ray of its own, which ends with it."""
    port = free_port()
    program = str(Path(sys.executable).with_name("deskcheck"))
    command = [program, "serve", "--ray", *FLAGS, *flags]
    variables = {"DESKCHECK_PORT": str(port), "RAY_USAGE_STATS_ENABLED": "0"}
    process = subprocess.Popen(command, env={**os.environ, **variables})
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process)
        yield RayProcess(url, process)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        finally:
            process.kill()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = monotonic() + START_SECONDS
    with Client(url, timeout=5.0, retries=0) as client:
        while not client.ready():
            if process.poll() is not None:
                raise SystemExit(f"the server on Ray ended with exit code {process.returncode}")
            if monotonic() > until:
                raise SystemExit(f"it was not ready within {START_SECONDS:.0f} s")
            sleep(0.2)
