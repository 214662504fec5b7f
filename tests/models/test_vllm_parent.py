"""An engine's process that ends with its parent."""

import os
import signal
import subprocess
import sys
import textwrap
from time import sleep

from deskcheck_models.vllm.parent import PARENT
from tests.server.waiting import wait_until

CHILD = "from deskcheck_models.vllm.parent import end_with_parent as watch; watch(); "
SLEEP = CHILD + "print('ready', flush=True); import time; time.sleep(60)"
# A parent that starts a child as vLLM starts an engine, says who it is, and is killed.
START = textwrap.dedent("""
    import os, subprocess, sys
    os.environ[sys.argv[1]] = sys.argv[2].format(os.getpid())
    child = subprocess.Popen([sys.executable, "-c", sys.argv[3]], stdout=subprocess.PIPE)
    child.stdout.readline()
    print(child.pid, flush=True)
    child.wait()
""")


def started(asked: str) -> tuple[subprocess.Popen[str], int]:
    """A parent and its child, where the environment names `asked` as the parent to watch."""
    parent = subprocess.Popen(
        [sys.executable, "-c", START, PARENT, asked, SLEEP], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    return parent, int(parent.stdout.readline())


def runs(process: int) -> bool:
    """Whether it is there and no zombie: nobody may be left to wait for it."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def killed(parent: subprocess.Popen[str]) -> None:
    """End it as the system does where memory is short."""
    with parent:
        parent.kill()


def test_a_child_ends_with_the_parent_that_asked_for_it() -> None:
    """However the parent ended."""
    parent, child = started("{}")
    before = runs(child)
    killed(parent)
    wait_until(lambda: not runs(child))

    assert before


def test_a_child_of_another_process_is_left_alone() -> None:
    """Whoever runs vLLM beside Deskcheck does not notice it."""
    parent, child = started("1")
    killed(parent)
    sleep(0.3)

    assert runs(child)
    os.kill(child, signal.SIGKILL)
