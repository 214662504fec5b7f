"""Another user and limits, for root where no namespaces may be made.

Every worker has a user without an account and every run an empty folder. Whatever processes are
left are ended by their user. The network is taken away where `unshare` is permitted to. The rest of
the machine's files can be read as far as every user may read them, and numpy can be imported only
where every user may read it.
"""

import os
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from benchmarks.execution.errors import SandboxError
from benchmarks.execution.limits import Limits
from benchmarks.execution.other_user import FIRST_USER, as_user, end_processes, works
from benchmarks.execution.process import Wrap

_UNSHARE = ("unshare", "--net", "--ipc", "--")


@dataclass(frozen=True, slots=True)
class LimitsSandbox:
    """Needs root, setpriv, prlimit, and an interpreter that other users may run."""

    interpreter: str
    packages: str
    unshare: tuple[str, ...]
    name: str = "limits"

    @classmethod
    def open(cls) -> Self:
        """Try this interpreter, then the system's of the same version.

        Raises SandboxError with the reason of the last one.
        """
        if os.geteuid() != 0:
            raise SandboxError("only root can become another user")
        own, system = str(Path(sys.executable).resolve()), f"/usr/bin/python{_version()}"
        try:
            return cls._tried(own)
        except SandboxError:
            return cls._tried(system)

    @classmethod
    def _tried(cls, interpreter: str) -> Self:
        sandbox = cls(interpreter, sysconfig.get_path("purelib"), _permitted_unshare())
        with sandbox.room(0, Limits()) as wrap:
            works(wrap([interpreter, "-I", "-S", "-c", ""]))
        return sandbox

    @contextmanager
    def room(self, slot: int, limits: Limits) -> Iterator[Wrap]:
        """An empty folder of the slot's user; it and the user's processes are gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="candidate-") as folder:
            os.chown(folder, FIRST_USER + slot, FIRST_USER + slot)

            def wrap(command: Sequence[str]) -> list[str]:
                variables = (f"HOME={folder}", "PATH=/usr/bin:/bin", "OPENBLAS_NUM_THREADS=1")
                return [
                    *("env", "--ignore-environment", f"--chdir={folder}", *variables),
                    *self.unshare,
                    *as_user(slot),
                    *("prlimit", *limits.arguments()),
                    *command,
                ]

            try:
                yield wrap
            finally:
                end_processes(slot)


def _version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _permitted_unshare() -> tuple[str, ...]:
    if shutil.which("unshare") is None:
        return ()
    try:
        works([*_UNSHARE, "true"])
    except SandboxError:
        return ()
    return _UNSHARE
