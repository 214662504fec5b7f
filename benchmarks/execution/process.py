"""One sandboxed process from its start to its end, watched by a clock and a counter of bytes."""

import os
import selectors
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import perf_counter

from benchmarks.execution import harness
from benchmarks.execution.cpu_clock import tree_seconds
from benchmarks.execution.limits import Limits

CHUNK = 65_536  # what a pipe holds
HARNESS = Path(harness.__file__).read_text(encoding="utf-8")

Wrap = Callable[[Sequence[str]], Sequence[str]]


class End(StrEnum):
    """Why a process is over."""

    EXIT = "exit"
    TIME = "time"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that is over, with what it wrote; `exit_code` is negative for a signal."""

    end: End
    exit_code: int
    output: bytes
    errors: bytes
    report: bytes
    seconds: float
    cpu_seconds: float


def run_process(wrap: Wrap, interpreter: str, *, job: bytes, stdin: bytes, limits: Limits) -> Ended:
    """Start the harness in a sandbox, wait for it, and kill what is left of its process group.

    `wrap` makes a command into one that runs in the sandbox. The wait ends at the wall time or when
    too much was written; processes that left the group are the sandbox's to end.
    """
    started = perf_counter()
    with ExitStack() as stack:
        streams = _Streams([stack.enter_context(_pipe()) for _ in range(3)], limits.output_bytes)
        process = _started(wrap, interpreter, job, stdin, streams)
        try:
            end = _watched(process.pid, streams, started + limits.wall_seconds)
        finally:
            cpu_seconds = _ended(process)
        streams.drain()
        output, errors, report = streams.texts()
    if streams.full and end is End.EXIT:
        end = End.OUTPUT
    seconds = perf_counter() - started
    return Ended(end, process.returncode, output, errors, report, seconds, cpu_seconds)


@dataclass(slots=True)
class _Pipe:
    """A pipe out of the sandbox, and what came through it."""

    receiver: int
    sender: int
    text: bytearray


@contextmanager
def _pipe() -> Iterator[_Pipe]:
    pipe = _Pipe(*os.pipe(), bytearray())
    os.set_blocking(pipe.receiver, False)
    try:
        yield pipe
    finally:
        os.close(pipe.receiver)
        if pipe.sender >= 0:
            os.close(pipe.sender)


class _Streams:
    """Standard output, standard error and the report, within one bound of bytes."""

    def __init__(self, pipes: Sequence[_Pipe], bound: int) -> None:
        self._pipes = {pipe.receiver: pipe for pipe in pipes}
        self._left = bound

    @property
    def full(self) -> bool:
        """Whether more was written than the bound."""
        return self._left < 0

    @property
    def receivers(self) -> tuple[int, ...]:
        """What to watch for data."""
        return tuple(self._pipes)

    @property
    def senders(self) -> tuple[int, ...]:
        """Where the sandbox writes to: output, errors, report."""
        return tuple(pipe.sender for pipe in self._pipes.values())

    def close_senders(self) -> None:
        """Leave them to the sandbox, so that their end can be seen."""
        for pipe in self._pipes.values():
            os.close(pipe.sender)
            pipe.sender = -1

    def read(self, receiver: int) -> bool:
        """Take what is there; says whether more may come."""
        try:
            chunk = os.read(receiver, CHUNK)
        except BlockingIOError:
            return True
        self._left -= len(chunk)
        self._pipes[receiver].text += chunk
        return bool(chunk)

    def drain(self) -> None:
        """Take what is left after the end: at most what one pipe holds, from each."""
        for receiver in self._pipes:
            self.read(receiver)

    def texts(self) -> tuple[bytes, bytes, bytes]:
        """Output, errors and report so far."""
        output, errors, report = (bytes(pipe.text) for pipe in self._pipes.values())
        return output, errors, report


def _started(
    wrap: Wrap, interpreter: str, job: bytes, stdin: bytes, streams: _Streams
) -> subprocess.Popen[bytes]:
    output, errors, report = streams.senders
    with _memory_file(job) as given, _memory_file(stdin) as read:
        command = [interpreter, "-I", "-S", "-c", HARNESS, str(given), str(report)]
        process = subprocess.Popen(
            wrap(command),
            stdin=read,
            stdout=output,
            stderr=errors,
            pass_fds=(given, report),
            start_new_session=True,
        )
    streams.close_senders()
    return process


def _watched(pid: int, streams: _Streams, deadline: float) -> End:
    """Read until the process is over, the time is up, or too much was written."""
    with ExitStack() as stack:
        over = os.pidfd_open(pid)
        stack.callback(os.close, over)
        selector = stack.enter_context(selectors.DefaultSelector())
        for descriptor in (over, *streams.receivers):
            selector.register(descriptor, selectors.EVENT_READ)
        while (left := deadline - perf_counter()) > 0:
            ready = {key.fd for key, _ in selector.select(left)}
            for descriptor in ready - {over}:
                if not streams.read(descriptor):
                    selector.unregister(descriptor)
            if streams.full:
                return End.OUTPUT
            if over in ready:
                return End.EXIT
    return End.TIME


def _ended(process: subprocess.Popen[bytes]) -> float:
    """Kill the group, collect the process, and give the CPU seconds of all that it started."""
    living = tree_seconds(process.pid)  # who is killed is not waited for, and so not in the usage
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    _, status, usage = os.wait4(process.pid, 0)  # unlike wait(), it tells what was used
    process.returncode = os.waitstatus_to_exitcode(status)
    return max(living, usage.ru_utime + usage.ru_stime)


@contextmanager
def _memory_file(content: bytes) -> Iterator[int]:
    """A descriptor that reads the content; nothing of it is on any disk."""
    descriptor = os.memfd_create("job")
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)
