"""The number that a worker shares with its parent outlives the worker's death."""

import os
import subprocess
import sys

import pytest

from deskcheck_models.usable_cores import usable_cores
from deskcheck_models.workers.progress import Progress

COUNTING = """
import os, sys
from deskcheck_models.workers.progress import Progress
progress = Progress(int(sys.argv[1]))
for count in range(1, 8):
    progress.begun = count
os.kill(os.getpid(), 9)
"""
BOUND = """
import os
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from deskcheck_models.usable_cores import usable_cores
print(usable_cores())
"""


def test_a_new_one_has_begun_nothing() -> None:
    """Shared or not."""
    with Progress.shared() as (shared, _):
        assert shared.begun == 0
    assert Progress().begun == 0


@pytest.mark.parametrize("count", [1, 255, 256, 2**40, 0])
def test_any_count_is_read_back(count: int) -> None:
    """Larger than a byte too."""
    progress = Progress()
    progress.begun = 2**63
    progress.begun = count

    assert progress.begun == count


def test_what_a_killed_process_wrote_last_is_read_by_its_parent() -> None:
    """It had no time to send a message."""
    with Progress.shared() as (progress, descriptor):
        command = [sys.executable, "-c", COUNTING, str(descriptor)]
        done = subprocess.run(command, pass_fds=[descriptor], check=False)

    assert done.returncode == -9
    assert progress.begun == 7


def test_two_shared_ones_do_not_mix() -> None:
    """Each worker has its own."""
    with Progress.shared() as (one, _), Progress.shared() as (other, _):
        one.begun = 3

        assert other.begun == 0


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores are bound on Linux alone")
def test_a_process_that_is_bound_to_one_core_uses_one() -> None:
    """However many the machine has."""
    done = subprocess.run([sys.executable, "-c", BOUND], capture_output=True, text=True, check=True)

    assert done.stdout == "1\n"
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
