"""A server in a process of its own, as `deskcheck serve` starts it, on a free loopback port."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from deskcheck_client import Client

START_SECONDS = 60.0
STOP_SECONDS = 20.0


@contextmanager
def served(
    *flags: str, start_seconds: float = START_SECONDS
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A ready server and its address; killed if it is still there at the end.

    Raises SystemExit with the reason where it does not get ready.
    """
    port = free_port()
    program = str(Path(sys.executable).with_name("deskcheck"))
    command = [program, "serve", "--port", str(port), "--log-level", "warning", *flags]
    process = subprocess.Popen(command)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(url, process, start_seconds)
        yield url, process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(STOP_SECONDS)


def stopped(process: subprocess.Popen[bytes], seconds: float = STOP_SECONDS) -> int:
    """Ask the server to stop, wait for it, and give its exit code."""
    process.terminate()
    return process.wait(seconds)


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], seconds: float) -> None:
    deadline = monotonic() + seconds
    with Client(url) as client:
        while not client.ready():
            if process.poll() is not None:
                raise SystemExit(f"the server ended with exit code {process.returncode}")
            if monotonic() > deadline:
                raise SystemExit(f"the server was not ready within {seconds:.0f} s")
            sleep(0.05)
