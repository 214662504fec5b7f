"""The program of a worker process: groups come in over a connection, and extractions go out.

Started as `python -m deskcheck_models.workers.extraction_worker CONNECTION PROGRESS`, two
descriptors, it ends with its parent.
"""

import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from time import monotonic

from deskcheck_extraction import Extraction
from deskcheck_models.group import Group
from deskcheck_models.workers.progress import Progress

TOGETHER_SECONDS = 0.02  # extractions of so long go out in one message: each stops the parent

ExtractGroup = Callable[[Group], Sequence[Extraction]]


def work(connection: Connection, progress: Progress) -> None:
    """Receive the function, say that all is loaded, and serve groups until the parent hangs up.

    Each candidate is read by itself: when this process dies, `progress` tells its parent over
    which.
    """
    try:
        extract: ExtractGroup = connection.recv()
        connection.send(True)
        while True:
            group: Group = connection.recv()
            for together in _extracted(group, extract, progress):
                connection.send(together)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _extracted(
    group: Group, extract: ExtractGroup, progress: Progress
) -> Iterator[list[Extraction]]:
    ready: list[Extraction] = []
    last = monotonic()
    for number, candidate in enumerate(group.candidates, 1):
        progress.begun = number
        ready += extract(replace(group, candidates=(candidate,)))
        now = monotonic()
        if now - last >= TOGETHER_SECONDS:
            yield ready
            ready, last = [], now
    if ready:
        yield ready


if __name__ == "__main__":
    # A parser that crashes must not leave somebody's answer in a core file.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    work(Connection(int(sys.argv[1])), Progress(int(sys.argv[2])))
