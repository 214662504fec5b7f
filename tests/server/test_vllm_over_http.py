"""The parity suite over HTTP on vLLM in bfloat16, with the system prompt of a verifier."""

import json
from pathlib import Path

from demo.server_process import served
from tests.command_line.shell import call
from tests.models.served_classifier import MARKS
from tests.models.verifier_folder import JUDGE

pytestmark = MARKS

NANO = "deskcheck-nano"
STOP_SECONDS = 60.0


def test_every_check_holds_over_http_in_bfloat16(tmp_path: Path) -> None:
    """The command against a server of its own, both with the settings of one file."""
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
