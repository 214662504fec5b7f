"""The program of a worker process: groups come in over a connection, extractions go out one by one.

Started as `python -m deskcheck_models.workers.extraction_worker DESCRIPTOR`, it ends with its
parent.
"""

import os
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection

from deskcheck_extraction import Extraction
from deskcheck_models.group import Group

NICENESS = 5  # beside an engine on the same cores, whose threads wait for one another

ExtractGroup = Callable[[Group], Sequence[Extraction]]


def work(connection: Connection) -> None:
    """Receive the function, say that all is loaded, and serve groups until the parent hangs up.

    Each candidate is read and sent by itself: when this process dies, its parent knows over which.
    """
    try:
        extract: ExtractGroup = connection.recv()
        connection.send(True)
        while True:
            group: Group = connection.recv()
            for candidate in group.candidates:
                (extraction,) = extract(replace(group, candidates=(candidate,)))
                connection.send(extraction)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


if __name__ == "__main__":
    # A parser that crashes must not leave somebody's answer in a core file.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICENESS)
    work(Connection(int(sys.argv[1])))
