"""vLLM's worker on a CPU, and what makes a pass of it shorter without changing a score.

vLLM takes the name of a worker class as an argument, and imports it in the process that computes.
"""

import gc
import os
from contextlib import suppress
from pathlib import Path

import torch
from vllm.config import CompilationMode
from vllm.model_executor.layers.layernorm import RMSNorm
from vllm.v1.worker.cpu_worker import CPUWorker

from deskcheck_models.vllm.last_layer import read_last_tokens

GLOO = "gloo_tcp_loop"  # the name of the threads in which Gloo waits for other processes
NICENESS = 19
"""Extraction and server have a millisecond of work at a time. What the forward pass stops in its
midst finds the caches of its core full of weights when it goes on, and takes half as long again.
"""


class CpuWorker(CPUWorker):
    """vLLM's own, that computes the last layer for last tokens only where nothing forbids it."""

    def init_device(self) -> None:
        """As vLLM does, then give way to the server, and let Gloo's threads give way to all.

        Only where there is no other process of vLLM's, which would wait for this one. What vLLM has
        imported leaves the garbage collector's sight: loading passes over all objects three times.
        """
        super().init_device()
        gc.freeze()
        if self.parallel_config.world_size == 1:
            give_way(GLOO)
            os.nice(NICENESS)

    def load_model(self, *, load_dummy_weights: bool = False) -> None:
        """Load as vLLM does, then cut the last layer."""
        super().load_model(load_dummy_weights=load_dummy_weights)
        config = self.vllm_config
        whole = config.parallel_config.pipeline_parallel_size == 1
        eager = config.compilation_config.mode == CompilationMode.NONE
        if whole and eager and config.lora_config is None:
            read_last_tokens(self.model_runner.get_model())


def give_way(name: str) -> None:
    """Let threads of this process that have a name run only where nothing else wants their core.

    Gloo has one for each of vLLM's thirteen groups of processes, and each looks a hundred times in
    a second whether a peer has written, in the middle of a forward pass. Does nothing where the
    system is not Linux, or does not allow it.
    """
    for thread in Path("/proc/self/task").glob("[0-9]*"):
        with suppress(OSError):  # it may have ended
            if (thread / "comm").read_text(encoding="utf-8").strip() == name:
                os.sched_setscheduler(int(thread.name), os.SCHED_IDLE, os.sched_param(0))


@RMSNorm.register_oot(name="RMSNorm")
class FusedNorm(RMSNorm):
    """vLLM's norm in one pass over memory, by the kernel that its build for CPUs has for it.

    vLLM itself computes it there in eight passes, a tenth of the time of a small verifier. In
    float32 only: the kernel rounds bfloat16 at other places than transformers does.
    """

    def forward_cpu(
        self, x: torch.Tensor, residual: torch.Tensor | None = None
    ) -> torch.Tensor | tuple[torch.Tensor, torch.Tensor]:
        """The normalised rows; with a residual, those of the sum, and the sum, both in place."""
        weight = self.weight.data
        float32 = x.dtype == weight.dtype == torch.float32
        if self.variance_size_override is not None or not float32:
            return super().forward_cpu(x, residual)
        if residual is None:
            normalised = torch.empty(x.shape, dtype=x.dtype)
            torch.ops._C.rms_norm(normalised, x.contiguous(), weight, self.variance_epsilon)
            return normalised
        torch.ops._C.fused_add_rms_norm(x, residual, weight, self.variance_epsilon)
        return x, residual
