"""A verifier of the bundled one's shape with random weights, for measuring speed alone."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from deskcheck_models.checkpoints.checkpoint import read_checkpoint
from deskcheck_models.checkpoints.weights import weight_shapes

_CONFIG = {
    "architectures": ["Qwen3ForSequenceClassification"],
    "head_dim": 64,
    "hidden_act": "silu",
    "hidden_size": 256,
    "id2label": {"0": "LABEL_0"},
    "intermediate_size": 768,
    "max_position_embeddings": 4096,
    "model_type": "qwen3",
    "num_attention_heads": 4,
    "num_hidden_layers": 6,
    "num_key_value_heads": 2,
    "pad_token_id": 0,
    "rms_norm_eps": 1e-6,
    "rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"},
    "tie_word_embeddings": True,
    "vocab_size": 8192,
}


def save_random_verifier(folder: Path) -> Path:
    """Write config.json and model.safetensors (27 MB); gives the folder."""
    (folder / "config.json").write_text(json.dumps(_CONFIG, indent=2), encoding="utf-8")
    generator = np.random.default_rng(27)
    shapes = weight_shapes(read_checkpoint(folder))
    weights = {
        name: generator.normal(1.0 if "norm" in name else 0.0, 0.08, shape).astype(np.float32)
        for name, shape in shapes.items()
    }
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder
