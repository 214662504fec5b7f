"""The forward pass of a decoder classifier as an ONNX graph, drawn from its shape.

One sequence per run and no padding: what another sequence holds can never reach a score. A run
reads new tokens after the keys and values of the tokens before them, and hands out the keys and
values of all, so that a prefix is read once. Attention is plain matrix products and a softmax:
measured here it is as fast as the fused operators, and any release of ONNX Runtime runs it.
"""

import math
from dataclasses import dataclass

from deskcheck_models.checkpoints.checkpoint import Checkpoint
from deskcheck_models.checkpoints.weights import Shape, layer_prefix, weight_shapes
from deskcheck_models.embedded.onnx_graph import OnnxGraph

TOKENS = "tokens"
POSITIONS = "positions"
LOGIT = "logit"
COSINES = "rope.cosines"
SINES = "rope.sines"

_RUNTIME = "com.microsoft"
_MINUS_INFINITY = -math.inf


def past_names(checkpoint: Checkpoint) -> list[str]:
    """The inputs for keys and values already known: key, value of layer 0, of layer 1, ..."""
    return [f"past.{part}.{i}" for i in range(checkpoint.layers) for part in ("key", "value")]


def present_names(checkpoint: Checkpoint) -> list[str]:
    """The outputs for the keys and values of all tokens, in the order of past_names."""
    return [f"present.{part}.{i}" for i in range(checkpoint.layers) for part in ("key", "value")]


def decoder_graph(checkpoint: Checkpoint) -> bytes:
    """The serialised model.

    Inputs: `tokens` int64 [new], `positions` int64 [1, new], and keys and values float32
    [key_value_heads, 1, past, head_size] under past_names. Outputs: `logit` float32 [1, 1] of the
    last token, and keys and values [key_value_heads, 1, all, head_size] under present_names.
    Weights go by their names in the checkpoint, and the tables of rope.py by COSINES and SINES.
    Everything is float32.
    """
    return _DecoderDrawing(checkpoint, OnnxGraph(), weight_shapes(checkpoint)).serialised()


