"""nginx with the configuration that ships, before replicas that run here."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import httpx2

from demo.server_process import free_port

SHIPPED = Path(__file__).parents[1] / "deploy" / "nginx" / "nginx.conf"
PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
START_SECONDS = 20.0
STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Balancer:
    """A running nginx: where it listens, its process, and the file of its access log."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def lines(self) -> list[Mapping[str, object]]:
        """One line for each call that it has answered so far, in the shipped log format."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@contextmanager
def balanced(replicas: Sequence[str]) -> Iterator[Balancer]:
    """nginx on a free loopback port before replicas given as `http://host:port`.

    It need not find them there: who comes later is found later. Raises SystemExit with the remedy
    where nginx is not installed, or does not start.
    """
    if PROGRAM is None:
        raise SystemExit("nginx is not installed: apt-get install nginx-light")
    with tempfile.TemporaryDirectory(prefix="deskcheck-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # started by root, nginx works as nobody
        port = free_port()
        _write(folder, port, replicas)
        yield from _running(folder, port)


def _write(folder: Path, port: int, replicas: Sequence[str]) -> None:
    shutil.copy(SHIPPED, folder)
    servers = [f"server {url.removeprefix('http://')} max_fails=0;\n" for url in replicas]
    (folder / "replicas.conf").write_text("".join(servers), encoding="utf-8")
    listen = f"listen 127.0.0.1:{port} backlog=4096;\n"
    (folder / "listen.conf").write_text(listen, encoding="utf-8")


def _running(folder: Path, port: int) -> Iterator[Balancer]:
    log = folder / "access.log"
    command = [str(PROGRAM), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    errors = folder / "error.log"  # a line for each call that met a dead replica
    with log.open("wb") as output, errors.open("wb") as told:
        process = subprocess.Popen([*command, "-g", "daemon off;"], stdout=output, stderr=told)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process, errors)
        yield Balancer(url, process, log)
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _wait(url: str, process: subprocess.Popen[bytes], errors: Path) -> None:
    """Until it answers itself, whether its replicas are there or not."""
    until = monotonic() + START_SECONDS
    while not _answers(url):
        if process.poll() is not None:
            told = errors.read_text(encoding="utf-8").strip()
            raise SystemExit(f"nginx ended with exit code {process.returncode}: {told}")
        if monotonic() > until:
            raise SystemExit(f"nginx was not there within {START_SECONDS:.0f} s")
        sleep(0.02)


def _answers(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/metrics", timeout=1.0).status_code == 404
    except httpx2.HTTPError:
        return False
