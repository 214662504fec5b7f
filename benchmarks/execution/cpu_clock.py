"""Processor time of a process and of all that it started, as Linux counts it."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_USER_TIME, _CHILDREN_SYSTEM_TIME = 11, 14  # fields of stat after the name, counted from 0


def tree_seconds(pid: int) -> float:
    """User and system seconds of a process, its living descendants, and those it waited for.

    A process that has ended counts as 0; what ended unwaited for is not in it. The kernel counts
    in hundredths of a second.
    """
    return sum(map(_own_seconds, _tree(pid)))


def _tree(pid: int) -> list[int]:
    found = [pid]
    for one in found:  # grows while it is read
        found += _children(one)
    return found


def _children(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task")
    try:
        lists = [(thread / "children").read_text(encoding="ascii") for thread in threads.iterdir()]
    except OSError:
        return []
    return [int(number) for text in lists for number in text.split()]


def _own_seconds(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return sum(map(int, fields[_USER_TIME : _CHILDREN_SYSTEM_TIME + 1])) / _TICKS
