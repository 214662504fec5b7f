"""LoRA adapters on disk in PEFT's layout, and what they make of their base's weights."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

Weights = dict[str, NDArray[np.float32]]

# As PEFT writes it for a sequence classifier: the head is saved whole.
CONFIG: Mapping[str, object] = {
    "alpha_pattern": {},
    "bias": "none",
    "fan_in_fan_out": False,
    "inference_mode": True,
    "init_lora_weights": True,
    "lora_alpha": 6,
    "lora_dropout": 0.1,
    "modules_to_save": ["classifier", "score"],
    "peft_type": "LORA",
    "r": 4,
    "rank_pattern": {},
    "target_modules": ["q_proj", "v_proj", "down_proj"],
    "task_type": "SEQ_CLS",
    "use_dora": False,
    "use_rslora": False,
}
LAYERS = ("self_attn.q_proj", "self_attn.v_proj", "mlp.down_proj")


@dataclass(frozen=True, slots=True)
class Saved:
    """An adapter's folder, and its tensors by the names in its file."""

    folder: Path
    tensors: Weights


def save_adapter(
    folder: Path,
    base: Path,
    *,
    seed: int = 1,
    head: bool = True,
    changes: Mapping[str, object] = MappingProxyType({}),
) -> Saved:
    """Write an adapter of the base in the folder `base`, with changes of its config's fields."""
    rank = 4
    random = np.random.default_rng(seed)
    tensors: Weights = {}
    for name, weight in load_file(base / "model.safetensors").items():
        layer = name.removesuffix(".weight")
        if layer.endswith(LAYERS):
            outputs, inputs = weight.shape
            tensors[f"base_model.model.{layer}.lora_A.weight"] = _normal(random, rank, inputs)
            tensors[f"base_model.model.{layer}.lora_B.weight"] = _normal(random, outputs, rank)
        elif name == "score.weight" and head:
            tensors[f"base_model.model.{name}"] = weight + _normal(random, *weight.shape)
    fields = {**CONFIG, **({} if head else {"modules_to_save": None, "task_type": None}), **changes}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "adapter_config.json").write_text(json.dumps(fields), encoding="utf-8")
    save_file(tensors, folder / "adapter_model.safetensors")
    return Saved(folder, tensors)


def merged(base: Path, saved: Saved) -> Weights:
    """The base's weights with the adapter worked in, as PEFT's `merge_and_unload` does it.

    W + B A alpha / r (Hu et al., 2021, section 4.1), and the adapter's head in place of the base's.
    """
    fields = json.loads((saved.folder / "adapter_config.json").read_text(encoding="utf-8"))
    scale = fields["lora_alpha"] / fields["r"]
    weights = dict(load_file(base / "model.safetensors"))
    for name, first in saved.tensors.items():
        if name.endswith("score.weight"):
            weights["score.weight"] = first
        elif name.endswith("lora_A.weight"):
            second = saved.tensors[name.replace("lora_A", "lora_B")]
            layer = name.removeprefix("base_model.model.").replace("lora_A.", "")
            weights[layer] = weights[layer] + np.float32(scale) * (second @ first)
    return weights


def _normal(random: np.random.Generator, *shape: int) -> NDArray[np.float32]:
    return random.normal(0.0, 0.1, shape).astype(np.float32)
