"""A verifier's linear layers in 8 bits, in the format of compressed-tensors (llm-compressor).

Weights are rounded to int8 with one scale for each output, and activations are quantised while they
pass, one scale for each token. Embedding, norms and head stay as they are.
"""

import json
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from deskcheck_models.self_check.canary import CANARY_FILE

_WEIGHTS = {"num_bits": 8, "type": "int", "symmetric": True, "strategy": "channel"}
_ACTIVATIONS = {
    "num_bits": 8,
    "type": "int",
    "symmetric": True,
    "strategy": "token",
    "dynamic": True,
}
_QUANTISED = {
    "quant_method": "compressed-tensors",
    "format": "int-quantized",
    "quantization_status": "compressed",
    "ignore": ["score"],
    "config_groups": {
        "group_0": {
            "targets": ["Linear"],
            "weights": {**_WEIGHTS, "dynamic": False},
            "input_activations": _ACTIVATIONS,
        }
    },
}


def save_quantised(folder: Path, original: Path) -> Path:
    """Write the original verifier with int8 weights and activations; gives the folder.

    Without the canary, which says what whole weights score: rounded ones are as far from it as the
    machine's int8 arithmetic happens to take them.
    """
    shutil.copytree(original, folder, ignore=shutil.ignore_patterns(CANARY_FILE))
    tensors = {}
    for name, weight in load_file(original / "model.safetensors").items():
        if not name.endswith("_proj.weight"):
            tensors[name] = weight
            continue
        scale = np.abs(weight).max(axis=1, keepdims=True) / 127
        tensors[name] = np.rint(weight / scale).astype(np.int8)
        tensors[f"{name}_scale"] = scale.astype(np.float32)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((original / "config.json").read_text(encoding="utf-8"))
    config["quantization_config"] = _QUANTISED
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder
