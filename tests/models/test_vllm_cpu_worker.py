"""What vLLM computes on a CPU with our worker, and what it leaves alone."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.vllm.environment import SWITCHES
from deskcheck_models.vllm.plan import CPU_WORKER
from tests.models.served_classifier import MARKS

pytestmark = MARKS

SEQUENCES = ((5, 6, 7, 8, 9), (5, 6, 7), (8,))
PROGRAM = """
import gc, json, os, pathlib, sys

from vllm import LLM, PoolingParams
from vllm.config import PoolerConfig

folder, sequences, arguments = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
seen = []


def see(phase, collection):
    if phase == "start" and collection["generation"] == 2:
        seen.append(len(gc.get_objects()))


gc.disable()  # what is seen then was asked for
gc.callbacks.append(see)
engine = LLM(
    folder,
    runner="pooling",
    convert="classify",
    dtype="float32",
    max_model_len=64,
    kv_cache_memory_bytes=2**24,
    block_size=32,
    distributed_executor_backend="uni",
    pooler_config=PoolerConfig(task="classify", seq_pooling_type="LAST", use_activation=False),
    **{"enforce_eager": True, **arguments},
)
gc.callbacks.remove(see)
rows = []


def watch(model):
    for layer in model.model.layers:
        layer.mlp.register_forward_hook(lambda *said: rows.append(len(said[2])))


engine.apply_model(watch)
asked = [{"prompt_token_ids": sequence} for sequence in sequences]
once = PoolingParams(task="classify", use_activation=False)
answered = engine.encode(asked, once, pooling_task="classify", use_tqdm=False)
norms = {type(one).__name__ for one in engine.apply_model(lambda model: model)[0].modules()}
scores = [float(one.outputs.data) for one in answered]
tasks = pathlib.Path("/proc/self/task").iterdir()
gloo = [int(task.name) for task in tasks if "gloo_tcp_loop" in (task / "comm").read_text()]
told = {
    "seen": seen,
    "rows": rows,
    "scores": scores,
    "fused": "FusedNorm" in norms,
    "gloo": sorted({os.sched_getscheduler(thread) for thread in gloo}),
    "niceness": os.getpriority(os.PRIO_PROCESS, 0),
}
print(json.dumps(told))
"""


def computed(**arguments: object) -> Mapping[str, object]:
    """Rows of every layer's feed-forward part in turn, scores, the kinds of norms and threads."""
    given = (str(BUNDLED_FOLDER), json.dumps(SEQUENCES), json.dumps(arguments))
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM, *given],
        check=True,
        capture_output=True,
        env={**os.environ, **SWITCHES, "OMP_NUM_THREADS": "1"},
        cwd=Path(__file__).parents[2],
        text=True,
    )
    told: Mapping[str, object] = json.loads(answer.stdout.splitlines()[-1])
    return told


@pytest.fixture(scope="module")
def ours() -> Mapping[str, object]:
    return computed(worker_cls=CPU_WORKER)


@pytest.fixture(scope="module")
def theirs() -> Mapping[str, object]:
    return computed()


def test_the_last_layer_computes_a_row_for_each_sequence(
    ours: Mapping[str, object], theirs: Mapping[str, object]
) -> None:
    """Nine tokens in three sequences."""
    assert ours["rows"] == [9, 9, 9, 9, 3]
    assert theirs["rows"] == [9, 9, 9, 9, 9]


def test_scores_are_those_of_all_rows_and_norms_in_many_passes(
    ours: Mapping[str, object], theirs: Mapping[str, object]
) -> None:
    """What is left out was read by nobody."""
    assert (ours["fused"], theirs["fused"]) == (True, False)
    assert ours["scores"] == pytest.approx(theirs["scores"], abs=1e-5)


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="only Linux has threads that give way")
def test_threads_that_wait_for_other_processes_give_way_where_there_are_none(
    ours: Mapping[str, object], theirs: Mapping[str, object]
) -> None:
    """They would stop the forward pass a thousand times in a second."""
    assert (ours["gloo"], theirs["gloo"]) == ([os.SCHED_IDLE], [os.SCHED_OTHER])


def test_the_forward_pass_gives_way_to_the_server_that_feeds_it(
    ours: Mapping[str, object], theirs: Mapping[str, object]
) -> None:
    """A server's work comes in short pieces, and is done before the pass goes on."""
    assert (ours["niceness"], theirs["niceness"]) == (19, os.getpriority(os.PRIO_PROCESS, 0))


def test_loading_passes_over_what_it_makes_and_not_over_what_vllm_imported(
    ours: Mapping[str, object], theirs: Mapping[str, object]
) -> None:
    """The objects of each full pass of the garbage collector that vLLM asks for: three."""
    assert max(cast("list[int]", ours["seen"])) < 50_000
    assert min(cast("list[int]", theirs["seen"])) > 500_000


def test_with_adapters_the_last_layer_computes_all_rows() -> None:
    """vLLM tells the rows of different adapters apart by their place in the step."""
    adapted = computed(worker_cls=CPU_WORKER, enable_lora=True)

    assert adapted["rows"] == [9, 9, 9, 9, 9]
