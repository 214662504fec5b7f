"""How vLLM is laid out for one checkpoint on one machine, when nobody says otherwise.

Pure arithmetic, so that layouts for machines that nobody here has are tested too. The reasoning is
in models/VLLM.md.
"""

from dataclasses import dataclass

from deskcheck_models.checkpoints.classifier import Classifier
from deskcheck_models.errors import CheckpointError
from deskcheck_models.vllm.machine import Machine

GIB = 2**30

# On a CPU. vLLM's blocks of 128 tokens would leave most problems' last hundred tokens unshared.
CPU_BLOCK_TOKENS = 32
# Some ten groups of 16 programs. Clearing a gibibyte for the cache costs seconds of the start.
CPU_CACHED_TOKENS = 65_536
CPU_CACHE_BYTES = 2 * GIB  # at most, where the longest sequence needs no more
CPU_CACHE_SHARE = 0.25  # of the memory that the weights leave: the machine does other work too
CPU_SPARE_BYTES = 3 * GIB // 2  # vLLM's code in two processes, and the sums of one step
# A verifier so small is computed by engines side by side: its layers are too narrow to be worth
# two threads that wait for one another in each, and its weights are nothing beside vLLM's code.
CPU_SMALL_BYTES = GIB // 4
CPU_ENGINES = 4  # at most, and no more than half of the memory holds
CPU_WORKER = "deskcheck_models.vllm.cpu_worker.CpuWorker"

# On a GPU. 8,192 tokens keep an H200 busy; a longer step only lets small requests wait longer.
GPU_STEP_TOKENS = 8_192
GPU_STEP_SEQUENCES = 512
GPU_SHARE = 0.9  # of each GPU's memory, vLLM's own default
GPU_SPARE_BYTES = 4 * GIB  # the sums of one step, compiled code, the libraries' own buffers


@dataclass(frozen=True, slots=True)
class Plan:
    """Values for vLLM's arguments; None leaves one to vLLM.

    `shards` GPUs hold one copy of the weights together, and there are `replicas` copies. On a CPU,
    `engines` of vLLM stand side by side, each with a copy and so many `threads`.
    """

    shards: int = 1
    replicas: int = 1
    engines: int = 1
    threads: int | None = None
    cache_bytes: int | None = None
    block_tokens: int | None = None
    step_tokens: int | None = None
    step_sequences: int | None = None
    compiled: bool = True
    executor: str | None = None
    worker: str | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of the layout: bytes of a number, the longest sequence, a cache if one is set.

    A checkpoint that is quantised keeps its own size.
    """

    number_bytes: int
    max_tokens: int
    cache_bytes: int | None = None


def plan(machine: Machine, classifier: Classifier, demand: Demand) -> Plan:
    """The layout for a checkpoint on a machine.

    Raises CheckpointError, with the bytes and the remedy, where weights or the longest sequence do
    not fit into the memory.
    """
    if machine.gpu_bytes:
        return _on_gpus(machine.gpu_bytes, classifier, demand)
    return _on_cpu(machine, classifier, demand)


def weight_bytes(classifier: Classifier, demand: Demand) -> int:
    """What one copy of the weights takes once it is loaded."""
    if classifier.quantised:
        return classifier.weight_bytes
    return classifier.parameters * demand.number_bytes


def _on_cpu(machine: Machine, classifier: Classifier, demand: Demand) -> Plan:
    memory, weights = machine.memory_bytes, weight_bytes(classifier, demand)
    left = memory - weights - CPU_SPARE_BYTES
    if left <= 0:
        raise CheckpointError(
            f"{classifier.folder} needs {_told(weights + CPU_SPARE_BYTES)} of memory at "
            f"{8 * demand.number_bytes} bits a number, and {_told(memory)} are free; free memory, "
            "set precision to bfloat16, or take a smaller verifier"
        )
    token = classifier.cache_numbers * demand.number_bytes
    longest = token * (demand.max_tokens + CPU_BLOCK_TOKENS)
    wanted = min(token * CPU_CACHED_TOKENS, CPU_CACHE_BYTES, int(left * CPU_CACHE_SHARE))
    cache = demand.cache_bytes or max(wanted, longest)
    _refuse_long(classifier, demand, longest, min(cache, left))
    if cache > left:
        raise CheckpointError(
            f"a cache of {_told(cache)} does not fit beside {classifier.folder}: {_told(left)} are "
            "left; ask for a smaller one"
        )
    engines = _engines(machine, weights, cache)
    return Plan(
        engines=engines,
        threads=machine.cores // engines if engines > 1 else None,
        cache_bytes=cache,
        block_tokens=CPU_BLOCK_TOKENS,
        compiled=False,  # compiling needs a C++ compiler, and minutes at each start
        executor="uni",  # no worker process of its own: vLLM is imported once less
        worker=CPU_WORKER,
    )


def _engines(machine: Machine, weights: int, cache: int) -> int:
    """How many engines a CPU computes with: one, where the verifier is not small."""
    if weights > CPU_SMALL_BYTES:
        return 1
    fitting = machine.memory_bytes // 2 // (weights + CPU_SPARE_BYTES + cache)
    return max(min(machine.cores, CPU_ENGINES, fitting), 1)


def _on_gpus(gpus: tuple[int, ...], classifier: Classifier, demand: Demand) -> Plan:
    """As few GPUs for a copy as hold it, and as many copies as there are GPUs for."""
    usable = int(min(gpus) * GPU_SHARE) - GPU_SPARE_BYTES
    weights = weight_bytes(classifier, demand)
    longest = classifier.cache_numbers * demand.number_bytes * demand.max_tokens
    needed = weights + (demand.cache_bytes or longest)
    for shards in _divisions(len(gpus), classifier.heads):
        if needed <= usable * shards:
            return Plan(
                shards=shards,
                replicas=len(gpus) // shards,
                cache_bytes=demand.cache_bytes,
                step_tokens=GPU_STEP_TOKENS,
                step_sequences=GPU_STEP_SEQUENCES,
            )
    held = usable * max(_divisions(len(gpus), classifier.heads))
    if weights < held:
        _refuse_long(classifier, demand, longest, held - weights)
    raise CheckpointError(
        f"{classifier.folder} needs {_told(needed)} of GPU memory at "
        f"{8 * demand.number_bytes} bits a number, and {len(gpus)} of {_told(min(gpus))} hold "
        f"{_told(max(held, 0))}; take a smaller verifier, or more GPUs"
    )


def _divisions(gpus: int, heads: int) -> list[int]:
    """Into how many parts a copy can be cut: powers of two that share the heads out evenly."""
    return [size for size in (1, 2, 4, 8, 16) if size <= gpus and heads % size == 0]


def _refuse_long(classifier: Classifier, demand: Demand, longest: int, room: int) -> None:
    if longest <= room:
        return
    token = classifier.cache_numbers * demand.number_bytes
    fitting = max(room // token - CPU_BLOCK_TOKENS, 0)
    raise CheckpointError(
        f"one sequence of {demand.max_tokens} tokens needs {_told(longest)} of cache beside "
        f"{classifier.folder}, and {_told(room)} are left; set max_tokens to {fitting} or less, or "
        "give the cache more"
    )


def _told(size: int) -> str:
    return f"{size / GIB:.2f} GiB"
