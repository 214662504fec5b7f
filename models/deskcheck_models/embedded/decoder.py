"""The forward pass of one checkpoint on the CPU, run by ONNX Runtime in float32."""

from collections.abc import Mapping, Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as runtime

from deskcheck_models.checkpoints.checkpoint import Checkpoint
from deskcheck_models.checkpoints.rope import rope_tables
from deskcheck_models.checkpoints.weights import Weight
from deskcheck_models.embedded.decoder_graph import (
    COSINES,
    LOGIT,
    POSITIONS,
    SINES,
    TOKENS,
    decoder_graph,
    past_names,
    present_names,
)
from deskcheck_models.embedded.onnx_graph import NAMED_FILE
from deskcheck_models.embedded.prefix_cache import AttentionState
from deskcheck_models.errors import CheckpointError, EngineError

Tensor = NDArray[np.float32]

# Longer texts are read in pieces. It bounds the memory of the attention scores, which grows with
# piece times length, and spends least on scores that are masked: of 64, 128, ... 2048 this was the
# fastest on texts of 1,000 and 2,000 tokens, and no slower on short ones.
_PIECE = 256

# Packed copies of the matrices make a run 7 % faster, and each session keeps its own. Beyond this
# size both sessions read the one set of weights in place instead.
_PACKED_LIMIT_BYTES = 1 << 30

_WEIGHTS_FOLDER = "session.model_external_initializers_file_folder_path"

_RUNTIME_ERRORS = (
    runtime.EPFail,
    runtime.Fail,
    runtime.InvalidArgument,
    runtime.InvalidGraph,
    runtime.NotImplemented,
    runtime.RuntimeException,
)


class Decoder:
    """Reads token ids and gives states or logits. Its methods may run in several threads at once.

    Two sessions share one set of weights: one spreads a single run over all threads, for a prefix
    that everything waits for; the other keeps to the calling thread, so that several suffixes run
    side by side without waiting for each other.
    """

    def __init__(
        self, checkpoint: Checkpoint, weights: Mapping[str, Weight], *, threads: int
    ) -> None:
        """Draw the graph and load it; raises CheckpointError where ONNX Runtime refuses it."""
        cosines, sines = rope_tables(
            checkpoint.rope, checkpoint.head_size, checkpoint.max_positions
        )
        # Sessions read this memory in place: it must live as long as they do.
        self._memory = {
            name: onnxruntime.OrtValue.ortvalue_from_numpy(tensor)
            for name, tensor in {**weights, COSINES: cosines, SINES: sines}.items()
        }
        packed = sum(weight.nbytes for weight in weights.values()) <= _PACKED_LIMIT_BYTES
        graph = decoder_graph(checkpoint)
        self._single = _session(graph, self._memory, threads=1, packed=packed)
        self._spread = (
            _session(graph, self._memory, threads=threads, packed=packed)
            if threads > 1
            else self._single
        )
        self._past_names = past_names(checkpoint)
        self._present_names = present_names(checkpoint)
        empty = np.zeros((checkpoint.key_value_heads, 1, 0, checkpoint.head_size), np.float32)
        self._nothing_read = AttentionState((empty,) * len(self._past_names))

    @property
    def nothing_read(self) -> AttentionState:
        """The state before the first token."""
        return self._nothing_read

    def state(self, tokens: Sequence[int]) -> AttentionState:
        """The state after all tokens, read from the start over all threads."""
        return self._read(self._spread, tokens, self._nothing_read)

    def logit(self, tokens: Sequence[int], state: AttentionState) -> float:
        """The logit of the last of the tokens, which follow what the state has read.

        Needs one token at least. Runs in the calling thread alone.
        """
        start = (len(tokens) - 1) // _PIECE * _PIECE  # of the last piece
        state = self._read(self._single, tokens[:start], state)
        (logit,) = self._run(self._single, [LOGIT], tokens[start:], state)
        return float(logit[0, 0])

    def _read(
        self,
        session: onnxruntime.InferenceSession,
        tokens: Sequence[int],
        state: AttentionState,
    ) -> AttentionState:
        for start in range(0, len(tokens), _PIECE):
            piece = tokens[start : start + _PIECE]
            state = AttentionState(self._run(session, self._present_names, piece, state))
        return state

    def _run(
        self,
        session: onnxruntime.InferenceSession,
        outputs: list[str],
        tokens: Sequence[int],
        state: AttentionState,
    ) -> tuple[Tensor, ...]:
        start = state.length
        inputs = {
            TOKENS: np.asarray(tokens, dtype=np.int64),
            POSITIONS: np.arange(start, start + len(tokens), dtype=np.int64)[np.newaxis],
            **dict(zip(self._past_names, state.tensors, strict=True)),
        }
        try:
            return tuple(session.run(outputs, inputs))
        except _RUNTIME_ERRORS as error:
            raise EngineError(
                f"the forward pass over {len(tokens)} tokens after {start} failed ({error}); "
                "where memory ran out, use a smaller verifier or fewer threads."
            ) from error


def _session(
    graph: bytes, memory: Mapping[str, onnxruntime.OrtValue], *, threads: int, packed: bool
) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Patterns are kept for every combination of lengths, and ours never repeat.
    options.enable_mem_pattern = False
    # Failures are raised; the runtime need not write them to standard error as well.
    options.log_severity_level = 4
    # Waiting threads would burn a core that another group could use.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.disable_prepacking", "0" if packed else "1")
    options.add_session_config_entry(_WEIGHTS_FOLDER, str(NAMED_FILE.parent))
    for name, weight in memory.items():
        options.add_initializer(name, weight)
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except _RUNTIME_ERRORS as error:
        raise CheckpointError(
            f"ONNX Runtime {onnxruntime.__version__} cannot load the forward pass ({error}); "
            "install onnxruntime 1.22 or later."
        ) from error
