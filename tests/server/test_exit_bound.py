"""The latest end of a process: it comes by force where the orderly one does not come."""

import json
import subprocess
import sys
from pathlib import Path

from tests.server.waiting import wait_until

ROOT = Path(__file__).parents[2]
BEGIN = """
import multiprocessing, os, sys, time
from deskcheck_server.life.exit_bound import ExitBound
from deskcheck_server.logs import open_log

bound = ExitBound(open_log(sys.stderr, level="info", as_json=True))
"""


def ended(code: str) -> tuple[int, list[str], str]:
    """Exit code, events and standard output of a process that runs this."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return (
        done.returncode,
        [json.loads(line)["event"] for line in done.stderr.splitlines()],
        (done.stdout),
    )


def test_a_process_that_does_not_end_is_ended() -> None:
    """With a code that is no orderly end, and a line that says so."""
    assert ended("bound.within(0.05); time.sleep(60)") == (1, ["ended by force"], "")


def test_its_children_end_with_it() -> None:
    """An engine's process holds memory that nobody could free any more."""
    code, events, child = ended("""
child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
child.start()
print(child.pid, flush=True)
bound.within(0.05)
time.sleep(60)
""")

    assert (code, events) == (1, ["ended by force"])
    wait_until(lambda: not runs(int(child)))


def runs(process: int) -> bool:
    """Whether a process is there and no mere entry that its next parent has yet to remove."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return False
    return state[0] not in "ZX"


def test_an_orderly_end_comes_first() -> None:
    """The bound waits for nobody's thread."""
    assert ended("bound.within(60)") == (0, [], "")


def test_a_bound_can_be_lifted() -> None:
    """A process that goes on is left alone, and lifting what was never set changes nothing."""
    assert ended("bound.lift(); bound.within(0.05); bound.lift(); time.sleep(0.3)") == (0, [], "")


def test_a_later_bound_replaces_an_earlier_one() -> None:
    """Whichever is longer."""
    assert ended("bound.within(0.05); bound.within(60); time.sleep(0.3)") == (0, [], "")
    assert ended("bound.within(60); bound.within(0.05); time.sleep(60)")[0] == 1
