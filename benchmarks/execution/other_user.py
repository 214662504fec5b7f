"""Users without an account, one for each worker, so that candidates own nothing and meet nobody."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep

from benchmarks.execution.errors import SandboxError

FIRST_USER = 61_000  # above what Linux distributions give to people and to services
TRY_SECONDS = 20.0
CLEAR_SECONDS = 10.0


def as_user(slot: int) -> list[str]:
    """The start of a command that root runs as the slot's user, for good."""
    user = str(FIRST_USER + slot)
    return [
        *("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs"),
        *("--inh-caps", "-all", "--bounding-set", "-all"),
    ]


def works(command: Sequence[str]) -> None:
    """Run a command that should do nothing; raises SandboxError with what it says instead."""
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=TRY_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError as error:
        raise SandboxError(f"{error.filename} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise SandboxError(f"{command[0]} did not end within {TRY_SECONDS:.0f} s") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip() or "nothing"
        raise SandboxError(f"exit code {done.returncode}; it said: {said}")


def end_processes(slot: int) -> None:
    """Kill whatever the slot's user still runs, however it hid; raises SandboxError if it stays.

    kill(-1) reaches all of them at once, so that none can start another in between.
    """
    deadline = monotonic() + CLEAR_SECONDS
    while _running(FIRST_USER + slot):
        if monotonic() > deadline:
            raise SandboxError(f"processes of user {FIRST_USER + slot} cannot be ended")
        subprocess.run([*as_user(slot), "sh", "-c", "kill -KILL -1"], check=False, timeout=30)
        sleep(0.01)


def _running(user: int) -> bool:
    return any(
        folder.name.isdigit() and _owner(folder) == user and not _is_zombie(folder)
        for folder in Path("/proc").iterdir()
    )


def _owner(folder: Path) -> int:
    try:
        return os.stat(folder).st_uid
    except OSError:
        return -1  # it ended while we looked


def _is_zombie(folder: Path) -> bool:
    try:
        return "\nState:\tZ" in (folder / "status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
