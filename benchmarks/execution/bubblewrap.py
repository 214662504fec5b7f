"""A room of its own for every run, made by bubblewrap (github.com/containers/bubblewrap).

Inside there is an own root folder that is read-only, with /usr, the interpreter and its packages;
an own /tmp of bounded size in memory; own process numbers, of which the first is bubblewrap's, so
that the kernel ends everything when it goes; a network without any device; and, where root runs
this, a user without an account, another one for each worker, so that they cannot count or signal
each other's processes.
"""

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from benchmarks.execution.errors import SandboxError
from benchmarks.execution.limits import Limits
from benchmarks.execution.other_user import as_user, works
from benchmarks.execution.process import Wrap

PYTHON = "/python"
PACKAGES = "/packages"
_SYSTEM_LINKS = ("bin", "lib", "lib64")
_NAMESPACES = (
    "--die-with-parent",
    *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
)


@dataclass(frozen=True, slots=True)
class BubblewrapSandbox:
    """Needs bwrap, prlimit and, for root, setpriv; `root` says whether this process is root."""

    bwrap: str
    root: bool
    name: str = "bubblewrap"
    packages: str = PACKAGES

    @classmethod
    def open(cls) -> Self:
        """Find bubblewrap and try it; raises SandboxError with the reason."""
        bwrap = shutil.which("bwrap")
        if bwrap is None:
            raise SandboxError("bwrap is not installed (apt-get install bubblewrap)")
        sandbox = cls(bwrap, root=os.geteuid() == 0)
        with sandbox.room(0, Limits()) as wrap:
            works(wrap([sandbox.interpreter, "-I", "-S", "-c", ""]))
        return sandbox

    @property
    def interpreter(self) -> str:
        """The same interpreter as this one, so that marshalled code fits."""
        major, minor = sys.version_info[:2]
        return f"{PYTHON}/bin/python{major}.{minor}"

    @contextmanager
    def room(self, slot: int, limits: Limits) -> Iterator[Wrap]:
        """A root folder and namespaces that live as long as the process in them."""
        limited = ["prlimit", *limits.arguments()]
        inside = [*as_user(slot), *limited] if self.root else limited

        def wrap(command: Sequence[str]) -> list[str]:
            return [
                *(self.bwrap, *_NAMESPACES),
                *self._rights(),
                *_folders(limits),
                *_environment(),
                *inside,
                *command,
            ]

        yield wrap

    def _rights(self) -> list[str]:
        """Just enough to become another user, or a user namespace where this is not root."""
        if not self.root:
            return ["--unshare-user", "--cap-drop", "ALL"]
        return [
            *("--cap-drop", "ALL"),
            *("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"),
        ]


def _folders(limits: Limits) -> list[str]:
    links = [
        argument
        for name in _SYSTEM_LINKS
        if os.path.isdir(f"/usr/{name}")
        for argument in ("--symlink", f"usr/{name}", f"/{name}")
    ]
    return [
        *("--ro-bind", "/usr", "/usr", *links),
        *("--ro-bind", sys.base_prefix, PYTHON),
        *("--ro-bind", sysconfig.get_path("purelib"), PACKAGES),
        *("--proc", "/proc", "--dev", "/dev", "--size", "4096", "--tmpfs", "/dev/shm"),
        *("--perms", "1777", "--size", str(limits.folder_bytes), "--tmpfs", "/tmp"),
        *("--remount-ro", "/", "--chdir", "/tmp"),
    ]


def _environment() -> list[str]:
    # numpy's library would start a thread for every core, and the limit counts threads.
    variables = {"PATH": "/usr/bin", "HOME": "/tmp", "OPENBLAS_NUM_THREADS": "1"}
    settings = (
        argument for name, value in variables.items() for argument in ("--setenv", name, value)
    )
    return ["--clearenv", *settings]
