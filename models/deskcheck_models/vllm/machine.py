"""What the machine has for a verifier: free memory, cores, and graphics processors."""

import os
from dataclasses import dataclass
from pathlib import Path

_MEMORY = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Machine:
    """Bytes that can be had: of main memory now, and of each GPU in all (none: a CPU serves).

    `cores` are the physical ones that a forward pass may take.
    """

    memory_bytes: int
    gpu_bytes: tuple[int, ...] = ()
    cores: int = 1


def free_memory(memory: Path = _MEMORY, group: Path = _GROUP) -> int:
    """Bytes of main memory that a new process can take.

    The smaller of what Linux calls available and what the container's limit leaves (version 2 of
    control groups; limits of the first version are not read). All memory where no file says.
    """
    bounds = [bound for bound in (_available(memory), _left_in(group)) if bound is not None]
    return min(bounds) if bounds else os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _available(memory: Path) -> int | None:
    for line in _lines(memory):
        name, _, rest = line.partition(":")
        if name == "MemAvailable":
            return int(rest.split()[0]) * 1024
    return None


def _left_in(group: Path) -> int | None:
    limit, used = (_first_number(group / f"memory.{name}") for name in ("max", "current"))
    return None if limit is None or used is None else max(limit - used, 0)


def _first_number(file: Path) -> int | None:
    word = next(iter(_lines(file)), "")
    return int(word) if word.isdigit() else None  # a limit that is none reads "max"


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
