"""What the processes that vLLM starts inherit from this one.

vLLM reads its switches from the environment when it is imported, and again in each process that it
starts, and offers no argument for these. They are set around the start and taken back after it,
together with what vLLM itself writes there (such as a preloaded allocator), so that nothing started
later inherits them. The size of its key/value cache is an argument, but where the operator has set
VLLM_CPU_KVCACHE_SPACE, vLLM obeys that instead.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

from deskcheck_models.vllm.parent import PARENT

# What the operator has set already wins.
SWITCHES = {
    "DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",  # a verifier is a folder: nothing is fetched while it is served
    # Each step makes tensors of megabytes and frees them. glibc would hand their pages back to the
    # system, and fetch and clear new ones for the next step: a tenth of all time on a CPU.
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": str(2**30),
    "OMP_WAIT_POLICY": "PASSIVE",  # a thread that waits for another leaves its core to other work
    "TORCH_CPP_LOG_LEVEL": "ERROR",
    "TRANSFORMERS_OFFLINE": "1",
    "VLLM_CPU_NUM_OF_RESERVED_CPU": "0",  # the forward pass takes all cores
    "VLLM_ENABLE_V1_MULTIPROCESSING": "0",  # on a CPU: no worker process below the engine's
    "VLLM_LOGGING_LEVEL": "ERROR",
    "VLLM_LOGGING_STREAM": "ext://sys.stderr",  # standard output is for the command line's results
    "VLLM_NO_USAGE_STATS": "1",
    "VLLM_WORKER_MULTIPROC_METHOD": "spawn",  # a server has threads, and a fork copies their locks
}


@contextmanager
def vllm_environment() -> Iterator[None]:
    """Set vLLM's switches and hold back interrupts while its processes start.

    The environment is one for the whole process: do not enter it from two threads at once.
    """
    before = dict(os.environ)
    for name, value in SWITCHES.items():
        os.environ.setdefault(name, value)
    os.environ[PARENT] = str(os.getpid())
    resource_tracker.ensure_running()  # its own start would unblock the signal again
    # A blocked signal stays blocked in what is started here. Otherwise Ctrl-C, which reaches all
    # processes of the terminal at once, ends the engine before the accepted requests are answered.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.environ.clear()
        os.environ.update(before)
