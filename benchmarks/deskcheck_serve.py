"""`deskcheck serve` as users start it, spoken to through its client."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

from benchmarks.load import LoadGroup
from benchmarks.own_process import OwnProcess, running
from demo.server_process import free_port
from deskcheck_client import AsyncClient, Client

CALL_SECONDS = 600.0
NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


class DeskcheckServe:
    """One server, and the scores of groups that are sent to it as problem and answers."""

    def __init__(self, client: AsyncClient, process: OwnProcess) -> None:
        self._client = client
        self.process = process

    async def scores(self, group: LoadGroup) -> list[float]:
        """The raw logits, in the order of the candidates; SystemExit where one has none."""
        ranking = await self._client.rerank(group.problem, group.answers)
        scores = {one.index: one.score for one in ranking if one.score is not None}
        if len(scores) < len(group.answers):
            raise SystemExit(f"only {len(scores)} of {len(group.answers)} candidates have a score")
        return [scores[index] for index in range(len(scores))]


@asynccontextmanager
async def deskcheck_serve(
    folder: Path, *flags: str, variables: Mapping[str, str] = NO_VARIABLES
) -> AsyncIterator[DeskcheckServe]:
    """A ready server with the vLLM engine on a free loopback port."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    program = Path(sys.executable).with_name("deskcheck")
    command = [str(program), "serve", "--engine", "vllm", "--model", str(folder), *flags]
    command += ["--port", str(port), "--log-level", "warning"]
    with running(command, lambda: _ready(url), variables) as process:
        async with AsyncClient(url, timeout=CALL_SECONDS) as client:
            yield DeskcheckServe(client, process)


def _ready(url: str) -> bool:
    with Client(url, timeout=5.0, retries=0) as client:
        return client.ready()
