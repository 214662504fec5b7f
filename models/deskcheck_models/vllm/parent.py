"""vLLM's engine process ends when the server that started it has ended, however that happened.

vLLM does not watch its parent: an engine would outlive a server that was killed, and keep the GPU's
memory from the next one. vLLM calls `end_with_parent` as a plugin in each of its processes, before
an engine loads its weights.
"""

import os
import select
import signal
import threading

PARENT = "_DESKCHECK_ENGINE_PARENT"  # the process whose child is to watch it


def end_with_parent() -> None:
    """Kill this process once its parent has ended, if the parent is the one that asked for it.

    Does nothing in processes that others started, such as those of `vllm serve`.
    """
    asked = os.environ.get(PARENT)
    if asked is None or asked == str(os.getpid()):
        return
    parent = os.getppid()
    if asked == str(parent):
        threading.Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    """Wait for a process that is no child: signals of its own do not tell of it."""
    try:
        descriptor = os.pidfd_open(parent)
    except ProcessLookupError:
        os.kill(os.getpid(), signal.SIGKILL)
    else:
        select.select([descriptor], [], [])
        os.kill(os.getpid(), signal.SIGKILL)
