"""LoRA adapters on vLLM over HTTP: each scores as its merged checkpoint does in transformers."""

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from safetensors.numpy import save_file

from demo.server_process import served, stopped
from deskcheck_client import Client
from deskcheck_models.verification import Verification
from deskcheck_server.command_line.remote_scorer import RemoteScorer
from deskcheck_server.command_line.remote_subject import RemoteSubject
from deskcheck_server.settings import Settings
from tests.models.lora_adapter import merged, save_adapter
from tests.models.parity_scope import TINY, failed
from tests.models.served_classifier import MARKS
from tests.models.verifier_folder import save_verifier
from tests.server.served_subject import CALL_SECONDS, START_SECONDS, STOP_SECONDS, small_plan

pytestmark = [*MARKS, pytest.mark.torch]

PROBLEM = "Write add(a, b)."
PROGRAMS = ("def add(a, b):\n    return a + b", "def add(a, b):\n    return a - b", "x = 1")


@dataclass(frozen=True, slots=True)
class Served:
    """A server's address, and for each of its models a folder that scores like it."""

    url: str
    folders: Mapping[str, Path]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A verifier, an adapter with a head of its own, and one with that of the verifier."""
    folder = tmp_path_factory.mktemp("adapters")
    base = save_verifier(folder / "base")
    folders, flags = {"base": base}, ["--model", str(base), "--precision", "float32"]
    for seed, (name, head) in enumerate({"headed": True, "bare": False}.items()):
        saved = save_adapter(folder / f"{name}-adapter", base, seed=seed, head=head)
        flags += ["--lora", f"{name}={saved.folder}"]
        shutil.copytree(base, folder / name)
        save_file(merged(base, saved), folder / name / "model.safetensors")
        folders[name] = folder / name
    with served("--engine", "vllm", *flags, start_seconds=START_SECONDS) as (url, process):
        yield Served(url, folders)
        assert stopped(process, STOP_SECONDS) == 0


@pytest.mark.parametrize("name", ["base", "headed", "bare"])
def test_every_check_holds_for_each_model_of_one_server(server: Served, name: str) -> None:
    """The verifier is not touched by its adapters, and an adapter's head is its own."""
    folder = server.folders[name]

    def opened() -> RemoteSubject:
        scorer = RemoteScorer.connect(server.url, timeout=CALL_SECONDS)
        return RemoteSubject(scorer, Settings.read(None), name)

    plan = small_plan(folder, "float32", scope=TINY)
    rows = asyncio.run(Verification(plan, opened, restarts=False).rows(lambda _: None))

    assert failed(rows) == []


def test_models_that_are_asked_by_turns_keep_their_scores(server: Served) -> None:
    """Neither vLLM's cache nor the score cache takes one for another."""
    names = [*server.folders, *reversed(list(server.folders))]
    with Client(server.url, timeout=CALL_SECONDS) as client:
        given = [
            [
                one.score
                for one in client.rerank(PROBLEM, PROGRAMS, model=name, extraction="program")
            ]
            for name in names
        ]

    assert given == given[::-1]
    assert len({tuple(each) for each in given}) == len(server.folders)
