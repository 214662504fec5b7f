"""A load of the bundled client on one address, in threads, with every answer kept."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from deskcheck_client import Client, ClientError

ANSWERS = ["```python\ndef add(a, b):\n    return a + b\n```", "def add(a, b):\n    return a - b\n"]
PROBLEMS = [f"Write function {number}." for number in range(40)]
CALLERS = 4

Scores = tuple[float | None, ...]


class LoadThrough:
    """Calls about the same problems again and again, until it is told to end."""

    def __init__(self, url: str) -> None:
        self.answered: list[tuple[str, Scores]] = []
        self.lost: list[ClientError] = []
        self._url = url
        self._numbers = count()
        self._ended = threading.Event()

    def call(self) -> None:
        """One caller's loop."""
        with Client(self._url, timeout=30.0) as client:
            while not self._ended.is_set():
                problem = PROBLEMS[next(self._numbers) % len(PROBLEMS)]
                try:
                    ranking = client.rerank(problem, ANSWERS)
                except ClientError as error:
                    self.lost.append(error)
                else:
                    self.answered.append((problem, tuple(one.score for one in ranking)))

    def end(self) -> None:
        """Let each caller finish its last call."""
        self._ended.set()

    @property
    def different(self) -> list[str]:
        """The problems whose scores were not the same each time."""
        found: dict[str, set[Scores]] = {}
        for problem, scores in self.answered:
            found.setdefault(problem, set()).add(scores)
        return [problem for problem, scores in found.items() if len(scores) > 1]


@contextmanager
def load_through(url: str) -> Iterator[LoadThrough]:
    """A load while the block runs; when it is left, every call has been answered or lost."""
    load = LoadThrough(url)
    threads = [threading.Thread(target=load.call) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        load.end()
        for thread in threads:
            thread.join()
