"""The tensors of a checkpoint as float32 arrays, from one safetensors file or several."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import safetensors
from numpy.typing import NDArray

from deskcheck_models.checkpoints.checkpoint import Checkpoint
from deskcheck_models.checkpoints.weight_files import weight_files
from deskcheck_models.errors import CheckpointError

Weight = NDArray[np.float32]
Shape = tuple[int, ...]


class _Tensor(TypedDict):
    """How the safetensors library hands a tensor out."""

    dtype: str
    shape: list[int]
    data: bytearray


# The library names no types for this function.
_deserialize: Callable[[bytes], list[tuple[str, _Tensor]]] = safetensors.deserialize


@dataclass(frozen=True, slots=True)
class _Stored:
    """Where a tensor lies, its type in safetensors' words, and its shape there."""

    place: str
    kind: str
    shape: Shape


def layer_prefix(layer: int) -> str:
    """What the names of a layer's tensors begin with."""
    return f"model.layers.{layer}."


def weight_shapes(checkpoint: Checkpoint) -> dict[str, Shape]:
    """Every tensor that the forward pass needs, by its name in the file."""
    hidden = checkpoint.hidden_size
    shapes: dict[str, Shape] = {
        "model.embed_tokens.weight": (checkpoint.vocabulary_size, hidden),
        "model.norm.weight": (hidden,),
        "score.weight": (1, hidden),
    }
    in_layer = _layer_shapes(checkpoint)
    for layer in range(checkpoint.layers):
        shapes |= {layer_prefix(layer) + name: shape for name, shape in in_layer.items()}
    return shapes


def read_weights(checkpoint: Checkpoint) -> dict[str, Weight]:
    """Every needed tensor as float32, in the file's own layout [outputs, inputs].

    Float16 and bfloat16 are widened, which is exact. Tensors that the forward pass does not need
    are left out. Raises CheckpointError for a missing or unreadable file, and for a tensor that
    is missing, has another shape, or has another type.
    """
    shapes = weight_shapes(checkpoint)
    weights: dict[str, Weight] = {}
    for path in weight_files(checkpoint.folder):
        weights |= _read_file(path, shapes)
    for name in shapes:
        if name not in weights:
            raise CheckpointError(
                f"{checkpoint.folder}: the tensor {name} is missing; the folder must hold a whole "
                f"{checkpoint.architecture} checkpoint."
            )
    return weights


def _layer_shapes(checkpoint: Checkpoint) -> dict[str, Shape]:
    hidden, intermediate = checkpoint.hidden_size, checkpoint.intermediate_size
    queries = checkpoint.heads * checkpoint.head_size
    keys = checkpoint.key_value_heads * checkpoint.head_size
    shapes: dict[str, Shape] = {
        "input_layernorm.weight": (hidden,),
        "post_attention_layernorm.weight": (hidden,),
    }
    if checkpoint.query_key_norm:
        shapes["self_attn.q_norm.weight"] = (checkpoint.head_size,)
        shapes["self_attn.k_norm.weight"] = (checkpoint.head_size,)
    for name, outputs, inputs, biased in (
        ("self_attn.q_proj", queries, hidden, checkpoint.query_key_value_bias),
        ("self_attn.k_proj", keys, hidden, checkpoint.query_key_value_bias),
        ("self_attn.v_proj", keys, hidden, checkpoint.query_key_value_bias),
        ("self_attn.o_proj", hidden, queries, checkpoint.output_bias),
        ("mlp.gate_proj", intermediate, hidden, checkpoint.intermediate_bias),
        ("mlp.up_proj", intermediate, hidden, checkpoint.intermediate_bias),
        ("mlp.down_proj", hidden, intermediate, checkpoint.intermediate_bias),
    ):
        shapes[f"{name}.weight"] = (outputs, inputs)
        if biased:
            shapes[f"{name}.bias"] = (outputs,)
    return shapes


def _read_file(path: Path, shapes: Mapping[str, Shape]) -> dict[str, Weight]:
    try:
        tensors = _deserialize(path.read_bytes())
    except OSError as error:
        raise CheckpointError(
            f"{path} cannot be read ({error.strerror}); a checkpoint folder needs this file."
        ) from error
    except safetensors.SafetensorError as error:
        raise CheckpointError(f"{path} is damaged ({error}); download it again.") from error
    weights: dict[str, Weight] = {}
    for name, tensor in tensors:
        if name in shapes:
            stored = _Stored(f"{path}: {name}", tensor["dtype"], tuple(tensor["shape"]))
            weights[name] = _widened(stored, tensor["data"], shapes[name])
    return weights


def _widened(stored: _Stored, data: bytearray, shape: Shape) -> Weight:
    if stored.shape != shape:
        raise CheckpointError(
            f"{stored.place} has the shape {list(stored.shape)}, but config.json asks for "
            f"{list(shape)}; the two files must come from one checkpoint."
        )
    if stored.kind == "F32":
        return np.frombuffer(data, dtype="<f4").reshape(shape)
    if stored.kind == "F16":
        return np.frombuffer(data, dtype="<f2").astype(np.float32).reshape(shape)
    if stored.kind == "BF16":
        upper_half = np.frombuffer(data, dtype="<u2").astype(np.uint32)
        return (upper_half << 16).view(np.float32).reshape(shape)
    raise CheckpointError(
        f"{stored.place} is stored as {stored.kind}; the embedded engine reads F32, F16 and BF16. "
        "Serve this checkpoint with the vLLM engine."
    )
