"""Quantised weights from `deskcheck verify` to `deskcheck serve`, on vLLM's int8 arithmetic."""

import json
from pathlib import Path

import pytest

from demo.server_process import served, stopped
from deskcheck_client import Client
from deskcheck_models.catalogue import BUNDLED_FOLDER
from tests.command_line.shell import call, run
from tests.models.quantised_verifier import save_quantised
from tests.models.served_classifier import MARKS, collect_what_vllm_leaves
from tests.server.served_subject import CALL_SECONDS, START_SECONDS, STOP_SECONDS

pytestmark = [*MARKS, pytest.mark.torch]

PROGRAMS = ("def add(a, b):\n    return a + b", "def add(a, b):\n    return a - b", "x = 1")


def test_int8_weights_are_served_once_their_ranks_agree(tmp_path: Path) -> None:
    """Refused without the record, verified against the whole weights, and then served."""
    small, record = save_quantised(tmp_path / "small", BUNDLED_FOLDER), tmp_path / "record.json"
    engine = ("--engine", "vllm", "--precision", "bfloat16")

    refused = run("serve", *engine, "--model", small)
    verified = call("verify", small, *engine, "--reference", BUNDLED_FOLDER, "--quick", "--json")
    collect_what_vllm_leaves()
    record.write_text(verified.out)
    told = json.loads(verified.out)
    flags = (*engine, "--model", str(small), "--verified", str(record))
    with served(*flags, start_seconds=START_SECONDS) as (url, process):
        with Client(url, timeout=CALL_SECONDS) as client:
            ranking = client.rerank("Write add(a, b).", PROGRAMS, extraction="program")
        assert stopped(process, STOP_SECONDS) == 0

    assert refused.code == 2
    assert "whose ranks must be compared" in refused.err
    assert (verified.code, told["holds"]) == (0, True)
    assert len({result.score for result in ranking}) == len(PROGRAMS)