@dataclass(frozen=True, slots=True)
class _DecoderDrawing:
    checkpoint: Checkpoint
    graph: OnnxGraph
    shapes: dict[str, Shape]

    def serialised(self) -> bytes:
        graph = self.graph
        graph.whole_input(TOKENS, ["new"])
        graph.whole_input(POSITIONS, [1, "new"])
        table = [self.checkpoint.max_positions, self.checkpoint.head_size // 2]
        graph.weight(COSINES, table)
        graph.weight(SINES, table)
        hidden = graph.apply("Gather", self._weight("model.embed_tokens.weight"), TOKENS)
        mask = self._causal_mask()
        for layer in range(self.checkpoint.layers - 1):
            hidden = self._layer(layer, hidden, POSITIONS, mask)
        hidden = self._last_layer(hidden)
        last = self._norm(hidden, "model.norm.weight")
        graph.apply("Gemm", last, self._weight("score.weight"), name=LOGIT, transB=1)
        graph.output(LOGIT, [1, 1])
        return graph.serialised()

    def _causal_mask(self) -> str:
        """Float [new, all]: 0 where a token may look, minus infinity where it may not."""
        graph = self.graph
        last = graph.apply("Gather", POSITIONS, graph.integer(-1), axis=1)
        end = graph.apply("Squeeze", graph.apply("Add", last, graph.integer(1)))
        keys = graph.apply("Range", graph.integer(0), end, graph.integer(1))
        queries = graph.apply("Transpose", POSITIONS, perm=[1, 0])
        hidden = graph.apply("Greater", keys, queries)
        return graph.apply("Where", hidden, graph.number(_MINUS_INFINITY), graph.number(0.0))

    def _last_layer(self, hidden: str) -> str:
        """Only the last token is read off, so the others need keys and values but no output."""
        position = self._last(POSITIONS, axis=1)
        return self._layer(self.checkpoint.layers - 1, hidden, position, mask=None)

    def _layer(self, layer: int, hidden: str, query_positions: str, mask: str | None) -> str:
        prefix = layer_prefix(layer)
        normed = self._norm(hidden, f"{prefix}input_layernorm.weight")
        keys, values = self._keys_and_values(layer, normed)
        if mask is None:
            hidden, normed = self._last(hidden, axis=0), self._last(normed, axis=0)
        queries = self._heads(normed, f"{prefix}self_attn.q", self.checkpoint.heads)
        attended = self._attention(self._rotated(queries, query_positions), keys, values, mask)
        mixed = self._linear(attended, f"{prefix}self_attn.o_proj")
        hidden = self.graph.apply("Add", hidden, mixed)
        normed = self._norm(hidden, f"{prefix}post_attention_layernorm.weight")
        return self.graph.apply("Add", hidden, self._gated(normed, f"{prefix}mlp."))

    def _keys_and_values(self, layer: int, normed: str) -> tuple[str, str]:
        """Those of the past and of the new tokens, [key_value_heads, 1, all, head_size]."""
        prefix, heads = f"{layer_prefix(layer)}self_attn.", self.checkpoint.key_value_heads
        keys = self._rotated(self._heads(normed, f"{prefix}k", heads), POSITIONS)
        values = self._heads(normed, f"{prefix}v", heads)
        values = self.graph.apply("Transpose", values, perm=[2, 0, 1, 3])
        return self._extended(2 * layer, keys), self._extended(2 * layer + 1, values)

    def _extended(self, part: int, new: str) -> str:
        """What is known of the past, then the new; taken in and handed out by name."""
        heads, size = self.checkpoint.key_value_heads, self.checkpoint.head_size
        past, present = past_names(self.checkpoint)[part], present_names(self.checkpoint)[part]
        self.graph.float_input(past, [heads, 1, "past", size])
        self.graph.apply("Concat", past, new, name=present, axis=2)
        self.graph.output(present, [heads, 1, "all", size])
        return present

    def _heads(self, normed: str, projection: str, heads: int) -> str:
        """Project to [1, new, heads, head_size]; some decoders norm queries and keys per head."""
        flat = self._linear(normed, f"{projection}_proj")
        shape = self.graph.integers(1, -1, heads, self.checkpoint.head_size)
        split = self.graph.apply("Reshape", flat, shape)
        norm = f"{projection}_norm.weight"
        return self._norm(split, norm) if norm in self.shapes else split

    def _rotated(self, split: str, positions: str) -> str:
        """Rotate [1, new, heads, head_size] by position, and put heads that share a key together:
        [key_value_heads, heads / key_value_heads, new, head_size]."""
        turned = self.graph.apply("Transpose", split, perm=[0, 2, 1, 3])
        rotated = self.graph.apply(
            "RotaryEmbedding", turned, positions, COSINES, SINES, domain=_RUNTIME
        )
        heads, size = self.checkpoint.key_value_heads, self.checkpoint.head_size
        return self.graph.apply("Reshape", rotated, self.graph.integers(heads, -1, 0, size))

    def _attention(self, queries: str, keys: str, values: str, mask: str | None) -> str:
        """Queries over keys and values, to [new, heads * head_size].

        All have four dimensions, so that keys are never repeated in memory.
        """
        graph, size = self.graph, self.checkpoint.head_size
        turned = graph.apply("Transpose", keys, perm=[0, 1, 3, 2])
        scores = graph.apply("MatMul", queries, turned)
        scores = graph.apply("Mul", scores, graph.number(1 / math.sqrt(size)))
        if mask is not None:
            scores = graph.apply("Add", scores, mask)
        attended = graph.apply("MatMul", graph.apply("Softmax", scores, axis=-1), values)
        by_token = graph.apply("Transpose", attended, perm=[2, 0, 1, 3])
        return graph.apply("Reshape", by_token, graph.integers(-1, self.checkpoint.heads * size))

    def _gated(self, normed: str, prefix: str) -> str:
        """down(silu(gate) * up)."""
        gate = self._linear(normed, f"{prefix}gate_proj")
        silu = self.graph.apply("Mul", gate, self.graph.apply("Sigmoid", gate))
        up = self._linear(normed, f"{prefix}up_proj")
        return self._linear(self.graph.apply("Mul", silu, up), f"{prefix}down_proj")

    def _linear(self, value: str, name: str) -> str:
        parameters = [self._weight(f"{name}.weight")]
        if f"{name}.bias" in self.shapes:
            parameters.append(self._weight(f"{name}.bias"))
        return self.graph.apply("Gemm", value, *parameters, transB=1)

    def _norm(self, value: str, name: str) -> str:
        # ONNX Runtime's name for the root-mean-square norm; it lives in the standard's domain.
        return self.graph.apply(
            "SimplifiedLayerNormalization",
            value,
            self._weight(name),
            axis=-1,
            epsilon=self.checkpoint.norm_epsilon,
        )

    def _last(self, value: str, axis: int) -> str:
        """The last entry along an axis, which stays as an axis of length one."""
        graph = self.graph
        return graph.apply("Gather", value, graph.integers(-1), axis=axis)

    def _weight(self, name: str) -> str:
        return self.graph.weight(name, self.shapes[name])
