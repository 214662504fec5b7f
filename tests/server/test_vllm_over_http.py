"""The parity suite over HTTP on vLLM: `deskcheck serve` beside transformers, for many a verifier.

Each table compares lengths from one token to the limit, groups of 1 to 64, cache missed and hit,
the longest at once, scores after cancelled calls, real programs, their ranks, and token counts.
"""

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from demo.server_process import served
from tests.command_line.shell import call
from tests.models.parity_scope import failed
from tests.models.served_classifier import MARKS
from tests.models.verifier_folder import JUDGE, save_verifier
from tests.server.served_subject import rows_over_http, small_plan

pytestmark = [*MARKS, pytest.mark.torch]

NANO = "deskcheck-nano"
STOP_SECONDS = 60.0

# Candidates of up to a thousand tokens are computed in several steps, between parts of others.
SHORT_CHUNKS = json.dumps({"max_num_batched_tokens": 128, "max_num_seqs": 32})
COMPILED = json.dumps({"enforce_eager": False})


def test_every_check_holds_for_qwen25_in_short_chunks(tmp_path: Path) -> None:
    """With biases on queries, keys and values, in float32."""
    plan = small_plan(save_verifier(tmp_path, "qwen2.5"), "float32")

    rows = asyncio.run(rows_over_http(plan, "--engine-arguments", SHORT_CHUNKS))

    assert failed(rows) == []


def test_every_check_holds_for_llama_and_after_a_restart(tmp_path: Path) -> None:
    """The server is stopped and started again; its rotation is scaled, in float32."""
    plan = small_plan(save_verifier(tmp_path, "llama"), "float32")

    rows = asyncio.run(rows_over_http(plan, restarts=True))

    assert failed(rows) == []
    assert "after a restart" in {row.check for row in rows}


@pytest.mark.skipif(shutil.which("g++") is None, reason="vLLM compiles with g++")
def test_every_check_holds_compiled_for_a_deep_verifier_like_skywork(tmp_path: Path) -> None:
    """Twelve layers through torch's compiler, in short chunks too."""
    plan = small_plan(save_verifier(tmp_path, "skywork"), "float32")
    arguments = json.dumps(json.loads(SHORT_CHUNKS) | json.loads(COMPILED))

    rows = asyncio.run(rows_over_http(plan, "--engine-arguments", arguments))

    assert failed(rows) == []


def test_every_check_holds_in_bfloat16_with_the_system_prompt_of_themis(tmp_path: Path) -> None:
    """A wider verifier, whose scores differ by hundredths."""
    prompt = tmp_path / "judge.txt"
    prompt.write_text(JUDGE)
    plan = small_plan(save_verifier(tmp_path / "themis", "themis"), "bfloat16", system=JUDGE)

    rows = asyncio.run(rows_over_http(plan, "--system-prompt-file", str(prompt)))

    assert failed(rows) == []


def test_every_check_holds_for_the_bundled_verifier_by_the_command(tmp_path: Path) -> None:
    """`deskcheck verify --url` in bfloat16, both sides with the settings of one file."""
    prompt, config = tmp_path / "judge.txt", tmp_path / "settings.toml"
    prompt.write_text(JUDGE)
    config.write_text(f"system_prompt_file = {json.dumps(str(prompt))}\n")
    shared = ("--config", str(config), "--precision", "bfloat16")
    with served("--engine", "vllm", *shared, start_seconds=240) as (url, process):
        outcome = call("verify", NANO, *shared, "--url", url, "--quick", "--json")
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0

    told = json.loads(outcome.out)

    assert [row["check"] for row in told["checks"] if not row["holds"]] == []
    assert (outcome.code, told["precision"]) == (0, "bfloat16")
