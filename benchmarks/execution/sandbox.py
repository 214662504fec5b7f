"""What keeps a candidate from the machine: bubblewrap, or limits alone."""

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from benchmarks.execution.bubblewrap import BubblewrapSandbox
from benchmarks.execution.errors import SandboxError
from benchmarks.execution.limits import Limits
from benchmarks.execution.limits_sandbox import LimitsSandbox
from benchmarks.execution.process import Wrap


class Sandbox(Protocol):
    """Something that runs an interpreter with nothing around it."""

    @property
    def name(self) -> str: ...

    @property
    def interpreter(self) -> str:
        """Where Python is, seen from inside."""

    @property
    def packages(self) -> str:
        """Where numpy and the like are, seen from inside."""

    def room(self, slot: int, limits: Limits) -> AbstractContextManager[Wrap]:
        """A place for one run; when it is left, nothing of the run is left either.

        `slot` is the number of a worker: at any time each is used once at most.
        """


def usable_sandbox(wanted: Sequence[str] = ("bubblewrap", "limits")) -> Sandbox:
    """The first of the wanted ones that works here.

    Raises SandboxError with each one's reason where none does.
    """
    if sys.platform != "linux":
        raise SandboxError(f"candidates are run on Linux only, and this is {sys.platform}")
    reasons = []
    for name in wanted:
        try:
            return _opened(name)
        except SandboxError as error:
            reasons.append(f"{name}: {error}")
    raise SandboxError("no sandbox works here; " + "; ".join(reasons))


def _opened(name: str) -> Sandbox:
    match name:
        case "bubblewrap":
            return BubblewrapSandbox.open()
        case "limits":
            return LimitsSandbox.open()
    raise SandboxError("not known; choose bubblewrap or limits")
