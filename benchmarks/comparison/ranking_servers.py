"""Way (a): a Deskcheck server in a process of its own, asked over HTTP by the bundled client."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter, process_time

from benchmarks.execution.cpu_clock import tree_seconds
from demo.server_process import served
from deskcheck_client import Client

START_SECONDS = 900.0  # vLLM compiles on its first start
REQUEST_SECONDS = 60.0
WARM_UP_PROBLEM = "Write a function `double` that doubles a number."
WARM_UP_PROGRAMS = ("def double(number):\n    return 2 * number\n", "def double(x): return x\n")


@dataclass(frozen=True, slots=True)
class Contestant:
    """A verifier in an engine."""

    model: str
    engine: str

    @property
    def way(self) -> str:
        """Its name among the ways."""
        return f"rerank, {self.model}, {self.engine}"


@dataclass(frozen=True, slots=True)
class Ranked:
    """Indices, best first, and what ranking took: the client's CPU seconds are in it too."""

    order: tuple[int, ...]
    seconds: float
    cpu_seconds: float
    tokens: int
    cached_tokens: int


class RankingServer:
    """A running server, with the client that asks it."""

    def __init__(self, contestant: Contestant, client: Client, pid: int) -> None:
        self.contestant = contestant
        self._client = client
        self.pid = pid

    def rank(self, problem: str, programs: Sequence[str]) -> Ranked:
        """Rank programs by one request; raises ClientError, and tries nothing twice."""
        cpu_before = tree_seconds(self.pid) + process_time()
        started = perf_counter()
        ranking = self._client.rerank(
            problem, programs, language="python", extraction="program", truncation="problem"
        )
        seconds = perf_counter() - started
        cpu_seconds = tree_seconds(self.pid) + process_time() - cpu_before
        order = tuple(
            result.index for result in sorted(ranking.results, key=lambda result: result.rank)
        )
        return Ranked(
            order, seconds, cpu_seconds, ranking.usage.tokens, ranking.usage.cached_tokens
        )


@contextmanager
def ranking_server(contestant: Contestant) -> Iterator[RankingServer]:
    """Start one, warm it up, and stop it at the end.

    The score cache is off: candidates come again at other sizes, and must be read again.
    """
    flags = ("--model", contestant.model, "--engine", contestant.engine)
    with (
        served(*flags, "--score-cache-entries", "0", start_seconds=START_SECONDS) as started,
        Client(started[0], timeout=REQUEST_SECONDS, retries=0) as client,
    ):
        server = RankingServer(contestant, client, started[1].pid)
        for _ in range(3):
            server.rank(WARM_UP_PROBLEM, WARM_UP_PROGRAMS)
        yield server
