"""A server on vLLM whose engine is killed under load, and one whose callers hang up."""

import os
import re
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from subprocess import Popen
from time import monotonic, sleep

import httpx2
import pytest

from demo.server_process import served
from tests.models.descendants import descendants, living
from tests.models.served_classifier import MARKS
from tests.server.waiting import wait_until

pytestmark = MARKS

START_SECONDS = 480.0
STOP_SECONDS = 90.0  # an engine takes up to twenty, and a busy machine its time
LINES = "".join(f"    total = total * {number} + first\n" for number in range(150))
SMALL = {"problem": "Add two numbers.", "candidates": ["def add(a, b):\n    return a + b"]}
LARGE = {
    "problem": "Add two numbers.",
    "candidates": [f"def add{number}(first, total):\n{LINES}" for number in range(48)],
}


@dataclass(frozen=True, slots=True)
class VllmServer:
    """Where it listens, and its process."""

    url: str
    process: Popen[bytes]

    def post(self, body: Mapping[str, object], seconds: float = 120) -> httpx2.Response:
        """The reply to one request; an error where it takes longer."""
        return httpx2.post(f"{self.url}/v1/rerank", json=body, timeout=seconds)

    def status(self, path: str = "/readyz") -> int:
        """What a probe answers."""
        return httpx2.get(f"{self.url}{path}").status_code

    def figure(self, name: str) -> float:
        """One figure of its metrics."""
        found = re.search(rf"^{name} (\S+)$", httpx2.get(f"{self.url}/metrics").text, re.MULTILINE)
        return float(found[1]) if found else 0.0

    def kill_engine(self) -> None:
        """End vLLM's process, and nothing else that the server has started."""
        for process in descendants(self.process.pid):
            with open(f"/proc/{process}/cmdline", "rb") as file:
                command = file.read()
            if b"EngineCore" in command:
                os.kill(process, signal.SIGKILL)


@pytest.fixture
def server() -> Iterator[VllmServer]:
    """A server on vLLM without a score cache, so that every request reaches the engine."""
    flags = ("--engine", "vllm", "--score-cache-entries", "0", "--workers", "1")
    with served(*flags, start_seconds=START_SECONDS) as (url, process):
        yield VllmServer(url, process)
        process.terminate()
        process.wait(STOP_SECONDS)


def begun(server: VllmServer) -> bool:
    """Whether the engine has something to compute."""
    return server.figure("deskcheck_engine_tokens") > 0


def test_a_killed_engine_comes_back(server: VllmServer) -> None:
    """Those in flight and those who come are told when to come again; then all is as before."""
    before = server.post(SMALL).json()["results"]
    with ThreadPoolExecutor() as threads:
        flying = threads.submit(server.post, LARGE)
        wait_until(lambda: begun(server))
        server.kill_engine()
        killed = monotonic()
        wait_until(lambda: server.status() == 503)
        noticed = monotonic() - killed
        late = server.post(SMALL)
        lost = flying.result()
    wait_until(lambda: server.status() == 200, START_SECONDS)
    after = server.post(SMALL).json()["results"]
    restarts = server.figure("deskcheck_engine_restarts_total")
    processes = descendants(server.process.pid)
    server.process.terminate()
    code = server.process.wait(STOP_SECONDS)

    assert (lost.status_code, late.status_code) == (503, 503)
    assert all(int(reply.headers["retry-after"]) >= 1 for reply in (lost, late))
    assert noticed < 5
    assert [one["score"] for one in after] == pytest.approx([one["score"] for one in before])
    assert (restarts, code) == (1, 0)
    assert not any(map(living, processes))


def test_a_caller_that_hangs_up_frees_the_engine(server: VllmServer) -> None:
    """What it left is dropped inside vLLM: the next caller does not wait for it."""
    began = monotonic()
    server.post(LARGE)
    whole = monotonic() - began
    with pytest.raises(httpx2.TimeoutException):
        server.post({**LARGE, "problem": "Add two other numbers."}, seconds=min(whole / 4, 1.0))
    left = monotonic()
    server.post(SMALL)
    waited = monotonic() - left
    sleep(0.5)

    assert waited < whole / 2
    assert server.figure("deskcheck_engine_tokens") == 0


def test_nothing_is_left_of_a_server_that_is_killed(server: VllmServer) -> None:
    """Its engine would keep the memory from the next server."""
    processes = descendants(server.process.pid)
    server.process.kill()
    server.process.wait(STOP_SECONDS)
    wait_until(lambda: not any(map(living, processes)))

    assert len(processes) > 1
