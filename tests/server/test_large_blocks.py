"""Large blocks of memory go back when they are free, whatever lies behind them."""

import platform
import subprocess
import sys

import pytest

HELD = """
import sys
from pathlib import Path
from deskcheck_server.life.large_blocks import map_large_blocks

def mib():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

if sys.argv[1] == "mapped":
    map_large_blocks()
del (block := [bytearray(8 * 2**20)])[0]  # after this glibc would map nothing that is smaller
before, behind = mib(), []
for _ in range(8):
    block = bytearray(b"x") * (4 * 2**20)
    behind.append([bytearray(1000) for _ in range(20)])
    del block
    behind.append([bytearray(1000) for _ in range(20)])
print(mib() - before)
"""


def held(how: str) -> float:
    """MiB that a process holds after it has freed some large blocks between small ones."""
    command = [sys.executable, "-c", HELD, how]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library is not glibc")
def test_a_large_block_leaves_no_hole() -> None:
    """Eight of 4 MiB, one after the other, with small ones that stay."""
    left, mapped = held("as it is"), held("mapped")

    assert left > 3 > mapped + 2
