"""A verifier of the shape of a Qwen3 model with random weights, for measuring speed alone."""

import json
import shutil
from collections.abc import Mapping
from math import prod
from pathlib import Path
from types import MappingProxyType

import torch
from safetensors.torch import save_file

from deskcheck_models import Verifier
from deskcheck_models.catalogue import BUNDLED
from deskcheck_models.checkpoints.checkpoint import read_checkpoint
from deskcheck_models.checkpoints.weights import weight_shapes
from deskcheck_models.training.trainer import has_bfloat16
from deskcheck_models.verification import Precision

SHAPES: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "0.6B": {
            "hidden_size": 1024,
            "intermediate_size": 3072,
            "num_attention_heads": 16,
            "num_hidden_layers": 28,
        },
        "8B": {
            "hidden_size": 4096,
            "intermediate_size": 12_288,
            "num_attention_heads": 32,
            "num_hidden_layers": 36,
        },
    }
)
SMALL, CODESCALER = SHAPES  # CodeScaler-8B was trained from a Qwen3-8B
_ALL = {
    "dtype": "bfloat16",
    "head_dim": 128,
    "num_key_value_heads": 8,
    "rope_parameters": {"rope_theta": 1_000_000.0, "rope_type": "default"},
    "vocab_size": 151_936,
}
_SPREAD = 0.02  # of the weights: that of Qwen3 before its training
_TEXT_FILES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")


def save_large_verifier(folder: Path, shape: str = SMALL, device: str = "cpu") -> Path:
    """Write a bfloat16 checkpoint that reads text as the bundled verifier; its folder.

    1.2 GB on disk and in memory for 0.6B, 15 GB for 8B. Weights are drawn on torch's `device`,
    which for 8B takes a minute on a CPU.
    """
    save_large_config(folder, shape)
    torch.manual_seed(600)
    weights = {
        name: torch.empty(size, dtype=torch.bfloat16, device=device)
        .normal_(1.0 if "norm" in name else 0.0, _SPREAD)
        .cpu()
        for name, size in weight_shapes(read_checkpoint(folder)).items()
    }
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def save_large_config(folder: Path, shape: str) -> None:
    """Write all of it but the weights."""
    bundled = Verifier.find(BUNDLED).folder
    for name in _TEXT_FILES:
        shutil.copyfile(bundled / name, folder / name)
    layers = SHAPES[shape]["num_hidden_layers"]
    config = json.loads((bundled / "config.json").read_text(encoding="utf-8"))
    config |= {**_ALL, **SHAPES[shape], "max_window_layers": layers}
    config["layer_types"] = ["full_attention"] * layers
    (folder / "config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")


def large_precision() -> Precision:
    """The one to compute it in: a CPU without AVX-512 takes hundreds of times as long in bfloat16.

    In float32 it takes 2.4 GB of memory for 0.6B.
    """
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return "bfloat16" if has_bfloat16(device) else "float32"


def multiplied_parameters(folder: Path) -> int:
    """How many weights each token is multiplied with: those of linear layers.

    The embedding is looked up, norms multiply elements, and the head reads one token in a sequence.
    """
    sizes = weight_shapes(read_checkpoint(folder)).items()
    return sum(
        prod(size) for name, size in sizes if name.startswith("model.layers.") and len(size) > 1
    )
