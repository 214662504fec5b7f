"""`deskcheck serve --ray`, as users start it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.replica_process import free_port
from tests.server.server_process import ServerProcess
from tests.server.waiting import wait_until

START_SECONDS = 180.0
COMMAND = "from deskcheck_server.command_line import main; main()"
FLAGS = ("--engine", "fake", "--workers", "1", "--log-json")


class RayProcess:
    """Where it listens, and the processes of its replicas."""

    def __init__(self, server: ServerProcess, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._server = server
        self._mark = f"DESKCHECK_PORT={port}".encode()

    def replicas(self) -> list[int]:
        """The processes of its replicas, as Ray titles them; they inherit its environment."""
        return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if self._is_one(folder)]

    def stop(self) -> int:
        """Ask it to end, if it has not, and its exit code."""
        self._server.stop()
        return self._server.exit_code()

    def kill_a_replica(self) -> None:
        """End one of them at once."""
        os.kill(self.replicas()[0], signal.SIGKILL)

    def routes_to(self, count: int) -> bool:
        """Whether Ray's proxy has said that so many replicas are on its ring."""
        texts = [str(line.get("text")) for line in list(self._server.lines)]
        return any(f"{count} replicas" in text and "Rebuilt" in text for text in texts)

    def _is_one(self, folder: Path) -> bool:
        try:
            title = (folder / "cmdline").read_bytes()
            if not title.startswith(b"ray::ServeReplica:deskcheck"):
                return False
            return self._mark in (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            return False  # it has ended meanwhile


@contextmanager
def on_ray(replicas: int) -> Iterator[RayProcess]:
    """So many ready replicas on a Ray of their own, which ends with them."""
    port = free_port()
    variables = {"DESKCHECK_PORT": str(port), "RAY_USAGE_STATS_ENABLED": "0"}
    flags = ["serve", "--ray", "--replicas", str(replicas), *FLAGS]
    with ServerProcess(["-c", COMMAND, *flags], variables=variables) as server:
        running = RayProcess(server, port)
        wait_until(lambda: running.routes_to(replicas), START_SECONDS)
        try:
            yield running
        finally:
            running.stop()
