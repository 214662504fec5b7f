"""How near does Deskcheck with vLLM come to what the machine can multiply?

    python -m benchmarks.ceiling [--shape 0.6B|8B] [--quick] [--data FOLDER]

The ceiling is 2 x parameters FLOP for each token that goes through the model, at the rate at which
torch multiplies matrices of the same precision on the same device, measured before and after in
the same run; the faster of both counts. Parameters are those of linear layers: attention comes on
top of them and is not counted, so that no server reaches the ceiling. On a CPU Deskcheck computes
the last layer for one token in a program, which counts as all of it: a thirtieth.

Groups of a problem of 300 to 500 tokens with up to 16 programs of 200 to 600, real texts, all
different, go through HTTP into `deskcheck serve` with its defaults, duplicates and score cache
switched off. The verifier has random weights: of CodeScaler-8B's shape in bfloat16 where torch has
a GPU, of Qwen3-0.6B's in float32 elsewhere, since few CPUs multiply bfloat16. Whether its scores
are right is `deskcheck verify`'s to say.

Needs vLLM and an idle machine: on one GPU 17 GB of it, 15 GB of disk and some 5 minutes; on two
cores 1.2 GB of disk and 8 minutes.
"""

import argparse
import asyncio
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from benchmarks.closed_loop import Round, Way, by_turns, figures
from benchmarks.deskcheck_serve import DeskcheckServe, deskcheck_serve
from benchmarks.diary import Diary
from benchmarks.large_verifier import (
    CODESCALER,
    SHAPES,
    SMALL,
    multiplied_parameters,
    save_large_verifier,
)
from benchmarks.load import DATA, LoadGroup, read_whole_load
from benchmarks.matrix_rate import matrix_rate
from benchmarks.result_file import text_hash, write_result
from benchmarks.ways import EACH_READ
from deskcheck_models import Verifier
from deskcheck_models.catalogue import BUNDLED
from deskcheck_models.verification import usual_precision


@dataclass(frozen=True, slots=True)
class Plan:
    """Rounds after the first, which warms up, and what is sent in each."""

    rounds: int
    groups: int
    candidates: int
    at_once: int


PLANS = {
    "cpu": Plan(rounds=5, groups=3, candidates=8, at_once=2),
    "cuda": Plan(rounds=9, groups=40, candidates=16, at_once=8),
}


def main() -> None:
    """Measure, write the result file, and end with one JSON line."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    given = _options(device)
    if not given.data.is_dir():
        _say(f"skipped: the groups are read from {given.data}, which is not there; give --data")
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # through every finally: servers end
    plan = replace(PLANS[device], rounds=2) if given.quick else PLANS[device]
    groups = read_whole_load(given.data, Verifier.find(BUNDLED).text, plan.groups).distinct
    result = asyncio.run(_measured(given.shape, device, plan, groups))
    path = write_result(
        "ceiling",
        inputs={"groups": text_hash(map(str, groups))},
        setup={
            "plan": asdict(plan),
            "shape": given.shape,
            "precision": usual_precision(),
            "device": _named(device),
            "vector_instructions": torch.backends.cpu.get_cpu_capability(),
        },
        figures=result,
        quick=given.quick,
    )
    _say(f"written to {path}")
    _say(json.dumps(result))


def _options(device: str) -> argparse.Namespace:
    usual = CODESCALER if device == "cuda" else SMALL
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ceiling")
    parser.add_argument("--shape", choices=list(SHAPES), default=usual, help="of a Qwen3 model")
    parser.add_argument("--quick", action="store_true", help="two rounds")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of labelled candidates")
    return parser.parse_args()


async def _measured(
    shape: str, device: str, plan: Plan, groups: Sequence[LoadGroup]
) -> dict[str, object]:
    diary = Diary()
    with tempfile.TemporaryDirectory() as place:
        diary.tell(f"writing a verifier of {shape}")
        folder = save_large_verifier(Path(place), shape, device)
        diary.tell("multiplying")
        before = _rate(shape, device)
        diary.tell("starting the server")
        async with deskcheck_serve(folder, *EACH_READ) as server:
            diary.tell("groups through HTTP")
            done, computed = await _served(server, plan, groups)
        diary.tell("multiplying again")
        rates = (before, _rate(shape, device))
        parameters = multiplied_parameters(folder)
    seconds = sum(one.seconds for one in done)
    return {
        "share_of_ceiling": share_of_ceiling(computed / seconds, parameters, max(rates)),
        "computed_tokens_per_second": round(computed / seconds, 1),
        **asdict(figures(done)),
        "matrix_teraflops": [round(rate / 1e12, 3) for rate in rates],
        "multiplied_parameters": parameters,
    }


def share_of_ceiling(tokens_per_second: float, parameters: int, rate: float) -> float:
    """What is multiplied in a second, over what could be: `rate` is in FLOP per second."""
    return round(2 * parameters * tokens_per_second / rate, 3)


def _rate(shape: str, device: str) -> float:
    """That of the widest layer, in the precision that the server takes by itself."""
    sizes = SHAPES[shape]
    inner, columns = sizes["hidden_size"], sizes["intermediate_size"]
    return matrix_rate(inner, columns, device, usual_precision())


async def _served(
    server: DeskcheckServe, plan: Plan, groups: Sequence[LoadGroup]
) -> tuple[list[Round], int]:
    """The rounds after the first, and the tokens that were computed in them."""
    ways = [Way("http", server.scores, server.process)]
    rounds = [told_apart(groups, number, plan.candidates) for number in range(plan.rounds + 1)]
    await by_turns(ways, rounds[:1], plan.at_once)
    warm = server.computed_tokens
    done = await by_turns(ways, rounds[1:], plan.at_once)
    return done["http"], server.computed_tokens - warm


def told_apart(groups: Sequence[LoadGroup], number: int, candidates: int) -> list[LoadGroup]:
    """The same groups under problems that begin otherwise, so that no round finds another's."""
    return [
        replace(one.cut(candidates), problem=f"Round {number}. {one.problem}") for one in groups
    ]


def _named(device: str) -> str:
    return str(torch.cuda.get_device_name()) if device == "cuda" else device


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
