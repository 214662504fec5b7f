"""The decoder's forward pass written down plainly, in float64, to judge the fast one by."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from deskcheck_models.checkpoints.checkpoint import Checkpoint
from deskcheck_models.checkpoints.rope import rope_tables

Array = NDArray[np.float64]
Weights = Mapping[str, NDArray[np.float32]]


def reference_logit(checkpoint: Checkpoint, weights: Weights, tokens: Sequence[int]) -> float:
    """The logit of the last token of the whole sequence."""
    hidden = weights["model.embed_tokens.weight"][list(tokens)].astype(np.float64)
    for layer in range(checkpoint.layers):
        prefix = f"model.layers.{layer}."
        normed = _norm(hidden, weights[f"{prefix}input_layernorm.weight"], checkpoint)
        hidden = hidden + _attention(checkpoint, weights, prefix, normed)
        normed = _norm(hidden, weights[f"{prefix}post_attention_layernorm.weight"], checkpoint)
        gate = _linear(weights, f"{prefix}mlp.gate_proj", normed)
        up = _linear(weights, f"{prefix}mlp.up_proj", normed)
        silu = gate / (1 + np.exp(-gate))
        hidden = hidden + _linear(weights, f"{prefix}mlp.down_proj", silu * up)
    last = _norm(hidden[-1], weights["model.norm.weight"], checkpoint)
    return float(weights["score.weight"][0] @ last)


def _attention(checkpoint: Checkpoint, weights: Weights, prefix: str, normed: Array) -> Array:
    length, size = len(normed), checkpoint.head_size
    queries = _heads(checkpoint, weights, f"{prefix}self_attn.q", normed)
    keys = _heads(checkpoint, weights, f"{prefix}self_attn.k", normed)
    values = _linear(weights, f"{prefix}self_attn.v_proj", normed).reshape(length, -1, size)
    shared = checkpoint.heads // checkpoint.key_value_heads
    attended = np.zeros((length, checkpoint.heads, size))
    for head in range(checkpoint.heads):
        scores = queries[:, head] @ keys[:, head // shared].T / np.sqrt(size)
        scores[np.triu_indices(length, 1)] = -np.inf
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares = powers / powers.sum(axis=1, keepdims=True)
        attended[:, head] = shares @ values[:, head // shared]
    return _linear(weights, f"{prefix}self_attn.o_proj", attended.reshape(length, -1))


def _heads(checkpoint: Checkpoint, weights: Weights, name: str, normed: Array) -> Array:
    """Queries or keys [length, heads, head_size], rotated by position."""
    size, length = checkpoint.head_size, len(normed)
    heads = _linear(weights, f"{name}_proj", normed).reshape(length, -1, size)
    if checkpoint.query_key_norm:
        heads = _norm(heads, weights[f"{name}_norm.weight"], checkpoint)
    cosines, sines = rope_tables(checkpoint.rope, size, length)
    cosines, sines = cosines[:, np.newaxis], sines[:, np.newaxis]
    first, second = heads[..., : size // 2], heads[..., size // 2 :]
    turned = (first * cosines - second * sines, second * cosines + first * sines)
    return np.concatenate(turned, axis=-1)


def _linear(weights: Weights, name: str, value: Array) -> Array:
    product: Array = value @ weights[f"{name}.weight"].T.astype(np.float64)
    bias = f"{name}.bias"
    return product + weights[bias] if bias in weights else product


def _norm(value: Array, weight: NDArray[np.float32], checkpoint: Checkpoint) -> Array:
    square = np.mean(value**2, axis=-1, keepdims=True)
    scaled: Array = value / np.sqrt(square + checkpoint.norm_epsilon) * weight
    return scaled
