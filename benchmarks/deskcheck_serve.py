"""`deskcheck serve` as users start it, asked by senders that cost little."""

import json
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from benchmarks.load import LoadGroup
from benchmarks.own_process import OwnProcess, running
from benchmarks.traffic.json_calls import JsonCalls, json_calls
from demo.server_process import free_port
from deskcheck_client import Client

HOST = "127.0.0.1"
NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


class DeskcheckServe:
    """One server, and the scores of groups that are sent to it as problem and answers.

    `computed_tokens` are those that its replies so far say went through the model.
    """

    def __init__(self, calls: JsonCalls, process: OwnProcess) -> None:
        self._calls = calls
        self.process = process
        self.computed_tokens = 0

    async def scores(self, group: LoadGroup) -> list[float]:
        """The raw logits, in the order of the candidates; SystemExit where one has none."""
        asked = {"problem": group.problem, "candidates": group.answers}
        reply = json.loads(await self._calls.post("/v1/rerank", asked))
        self.computed_tokens += reply["usage"]["computed_tokens"]
        results = reply["results"]
        scores = {one["index"]: one["score"] for one in results if one["score"] is not None}
        if len(scores) < len(group.answers):
            raise SystemExit(f"only {len(scores)} of {len(group.answers)} candidates have a score")
        return [scores[index] for index in range(len(scores))]


@asynccontextmanager
async def deskcheck_serve(
    folder: Path, *flags: str, variables: Mapping[str, str] = NO_VARIABLES
) -> AsyncIterator[DeskcheckServe]:
    """A ready server with the vLLM engine on a free loopback port."""
    flags = ("--engine", "vllm", "--model", str(folder), *flags)
    with served(*flags, variables=variables) as server:
        async with json_calls("deskcheck serve", server.host, server.port) as calls:
            yield DeskcheckServe(calls, server.process)


@dataclass(frozen=True, slots=True)
class Served:
    """A ready server: its process, and where it listens."""

    process: OwnProcess
    host: str
    port: int

    @property
    def url(self) -> str:
        """What a client is given."""
        return f"http://{self.host}:{self.port}"


@contextmanager
def served(
    *flags: str, port: int | None = None, variables: Mapping[str, str] = NO_VARIABLES
) -> Iterator[Served]:
    """A ready server on a loopback port, a free one unless given, that logs what goes wrong."""
    port = free_port() if port is None else port
    url = f"http://{HOST}:{port}"
    program = Path(sys.executable).with_name("deskcheck")
    command = [str(program), "serve", "--port", str(port), "--log-level", "warning", *flags]
    with running(command, lambda: _ready(url), variables) as process:
        yield Served(process, HOST, port)


def _ready(url: str) -> bool:
    with Client(url, timeout=5.0, retries=0) as client:
        return client.ready()
