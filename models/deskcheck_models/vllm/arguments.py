"""What the operator may say to vLLM past us, and what would change a score.

Everything that vLLM knows is let through by its own name, but for the arguments on which a score
depends: these have one value, or a setting of ours.
"""

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from deskcheck_models.checkpoints.adapter import Adapter, room_for
from deskcheck_models.errors import EngineArgumentError
from deskcheck_models.vllm.plan import Plan

Precision = Literal["bfloat16", "float32"]

_FIXED = "scores are the raw logit of the last token in the trained head, and nothing else"
_WEIGHTS = "the weights are those of the verifier's folder; set model"
_TEXT = "token ids go in, never text"
_NUMBERS = "lower precision moves scores; set precision, or serve a checkpoint that was quantised"
_ADAPTER = "set lora instead, which names adapters and their folders"

REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "runner": _FIXED,
        "convert": _FIXED,
        "pooler_config": _FIXED,
        "hf_overrides": _FIXED,
        "model_class_overrides": _FIXED,
        "disable_sliding_window": _FIXED,
        "enable_prompt_embeds": _TEXT,
        "skip_tokenizer_init": _TEXT,
        "tokenizer": _TEXT,
        "tokenizer_mode": _TEXT,
        "tokenizer_revision": _TEXT,
        "model": _WEIGHTS,
        "model_weights": _WEIGHTS,
        "hf_config_path": _WEIGHTS,
        "config_format": _WEIGHTS,
        "load_format": _WEIGHTS,
        "revision": _WEIGHTS,
        "code_revision": _WEIGHTS,
        "trust_remote_code": "code that lies beside weights is never run",
        "dtype": "set precision instead",
        "max_model_len": "set max_tokens instead",
        "kv_cache_dtype": _NUMBERS,
        "quantization": _NUMBERS,
        "quantization_config": _NUMBERS,
        "enable_lora": _ADAPTER,
        "lora_target_modules": _ADAPTER,
        "lora_dtype": _ADAPTER,
        "max_lora_rank": _ADAPTER,
        "max_loras": _ADAPTER,
    }
)

LAYOUT = frozenset(
    {
        "data_parallel_size",
        "device_ids",
        "distributed_executor_backend",
        "pipeline_parallel_size",
        "tensor_parallel_size",
    }
)


def fixed_arguments(
    folder: Path, precision: Precision, max_tokens: int | None
) -> dict[str, object]:
    """Everything on which a score depends, said here and left to no default; without the pooling.

    The problem type is one whose activation is the identity, so that no setting beside the weights
    can put another there, even if it were applied. Where `max_tokens` is None, vLLM takes what the
    checkpoint was made for.
    """
    return {
        "model": str(folder),
        "skip_tokenizer_init": True,
        "runner": "pooling",
        "convert": "classify",
        "dtype": precision,
        "hf_overrides": {"head_dtype": "float32", "problem_type": "regression"},
        "max_model_len": max_tokens,
        "enable_prefix_caching": True,
        "disable_log_stats": True,
        "use_tqdm_on_load": False,
    }


def adapter_arguments(adapters: Sequence[Adapter]) -> dict[str, object]:
    """Room for all adapters at once, so that none waits for another one's place."""
    if not adapters:
        return {}
    return {"enable_lora": True, "max_loras": len(adapters), "max_lora_rank": room_for(adapters)}


def cache_argument(given: Mapping[str, object]) -> int | None:
    """The size of the key/value cache, where the operator gives it in vLLM's words."""
    size = given.get("kv_cache_memory_bytes")
    return size if isinstance(size, int) else None


def planned_arguments(plan: Plan, given: Mapping[str, object]) -> dict[str, object]:
    """A plan in vLLM's words, with what the operator has given in its place.

    Who gives one part of the layout over processes gives all of it.
    """
    planned: dict[str, object | None] = {
        "tensor_parallel_size": plan.shards,
        "data_parallel_size": plan.replicas,
        "distributed_executor_backend": plan.executor,
        "worker_cls": plan.worker,
        "kv_cache_memory_bytes": plan.cache_bytes,
        "block_size": plan.block_tokens,
        "max_num_batched_tokens": plan.step_tokens,
        "max_num_seqs": plan.step_sequences,
        "enforce_eager": not plan.compiled,
    }
    theirs = LAYOUT if given.keys() & LAYOUT else frozenset()
    kept = {
        name: value for name, value in planned.items() if value is not None and name not in theirs
    }
    return {**kept, **given}


def laid_out(plan: Plan, given: Mapping[str, object]) -> Plan:
    """The plan, with one engine where the operator has given a layout."""
    return replace(plan, engines=1, threads=None) if given.keys() & LAYOUT else plan


def check_arguments(arguments: Mapping[str, object], known: Collection[str]) -> None:
    """Raise EngineArgumentError for a name that vLLM does not know or that would change a score.

    `known` are the names that vLLM takes. Values are vLLM's to judge.
    """
    for name in arguments:
        if reason := REFUSED.get(name):
            raise EngineArgumentError(f"engine argument {name!r} is not yours to set: {reason}")
        if name not in known:
            raise EngineArgumentError(f"unknown engine argument {name!r}: {_hint(name, known)}")


def _hint(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name.replace("-", "_").lower(), set(known) - set(REFUSED), n=1)
    return f"did you mean {near[0]!r}?" if near else "see vLLM's documentation of its arguments"
