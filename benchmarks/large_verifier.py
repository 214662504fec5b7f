"""A verifier of the shape of Qwen3-0.6B with random weights, for measuring speed alone."""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

from deskcheck_models import Verifier
from deskcheck_models.catalogue import BUNDLED
from deskcheck_models.checkpoints.checkpoint import read_checkpoint
from deskcheck_models.checkpoints.weights import weight_shapes

_SHAPE = {
    "head_dim": 128,
    "hidden_size": 1024,
    "intermediate_size": 3072,
    "layer_types": ["full_attention"] * 28,
    "max_window_layers": 28,
    "num_attention_heads": 16,
    "num_hidden_layers": 28,
    "num_key_value_heads": 8,
    "rope_parameters": {"rope_theta": 1_000_000.0, "rope_type": "default"},
    "vocab_size": 151_936,
}
_SPREAD = 0.02  # of the weights: that of Qwen3 before its training
_TEXT_FILES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")


def save_large_verifier(folder: Path) -> Path:
    """Write a bfloat16 checkpoint (1.2 GB) that reads text as the bundled verifier; its folder."""
    bundled = Verifier.find(BUNDLED).folder
    for name in _TEXT_FILES:
        shutil.copyfile(bundled / name, folder / name)
    config = json.loads((bundled / "config.json").read_text(encoding="utf-8"))
    config |= {**_SHAPE, "dtype": "bfloat16"}
    (folder / "config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")
    torch.manual_seed(600)
    weights = {
        name: torch.empty(shape, dtype=torch.bfloat16).normal_(
            1.0 if "norm" in name else 0.0, _SPREAD
        )
        for name, shape in weight_shapes(read_checkpoint(folder)).items()
    }
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder
