"""Verifiers that `deskcheck serve --engine vllm` refuses, in one line and with status 2."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from deskcheck_models.catalogue import BUNDLED_FOLDER
from tests.command_line.shell import Outcome, call
from tests.models.random_checkpoint import save_random_checkpoint

WEIGHTS = "model.safetensors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny random verifier with the bundled tokenizer and template."""
    folder = save_random_checkpoint(tmp_path / "tiny", vocab_size=4096)
    for name in ("chat_template.jinja", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(BUNDLED_FOLDER / name, folder)
    return folder


def served(folder: Path, *more: str) -> Outcome:
    """How a server on the folder ends."""
    return call("serve", "--engine", "vllm", "--model", folder, "--port", "0", *more)


def changed(**fields: object) -> Callable[[Path], None]:
    """Other values in config.json."""

    def change(folder: Path) -> None:
        file = folder / "config.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), **fields}))

    return change


def removed(name: str) -> Callable[[Path], None]:
    """A file less."""
    return lambda folder: (folder / name).unlink()


def written(name: str, text: str) -> Callable[[Path], None]:
    """A file with another content."""

    def write(folder: Path) -> None:
        (folder / name).write_text(text)

    return write


def cut(folder: Path) -> None:
    """Half the weights, as after a download that broke off."""
    content = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(content[: len(content) // 2])


def half_sharded(folder: Path) -> None:
    """An index of two shards, of which one is there."""
    (folder / WEIGHTS).rename(folder / "model-00001-of-00002.safetensors")
    placed = {"score.weight": "model-00002-of-00002.safetensors"}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": placed}))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (changed(architectures=["Qwen3ForCausalLM"]), "which is no sequence classifier; choose"),
        (changed(id2label={"0": "a", "1": "b"}), "has 2 labels; a verifier has one"),
        (changed(pad_token_id=None), "Set it to the tokenizer's pad token"),
        (removed("chat_template.jinja"), "has no chat template"),
        (removed("config.json"), "config.json cannot be read"),
        (written("config.json", "{"), "is not valid JSON"),
        (removed("tokenizer.json"), "tokenizer.json is missing"),
        (written("tokenizer.json", "{}"), "tokenizer.json cannot be read"),
        (written("tokenizer_config.json", "{"), "tokenizer_config.json cannot be read"),
        (removed(WEIGHTS), "model.safetensors cannot be read"),
        (cut, "model.safetensors is damaged"),
        (half_sharded, "model-00002-of-00002.safetensors cannot be read"),
    ],
)
def test_a_checkpoint_that_cannot_be_served_ends_with_2(
    folder: Path, damage: Callable[[Path], None], words: str
) -> None:
    """With one sentence on standard error, before any engine is loaded."""
    damage(folder)

    outcome = served(folder)

    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("error: ")
    assert words in " ".join(outcome.err.split())


def test_quantised_weights_that_nobody_verified_end_with_2(folder: Path) -> None:
    """With the command that verifies them."""
    changed(quantization_config={"quant_method": "fp8", "ignore": ["score"]})(folder)

    outcome = served(folder)

    assert (outcome.code, "deskcheck verify" in outcome.err) == (2, True)


@pytest.mark.parametrize("text", ["[1]", "{", "64"])
def test_engine_arguments_that_are_no_object_end_with_2(folder: Path, text: str) -> None:
    """With what to give instead."""
    outcome = served(folder, "--engine-arguments", text)

    assert (outcome.code, "give a JSON object" in outcome.err) == (2, True)


def test_engine_arguments_are_for_vllm_only() -> None:
    """The embedded engine takes none."""
    outcome = call("serve", "--engine-arguments", '{"max_num_seqs": 64}')

    assert (outcome.code, "is for engine vllm" in outcome.err) == (2, True)


def test_an_adapter_that_cannot_be_served_ends_with_2(folder: Path, tmp_path: Path) -> None:
    """By its form, or by its files, before vLLM is loaded."""
    form = served(folder, "--lora", "strict")
    files = served(folder, "--lora", f"strict={tmp_path / 'nowhere'}")

    assert (form.code, "NAME=FOLDER" in form.err) == (2, True)
    assert (files.code, "the adapter strict, is no folder" in " ".join(files.err.split())) == (
        2,
        True,
    )
