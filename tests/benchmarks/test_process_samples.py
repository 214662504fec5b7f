"""What a server holds, over time: memory and descriptors of all its processes."""

import os
import subprocess
import sys

from benchmarks.own_process import family
from benchmarks.process_samples import Sample, growth, sample, sampled, thirds

CHILD = "x = bytearray(64 * 2**20); files = [open('/dev/null') for _ in range(50)]; "
PARENT = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {CHILD + "print(flush=True); input()"!r}])
child.wait()
"""


def test_a_sample_counts_what_descendants_hold() -> None:
    """64 MiB and 50 files of a child belong to its parent."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        held, members = sample(parent.pid), family(parent.pid)
        parent.communicate(b"\n")

    assert len(members) == 2
    assert held.programs.keys() == {"python"}
    assert held.mib > 64
    assert held.descriptors > 50


def test_samples_are_taken_while_the_block_runs() -> None:
    """At least one, and none of a process that has ended is counted."""
    with sampled(os.getpid(), every=0.01) as samples:
        pass

    assert samples
    assert samples[0].mib > 1
    assert sample(2**22 + 1).descriptors == 0


def test_growth_compares_the_last_third_with_the_first() -> None:
    """By the median: one peak is no growth."""
    held = [10.0, 10.0, 90.0, 11.0, 12.0, 13.0, 0.0, 14.0, 14.0, 15.0]
    first, middle, last = thirds([Sample(at, {"a": mib}, 7) for at, mib in enumerate(held)])

    assert growth(first, last, lambda one: one.mib) == 4.0
    assert [len(part) for part in (first, middle, last)] == [3, 4, 3]
