"""A PostgreSQL server of its own for tests, on a free loopback port."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin")


def missing() -> str | None:
    """Why no server can be started here, None where one can."""
    if _program("initdb") is None or _program("pg_ctl") is None:
        return "needs PostgreSQL's initdb and pg_ctl (Debian: postgresql)"
    if os.getuid() == 0 and _user() is None:
        return "PostgreSQL refuses to run as root, and there is no user postgres"
    return None


class Postgres:
    """A cluster in a folder; `url` is a fresh database of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"postgresql://deskcheck@127.0.0.1:{self._port}/postgres"

    def create(self) -> None:
        """Make the cluster."""
        asked = ["-D", str(self._folder / "data"), "-U", "deskcheck", "-A", "trust", "--no-sync"]
        self._run("initdb", asked)

    def start(self) -> None:
        """Start the server, and wait until it takes connections."""
        options = f"-p {self._port} -h 127.0.0.1 -k {self._folder} -F"
        self._control("start", "-l", str(self._folder / "log"), "-o", options)

    def stop(self) -> None:
        """Stop it at once, as if the machine had gone."""
        self._control("stop", "-m", "immediate")

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", ["-D", str(self._folder / "data"), "-w", *arguments])

    def _run(self, name: str, arguments: Sequence[str]) -> None:
        user = _user() if os.getuid() == 0 else None
        subprocess.run(
            [str(_program(name)), *arguments],
            check=True,
            user=user,
            group=user and pwd.getpwnam("postgres").pw_gid,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A running server, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="deskcheck-postgres-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    try:
        server = Postgres(folder)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _program(name: str) -> Path | None:
    if found := shutil.which(name):
        return Path(found)
    places = [path for pattern in FOLDERS for path in Path("/").glob(f"{pattern[1:]}/{name}")]
    return max(places, default=None)


def _user() -> int | None:
    try:
        return pwd.getpwnam("postgres").pw_uid
    except KeyError:
        return None
