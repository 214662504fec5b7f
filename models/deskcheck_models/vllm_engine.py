"""The engine for production: vLLM in a process of its own, on a GPU or a CPU.

Every score is the raw logit of the last token, computed by a float32 head on a float32 or bfloat16
backbone. Programs of one group share the cached problem by whole blocks of tokens, 32 on a CPU and
usually 16 on a GPU.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from deskcheck_models.checkpoints.adapter import Adapter, read_adapters
from deskcheck_models.checkpoints.classifier import read_classifier
from deskcheck_models.collection_pause import collection_paused
from deskcheck_models.engine import Logit, TokenGroup
from deskcheck_models.errors import EngineEndedError, EngineError, TooLongError
from deskcheck_models.vllm.arguments import (
    Precision,
    adapter_arguments,
    cache_argument,
    fixed_arguments,
    laid_out,
    planned_arguments,
)
from deskcheck_models.vllm.engines import aborted, ended, errored, watched
from deskcheck_models.vllm.environment import vllm_environment
from deskcheck_models.vllm.plan import Demand, plan
from deskcheck_models.vllm.replicas import Replicas
from deskcheck_models.vllm.start import start, vllm_machine
from deskcheck_models.vllm.trailing_pads import without_trailing_pads

if TYPE_CHECKING:
    from vllm.lora.request import LoRARequest
    from vllm.outputs import PoolingRequestOutput
    from vllm.v1.engine.async_llm import AsyncLLM

# How far two passes over the same tokens may differ, as batch and cache change the order of sums.
RESOLUTION: Mapping[Precision, float] = MappingProxyType({"bfloat16": 2.0**-5, "float32": 1e-3})
NUMBER_BYTES: Mapping[Precision, int] = MappingProxyType({"bfloat16": 2, "float32": 4})
NO_ARGUMENTS: Mapping[str, object] = MappingProxyType({})
NO_ADAPTERS: Mapping[str, Path] = MappingProxyType({})


class VllmEngine:
    """Scores token groups with vLLM's asynchronous engine.

    It belongs to the event loop of the first `score`. It never truncates, pads or reads text.
    """

    def __init__(
        self,
        engines: "Sequence[AsyncLLM]",
        precision: Precision,
        pad_token_id: int,
        adapters: Sequence[Adapter] = (),
    ) -> None:
        from vllm import PoolingParams
        from vllm.lora.request import LoRARequest

        self._engines = tuple(engines)  # none once it is closed
        config = engines[0].vllm_config
        self._max_tokens = int(config.model_config.max_model_len)
        self._vocabulary = int(config.model_config.get_vocab_size())
        self._resolution = RESOLUTION[precision]
        self._pad = pad_token_id
        self._ranks = int(config.parallel_config.data_parallel_size)
        self._replicas = Replicas(len(engines) * self._ranks, divisible=len(engines) > 1)
        self._pooling = PoolingParams(task="classify", use_activation=False)
        self._adapters = {
            one.name: LoRARequest(one.name, number, str(one.folder))
            for number, one in enumerate(adapters, 1)
        }
        self._loaded: set[str] = set()
        self._numbers = count()
        self._requests: set[str] = set()

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        max_tokens: int | None = None,
        precision: Precision | None = None,
        cache_bytes: int | None = None,
        engine_arguments: Mapping[str, object] = NO_ARGUMENTS,
        adapters: Mapping[str, Path] = NO_ADAPTERS,
    ) -> Self:
        """Start vLLM on a checkpoint with one label, in the Hugging Face layout.

        Takes 15 to 60 seconds and blocks: call it before the event loop runs, or in a thread.
        `max_tokens` is the longest sequence (default: what the checkpoint was made for),
        `precision` the backbone's (default: bfloat16 on a GPU, float32 on a CPU), `cache_bytes` the
        size of the key/value cache (default: what `vllm/plan.py` says for a CPU, most of the memory
        of a GPU). The cache must hold one longest sequence. `engine_arguments` go to vLLM by its
        own names, before every value that is planned here. `adapters` are the folders of LoRA
        adapters by the names under which groups ask for them.

        Raises CheckpointError where files or memory do not allow it, EngineArgumentError for an
        argument that is unknown or would change scores, MissingExtraError where vLLM is not
        installed, EngineError where its processes do not start.
        """
        classifier = read_classifier(folder)
        adapted = read_adapters(adapters, folder)
        with vllm_environment(), collection_paused():
            machine = vllm_machine()
            precision = precision or ("bfloat16" if machine.gpu_bytes else "float32")
            longest = max_tokens or classifier.max_positions
            cache_bytes = cache_argument(engine_arguments) or cache_bytes
            demand = Demand(NUMBER_BYTES[precision], longest, cache_bytes)
            layout = laid_out(plan(machine, classifier, demand), engine_arguments)
            planned = planned_arguments(layout, engine_arguments)
            said = fixed_arguments(folder, precision, max_tokens) | adapter_arguments(adapted)
            # In no variable: vLLM keeps a traceback of its start, and with it the frame of this.
            return cls(
                start({**said, **planned}, engine_arguments, layout),
                precision,
                classifier.pad_token_id,
                adapted,
            )

    @property
    def name(self) -> str:
        """One word for replies and metrics: vllm."""
        return "vllm"

    @property
    def max_tokens(self) -> int:
        """The longest sequence, prefix included, that can be scored."""
        return self._max_tokens

    @property
    def resolution(self) -> float:
        """Two scores closer than this are not told apart: 0.001 in float32, 0.03125 in bfloat16."""
        return self._resolution

    @property
    def alive(self) -> bool:
        """Whether vLLM's processes all run: they tell of a death within moments."""
        return bool(self._engines) and not errored(self._engines)

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """One logit per suffix, in order; padding at the end of a sequence is looked past.

        Raises TooLongError for a sequence over `max_tokens`, EngineError for one that is empty or
        holds an id outside the vocabulary and for an adapter that is not served or cannot be
        loaded, EngineEndedError where vLLM died or was closed. On cancellation every sequence of
        the group is dropped by the engine too.
        """
        adapter = await self._adapter(group.adapter)
        sequences = [
            without_trailing_pads(group.prefix + suffix, self._pad) for suffix in group.suffixes
        ]
        for sequence in sequences:
            self._refuse(sequence)
        with self._replicas.taken(group.prefix, list(map(len, group.suffixes))) as copies:
            return await self._score(sequences, copies, adapter)

    async def _adapter(self, name: str | None) -> "LoRARequest | None":
        """The adapter, loaded before a step needs it: a failure there would end the engine."""
        if name is None:
            return None
        if name not in self._adapters:
            raise EngineError(f"no adapter {name!r} is served; start the engine with it")
        adapter = self._adapters[name]
        if name not in self._loaded:
            for engine in self._open():
                await self._add(engine, adapter)
            self._loaded.add(name)
        return adapter

    async def _add(self, engine: "AsyncLLM", adapter: "LoRARequest") -> None:
        try:
            await engine.add_lora(adapter)
        except Exception as error:  # whatever vLLM's process raised, it comes as the bare Exception
            if engine.errored:
                raise EngineEndedError("vLLM's process has ended; restart the engine") from error
            raise EngineError(
                f"vLLM cannot load the adapter {adapter.lora_name} ({error}); merge it into its "
                "verifier and serve that"
            ) from error

    async def _score(
        self,
        sequences: Sequence[tuple[int, ...]],
        copies: Sequence[int],
        adapter: "LoRARequest | None",
    ) -> Sequence[Logit]:
        engines = self._open()
        requests = [f"score-{next(self._numbers)}" for _ in sequences]
        self._requests.update(requests)
        try:
            passes = self._passes(engines, requests, sequences, copies, adapter)
            return await watched(engines, passes)
        finally:
            self._requests.difference_update(requests)
            # Closing vLLM's streams is not enough: the engine would compute on. Shielded, since a
            # second cancellation must not stop this.
            await asyncio.shield(aborted(engines, requests))

    async def close(self) -> None:
        """Drop what is being scored, end vLLM's processes and wait for them, at most 20 seconds.

        Scoring afterwards raises EngineEndedError, and so does what was dropped.
        """
        # Let go of them: vLLM's own clean-up fails where it runs at the interpreter's exit.
        engines, self._engines = self._engines, ()
        await aborted(engines, list(self._requests))
        await ended(engines)

    def _open(self) -> "tuple[AsyncLLM, ...]":
        if not self._engines:
            raise EngineEndedError("the vLLM engine is closed; load it again to score")
        return self._engines

    async def _passes(
        self,
        engines: "Sequence[AsyncLLM]",
        requests: Iterable[str],
        sequences: Iterable[tuple[int, ...]],
        copies: Iterable[int],
        adapter: "LoRARequest | None",
    ) -> list[Logit]:
        """Submit all sequences before waiting for any, so that they meet in the same steps."""
        from vllm.exceptions import VLLMError
        from vllm.inputs.engine import tokens_input

        try:
            waiting = [
                await engines[copy // self._ranks].add_request(
                    name,
                    tokens_input(list(sequence)),
                    self._pooling,
                    lora_request=adapter,
                    data_parallel_rank=copy % self._ranks,
                )
                for name, sequence, copy in zip(requests, sequences, copies, strict=True)
            ]
            return [_logit(await pending.get()) for pending in waiting]
        except AssertionError as error:  # of its own, about the results of what it gave up
            raise EngineEndedError("vLLM was told to end; restart the engine") from error
        except VLLMError as error:
            kind = EngineEndedError if errored(engines) else EngineError
            raise kind(f"vLLM could not score ({error}); restart the engine") from error

    def _refuse(self, sequence: tuple[int, ...]) -> None:
        """Raise for what vLLM would answer wrongly, or by failing the whole engine."""
        if not sequence:
            raise EngineError("a sequence of 0 tokens cannot be scored; render the problem with it")
        if len(sequence) > self.max_tokens:
            raise TooLongError(
                f"a sequence of {len(sequence)} tokens is longer than the {self.max_tokens} that "
                "this engine reads; shorten the problem or load it with a larger max_tokens"
            )
        size = self._vocabulary
        if not 0 <= min(sequence) <= max(sequence) < size:
            outside = next(token for token in sequence if not 0 <= token < size)
            raise EngineError(
                f"token id {outside} is outside the vocabulary (0 to {size - 1}); "
                "the tokenizer is not this verifier's"
            )


def _logit(output: "PoolingRequestOutput") -> Logit:
    if output.error is not None:
        raise EngineError(f"vLLM could not score: {output.error.message}")
    values = output.outputs.data
    if values.numel() != 1:
        raise EngineEndedError("the vLLM engine was closed before it could score")
    return Logit(score=float(values), cached_tokens=int(output.num_cached_tokens))
