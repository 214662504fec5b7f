"""`deskcheck serve` on a port that it keeps when it is killed, drained and started again."""

import random
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from deskcheck_client import Client

START_SECONDS = 120.0
DRAIN_SECONDS = 60.0
# Below the ports from which callers call: one of those may be taken when the replica comes back.
PORTS = range(20_000, 32_000)


class ReplicaProcess:
    """One replica; `replicas` makes some and ends them."""

    def __init__(self, flags: Sequence[str]) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        program = str(Path(sys.executable).with_name("deskcheck"))
        quiet = ("--log-level", "warning")
        self._command = [program, "serve", "--port", str(port), *quiet, *flags]
        self._process = subprocess.Popen(self._command)

    @property
    def pid(self) -> int:
        """The server's own process, which changes with each restart."""
        return self._process.pid

    def wait(self) -> None:
        """Until it is ready; raises SystemExit where it ends, or is not within two minutes."""
        until = monotonic() + START_SECONDS
        with Client(self.url, retries=0, timeout=5.0) as client:
            while not client.ready():
                if self._process.poll() is not None:
                    raise SystemExit(f"a replica ended with exit code {self._process.returncode}")
                if monotonic() > until:
                    raise SystemExit(f"a replica was not ready within {START_SECONDS:.0f} s")
                sleep(0.05)

    def kill(self) -> None:
        """End it at once, as SIGKILL does."""
        self._process.kill()
        self._process.wait()

    def drain(self) -> int:
        """Ask it to stop, as SIGTERM does; its exit code once it has finished what it accepted."""
        self._process.terminate()
        return self._process.wait(DRAIN_SECONDS)

    def restart(self) -> None:
        """Start it again on the same port, and wait until it is ready."""
        self._process = subprocess.Popen(self._command)
        self.wait()


@contextmanager
def replicas(count: int, *flags: str) -> Iterator[list[ReplicaProcess]]:
    """So many ready replicas with these flags of `deskcheck serve`; killed in the end."""
    started: list[ReplicaProcess] = []
    try:
        for _ in range(count):
            started.append(ReplicaProcess(flags))
        for replica in started:
            replica.wait()
        yield started
    finally:
        for replica in started:
            replica.kill()


def free_port() -> int:
    """A port from which nobody calls, so that it stays free while its server is away."""
    for port in random.sample(PORTS, 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise SystemExit(f"no free port among a hundred from {PORTS.start} to {PORTS.stop}")
