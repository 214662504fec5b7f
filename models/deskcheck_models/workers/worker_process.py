"""The parent's end of one extraction worker: starts it, asks it, kills and replaces it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from time import monotonic

from deskcheck_extraction import Extraction
from deskcheck_models.errors import ExtractionError
from deskcheck_models.group import Group
from deskcheck_models.workers.extraction_worker import TOGETHER_SECONDS, ExtractGroup
from deskcheck_models.workers.progress import Progress

START_SECONDS = 60.0  # an interpreter with all grammars, on a machine that is busy


class WorkerDiedError(Exception):
    """The process ended in the middle of an answer."""


class WorkerLateError(Exception):
    """The process took too long over an answer, and was killed."""


class WorkerProcess:
    """One process and the connection to it; for one thread at a time, except `kill`.

    After a death it starts again with the next group. A fresh interpreter is used and no fork:
    a server has threads, and its own modules would be loaded into every worker.
    """

    def __init__(self, extract: ExtractGroup) -> None:
        self._extract = extract
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._progress = Progress()
        self._ready = False
        self.start()

    @property
    def begun(self) -> int:
        """How many answers of the last group were begun: more than came back where it died."""
        return self._progress.begun

    def start(self) -> None:
        """Start the process and return; it loads while others work."""
        ours, theirs = Pipe()
        with theirs, Progress.shared() as (self._progress, shared):
            descriptors = (theirs.fileno(), shared)
            self._process = subprocess.Popen(
                _command(descriptors),
                pass_fds=descriptors,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # a traceback could quote an answer
                # Ctrl-C is for the parent alone. No session of its own: Linux weighs those against
                # each other.
                process_group=0,
            )
        self._connection, self._ready = ours, False
        with suppress(ConnectionError):  # noticed again, with its reason, by the first group
            ours.send(self._extract)

    def ask(self, group: Group, *, answer_seconds: float, until: float) -> Iterator[Extraction]:
        """Yield one extraction per candidate, in order.

        `until` is a time of the monotonic clock. Raises WorkerDiedError or WorkerLateError on the
        candidate at which the process was, ExtractionError where it cannot be started.
        """
        connection = self.load()
        seconds = answer_seconds + TOGETHER_SECONDS  # the answers before it may not be sent yet
        left = len(group.candidates)
        self._progress.begun = 0
        try:
            connection.send(group)
            while left:
                if not connection.poll(max(min(seconds, until - monotonic()), 0.0)):
                    raise WorkerLateError
                together: list[Extraction] = connection.recv()
                left -= len(together)
                yield from together
        except WorkerLateError:
            self.stop()
            raise
        except (EOFError, OSError) as error:
            self.stop()
            raise WorkerDiedError from error

    def kill(self) -> None:
        """End the process at once, from any thread; whoever waits for it sees a death."""
        process = self._process
        if process is not None:
            process.kill()

    def stop(self) -> None:
        """End the process, wait until it is gone, and close the connection."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None

    def load(self) -> Connection:
        """Wait until the process has loaded all; raises ExtractionError where it cannot."""
        if self._process is not None and self._process.poll() is not None:
            self.stop()  # it ended while idle, and no answer is to blame
        if self._process is None:
            self.start()
        connection = self._connection
        if connection is None or not (self._ready or self._says_ready(connection)):
            self.stop()
            raise ExtractionError(
                f"an extraction worker did not start within {START_SECONDS:.0f} s: "
                "run `python -c 'import deskcheck_models.workers.extraction_worker'` to see why"
            )
        self._ready = True
        return connection

    def _says_ready(self, connection: Connection) -> bool:
        try:
            return connection.poll(START_SECONDS) and bool(connection.recv())
        except (EOFError, OSError):
            return False


def _command(descriptors: Sequence[int]) -> list[str]:
    module = "deskcheck_models.workers.extraction_worker"
    # -P: the folder somebody starts a server in holds no modules of ours.
    return [sys.executable, "-P", "-W", "ignore", "-m", module, *map(str, descriptors)]
