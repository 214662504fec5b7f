"""Layouts for machines of every kind, by arithmetic alone."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.checkpoints.classifier import Classifier
from deskcheck_models.errors import CheckpointError
from deskcheck_models.vllm.arguments import laid_out
from deskcheck_models.vllm.machine import Machine
from deskcheck_models.vllm.plan import GIB, Demand, Plan, plan, weight_bytes

# The shapes of CodeScaler-8B and of the bundled verifier.
LARGE = Classifier(
    folder=Path("large"),
    architecture="Qwen3ForSequenceClassification",
    pad_token_id=0,
    max_positions=40_960,
    heads=32,
    parameters=7_568_000_000,
    weight_bytes=15_136_000_000,
    cache_numbers=2 * 36 * 8 * 128,
    quantised=False,
)
SMALL = replace(LARGE, heads=3, parameters=3_100_000, weight_bytes=12_400_000, cache_numbers=640)
HALF = Demand(number_bytes=2, max_tokens=16_384)
FULL = Demand(number_bytes=4, max_tokens=4_096)
H200 = 139 * GIB
A10 = 22 * GIB


def layout(found: Plan) -> tuple[int, int]:
    return found.shards, found.replicas


@pytest.mark.parametrize(
    ("gpus", "wanted"),
    [
        ((H200,), (1, 1)),
        ((H200,) * 8, (1, 8)),
        ((A10,) * 2, (2, 1)),
        ((A10,) * 8, (2, 4)),
        ((A10,) * 3, (2, 1)),
        ((A10, H200), (2, 1)),
    ],
)
def test_a_copy_takes_as_few_gpus_as_hold_it_and_the_others_hold_more_copies(
    gpus: tuple[int, ...], wanted: tuple[int, int]
) -> None:
    """A group needs no other GPU than its own; the smallest decides what one holds."""
    assert layout(plan(Machine(64 * GIB, gpus), LARGE, HALF)) == wanted


def test_heads_that_cannot_be_shared_out_stay_on_one_gpu() -> None:
    """Three heads over two GPUs would be uneven."""
    assert layout(plan(Machine(64 * GIB, (A10,) * 4), SMALL, HALF)) == (1, 4)


def test_a_verifier_beyond_all_gpus_is_refused_with_both_sizes() -> None:
    """Before any process is started."""
    with pytest.raises(CheckpointError, match=r"needs 1\d\.\d\d GiB.* 1 of 12\.00 GiB"):
        plan(Machine(64 * GIB, (12 * GIB,)), LARGE, HALF)


def test_a_sequence_beyond_the_gpus_is_refused_with_the_length_that_fits() -> None:
    """The weights fit and the longest sequence does not."""
    with pytest.raises(CheckpointError, match=r"set max_tokens to \d{4,5} or less"):
        plan(Machine(64 * GIB, (A10,)), LARGE, replace(HALF, max_tokens=40_960))


def test_a_small_verifier_on_a_cpu_keeps_some_groups_in_its_cache() -> None:
    """And clears no gibibyte at each start for it."""
    found = plan(Machine(20 * GIB), SMALL, FULL)

    assert found == Plan(
        cache_bytes=65_536 * 640 * 4,
        block_tokens=32,
        compiled=False,
        executor="uni",
        worker="deskcheck_models.vllm.cpu_worker.CpuWorker",
    )


def test_a_cpu_gives_the_cache_a_share_of_what_the_weights_leave() -> None:
    """Of 36 GiB, 28.2 hold the weights and 1.5 the rest."""
    found = plan(Machine(36 * GIB), LARGE, Demand(number_bytes=4, max_tokens=1_024))

    assert found.cache_bytes == int((36 * GIB - 4 * LARGE.parameters - 1.5 * GIB) / 4)


def test_a_cpu_with_much_memory_does_not_clear_all_of_it() -> None:
    """Two gibibytes are enough, and take seconds."""
    found = plan(Machine(200 * GIB), LARGE, Demand(number_bytes=4, max_tokens=1_024))

    assert found.cache_bytes == 2 * GIB


@pytest.mark.parametrize(
    ("machine", "engines", "threads"),
    [
        (Machine(20 * GIB, cores=1), 1, None),
        (Machine(20 * GIB, cores=2), 2, 1),
        (Machine(20 * GIB, cores=16), 4, 4),
        (Machine(8 * GIB, cores=16), 2, 8),
        (Machine(4 * GIB, cores=16), 1, None),
    ],
)
def test_a_small_verifier_is_computed_by_engines_side_by_side(
    machine: Machine, engines: int, threads: int | None
) -> None:
    """As many as there are cores, up to four, in half of the memory."""
    found = plan(machine, SMALL, FULL)

    assert (found.engines, found.threads) == (engines, threads)


def test_a_large_verifier_is_computed_by_one_engine_with_all_cores() -> None:
    """Its layers are wide enough for threads, and its weights too large to have twice."""
    assert plan(Machine(200 * GIB, cores=16), LARGE, FULL).engines == 1


def test_an_operator_who_gives_a_layout_gets_no_engines_beside_it() -> None:
    """Other arguments leave ours as it is."""
    found = plan(Machine(20 * GIB, cores=2), SMALL, FULL)

    assert laid_out(found, {"data_parallel_size": 2}).engines == 1
    assert laid_out(found, {"max_num_seqs": 8}) == found


def test_weights_beyond_the_memory_are_refused_with_both_sizes() -> None:
    """And with what would halve them."""
    with pytest.raises(CheckpointError, match=r"29\.69 GiB.*23\.00 GiB are free.*bfloat16"):
        plan(Machine(23 * GIB), LARGE, FULL)


def test_a_context_beyond_the_memory_is_refused_with_the_length_that_fits() -> None:
    """That length then fits."""
    machine, asked = Machine(20 * GIB), replace(HALF, max_tokens=40_960)
    with pytest.raises(CheckpointError, match="set max_tokens to") as refused:
        plan(machine, LARGE, asked)
    fitting = int(str(refused.value).partition("max_tokens to ")[2].split()[0])

    assert plan(machine, LARGE, replace(asked, max_tokens=fitting)).cache_bytes


@pytest.mark.parametrize(("cache", "words"), [(2**20, "give the cache more"), (40 * GIB, "left")])
def test_a_cache_too_small_or_too_large_is_refused(cache: int, words: str) -> None:
    """It must hold one longest sequence, and fit."""
    with pytest.raises(CheckpointError, match=words):
        plan(Machine(20 * GIB), SMALL, replace(FULL, cache_bytes=cache))


def test_a_quantised_checkpoint_keeps_its_own_size() -> None:
    """Whatever the precision of the sums."""
    assert weight_bytes(replace(LARGE, quantised=True), FULL) == LARGE.weight_bytes


@given(
    memory=st.integers(1, 200),
    cores=st.integers(1, 64),
    tokens=st.integers(1, 60_000),
    small=st.booleans(),
)
def test_a_plan_never_takes_more_than_there_is(
    memory: int, cores: int, tokens: int, small: bool
) -> None:
    """Weights, cache and what vLLM needs besides stay within the memory, or it is refused."""
    classifier, demand = (SMALL if small else LARGE), Demand(4, tokens)
    try:
        found = plan(Machine(memory * GIB, cores=cores), classifier, demand)
    except CheckpointError:
        return

    assert found.cache_bytes is not None
    assert found.cache_bytes >= tokens * classifier.cache_numbers * 4
    taken = found.engines * (found.cache_bytes + weight_bytes(classifier, demand))
    assert taken < memory * GIB
