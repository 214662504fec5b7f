"""Small random verifiers in the Hugging Face layout, made with numpy alone."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from deskcheck_models.checkpoints.checkpoint import read_checkpoint
from deskcheck_models.checkpoints.weights import weight_shapes

QWEN3 = "Qwen3ForSequenceClassification"
QWEN2 = "Qwen2ForSequenceClassification"
LLAMA = "LlamaForSequenceClassification"

VOCABULARY_SIZE = 97

_TINY_CONFIG: Mapping[str, object] = {
    "architectures": [QWEN3],
    "hidden_act": "silu",
    "hidden_size": 32,
    "id2label": {"0": "LABEL_0"},
    "intermediate_size": 48,
    "head_dim": 8,
    "max_position_embeddings": 1024,
    "model_type": "qwen3",
    "num_attention_heads": 4,
    "num_hidden_layers": 3,
    "num_key_value_heads": 2,
    "pad_token_id": 0,
    "rms_norm_eps": 1e-6,
    "rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"},
    "tie_word_embeddings": True,
    "vocab_size": VOCABULARY_SIZE,
}

LLAMA3_ROPE: Mapping[str, object] = {
    "rope_type": "llama3",
    "rope_theta": 500.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}


def tiny_config(**changes: object) -> dict[str, object]:
    """The config.json of a tiny Qwen3 classifier with some fields changed; None removes one."""
    fields = {**_TINY_CONFIG, **changes}
    return {name: value for name, value in fields.items() if value is not None}


def write_config(folder: Path, config: Mapping[str, object]) -> Path:
    """Write config.json into the folder, which is made if needed."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


def random_weights(folder: Path, seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """Weights for the config.json in the folder, large enough that logits differ widely."""
    generator = np.random.default_rng(seed)
    return {
        name: _random_weight(generator, name, shape)
        for name, shape in weight_shapes(read_checkpoint(folder)).items()
    }


def save_random_checkpoint(folder: Path, **changes: object) -> Path:
    """Write config.json and model.safetensors of a tiny random verifier; gives the folder."""
    write_config(folder, tiny_config(**changes))
    save_file(random_weights(folder), folder / "model.safetensors")
    return folder


def random_tokens(length: int, seed: int = 0) -> tuple[int, ...]:
    """Token ids of the tiny vocabulary, never the pad token."""
    generator = np.random.default_rng([seed, length])
    return tuple(generator.integers(1, VOCABULARY_SIZE, length).tolist())


def _random_weight(
    generator: np.random.Generator, name: str, shape: tuple[int, ...]
) -> NDArray[np.float32]:
    middle = 1.0 if "norm" in name else 0.0
    return generator.normal(middle, 0.3, shape).astype(np.float32)
