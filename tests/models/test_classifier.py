"""What is refused about a scalar verifier from its files alone, whatever the engine."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.checkpoints.classifier import read_classifier
from deskcheck_models.errors import CheckpointError
from tests.models.random_checkpoint import (
    LLAMA,
    QWEN2,
    QWEN3,
    random_weights,
    save_random_checkpoint,
    tiny_config,
    write_config,
)


def test_the_bundled_verifier_is_read() -> None:
    """Its sizes are those of its card."""
    found = read_classifier(BUNDLED_FOLDER)

    assert (found.architecture, found.pad_token_id, found.max_positions) == (QWEN3, 4087, 4096)
    assert found.weight_bytes < (BUNDLED_FOLDER / "model.safetensors").stat().st_size
    assert found.cache_numbers == 2 * 5 * 1 * 64


@pytest.mark.parametrize("architecture", [QWEN3, QWEN2, LLAMA, "MistralForSequenceClassification"])
def test_any_sequence_classifier_is_read(tmp_path: Path, architecture: str) -> None:
    """Whether an engine knows the architecture is not asked here."""
    save_random_checkpoint(tmp_path)
    write_config(tmp_path, tiny_config(architectures=[architecture]))

    assert read_classifier(tmp_path).architecture == architecture


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"architectures": ["Qwen3ForCausalLM"]}, r"\['Qwen3ForCausalLM'\], which is no sequence"),
        ({"architectures": None}, "no sequence classifier"),
        ({"id2label": {"0": "bad", "1": "good"}}, "has 2 labels; a verifier has one"),
        ({"id2label": None}, "has 2 labels; a verifier has one"),
        ({"pad_token_id": None}, "pad_token_id is None.*Set it"),
        ({"pad_token_id": -1}, "pad_token_id is -1.*Set it"),
        ({"is_causal": False}, "is_causal is false"),
        ({"use_bidirectional_attention": True}, "lets tokens see those after them"),
        ({"classifier_from_token": ["no", "yes"]}, "rows of the vocabulary"),
        ({"method": "from_2_way_softmax"}, "rows of the vocabulary"),
        ({"quantization_config": {"quant_method": "fp8"}}, "does not leave the layer score alone"),
        ({"max_position_embeddings": None}, "max_position_embeddings is missing"),
    ],
)
def test_a_config_that_is_no_verifiers_is_refused_with_value_and_remedy(
    tmp_path: Path, changes: Mapping[str, object], words: str
) -> None:
    """In one sentence that names the file."""
    save_random_checkpoint(tmp_path)
    write_config(tmp_path, tiny_config(**changes))

    with pytest.raises(CheckpointError, match=words) as refused:
        read_classifier(tmp_path)

    assert "config.json" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("key", ["ignore", "ignored_layers", "modules_to_not_convert"])
@pytest.mark.parametrize("name", ["score", "re:.*score"])
def test_a_quantised_checkpoint_that_leaves_its_head_alone_is_read(
    tmp_path: Path, key: str, name: str
) -> None:
    """Under the key of any quantiser."""
    save_random_checkpoint(tmp_path)
    quantised = {"quant_method": "fp8", key: ["lm_head", name]}
    write_config(tmp_path, tiny_config(quantization_config=quantised))

    assert read_classifier(tmp_path).quantised


@pytest.mark.parametrize(
    ("tensor", "words"),
    [
        (np.zeros((2, 32), np.float32), r"shape \[2, 32\]; a verifier's head has one row"),
        (np.zeros((1, 32), np.int8), "stored as I8; a quantised head"),
        (None, "no tensor score.weight"),
    ],
)
def test_a_head_that_is_none_is_refused(
    tmp_path: Path, tensor: NDArray[np.float32] | None, words: str
) -> None:
    """By the tensor's real shape and type, whatever config.json says."""
    write_config(tmp_path, tiny_config())
    weights = {**random_weights(tmp_path), "score.weight": tensor}
    held = {name: values for name, values in weights.items() if values is not None}
    save_file(held, tmp_path / "model.safetensors")

    with pytest.raises(CheckpointError, match=words):
        read_classifier(tmp_path)


def test_a_bias_of_the_head_is_refused(tmp_path: Path) -> None:
    """transformers leaves it out and vLLM adds it."""
    write_config(tmp_path, tiny_config())
    weights = {**random_weights(tmp_path), "score.bias": np.ones(1, np.float32)}
    save_file(weights, tmp_path / "model.safetensors")

    with pytest.raises(CheckpointError, match=r"score\.bias"):
        read_classifier(tmp_path)


def test_a_length_from_sentence_transformers_is_refused(tmp_path: Path) -> None:
    """It would cut silently what the verifier reads."""
    save_random_checkpoint(tmp_path)
    file = tmp_path / "sentence_bert_config.json"
    file.write_text(json.dumps({"max_seq_length": 128}))

    with pytest.raises(CheckpointError, match="max_seq_length is 128"):
        read_classifier(tmp_path)
