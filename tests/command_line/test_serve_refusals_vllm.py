"""What `deskcheck serve --engine vllm` refuses once vLLM is loaded: one line, and status 2."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.command_line.shell import call
from tests.models.served_classifier import MARKS, collect_what_vllm_leaves
from tests.models.verifier_folder import save_verifier

pytestmark = MARKS

FOREIGN = {"architectures": ["NoForSequenceClassification"], "model_type": "no"}
UNKNOWN = ("--engine-arguments", '{"max_num_seq": 4}')


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Free what vLLM leaves while the filters of MARKS hold."""
    yield
    collect_what_vllm_leaves()


@pytest.mark.parametrize(
    ("changes", "flags", "words"),
    [
        (FOREIGN, (), "vLLM refuses"),
        ({}, ("--max-tokens", str(10**12)), "set max_tokens to"),
        ({}, UNKNOWN, "did you mean 'max_num_seqs'"),
    ],
)
def test_what_only_vllm_or_the_machine_can_tell_ends_with_2(
    tmp_path: Path, changes: Mapping[str, object], flags: tuple[str, ...], words: str
) -> None:
    """A foreign architecture, more context than the memory holds, an argument that is none."""
    file = save_verifier(tmp_path) / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))

    outcome = call("serve", "--engine", "vllm", "--model", tmp_path, "--port", "0", *flags)

    assert (outcome.code, outcome.out) == (2, "")
    assert words in " ".join(outcome.err.split())
