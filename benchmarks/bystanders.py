"""Does a slow or hostile client slow the others down?

    python -m benchmarks.bystanders [--quick]

Others send requests at random times, at a part of the rate that the server can do: for some
seconds alone, then as long beside each kind of hostile client, by turns, and that several times.
The times of their requests are the same in every turn. The hostile client is another process; each
kind stands in `benchmarks/traffic/hostile.py`.

`p99_moved` is that of the kind that moves the others most: the 99th percentile of their latency
beside it, over all turns, over that without anybody, less one. `noise` is the same of one half of
the turns without anybody over the other half: what differs by no more than that says nothing.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.deskcheck_serve import Served, served
from benchmarks.result_file import file_hash, text_hash, write_result
from benchmarks.traffic.bodies import requests
from benchmarks.traffic.flow import Flow, closed_loop, open_loop
from benchmarks.traffic.hostile import KINDS
from benchmarks.traffic.wire import Reply, Wire
from deskcheck_models import Verifier
from deskcheck_models.catalogue import BUNDLED

ALONE = "nobody"
CANDIDATES = 4
AT_ONCE = 8  # senders that find the rate that the server can do
PART = 0.3  # of it, that the others send
MOST = 1024
OK = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """How often, and the seconds of a turn; `warm_seconds` find the rate."""

    rounds: int
    turn_seconds: float
    warm_seconds: float


@dataclass(frozen=True, slots=True)
class Turn:
    """The others beside one kind of hostile client, and what that one says that it did."""

    beside: str
    flow: Flow
    done: object


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the result file, and print its figures as one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short turn of each kind")
    given = parser.parse_args(arguments)
    plan = Plan(1, 3, 2) if given.quick else Plan(4, 15, 10)
    with served("--model", BUNDLED) as server:
        turns = asyncio.run(measure(server, plan))
    shown = figures(turns)
    write_result(
        "bystanders",
        inputs={
            "model.safetensors": file_hash(Verifier.find(BUNDLED).folder / "model.safetensors"),
            "requests": text_hash([next(requests("", candidates=CANDIDATES)).decode()]),
        },
        setup={"model": BUNDLED, "candidates": CANDIDATES, "part": PART, "rounds": plan.rounds},
        figures=shown,
        quick=given.quick,
    )
    sys.stdout.write(json.dumps(shown) + "\n")


async def measure(server: Served, plan: Plan, kinds: Sequence[str] = tuple(KINDS)) -> list[Turn]:
    """All turns; alone before the first kind of each round and in its middle."""
    wire = Wire(server.host, server.port)
    bodies = requests(f"{server.host}:{server.port}", candidates=CANDIDATES)

    def send() -> Awaitable[Reply]:
        return wire.exchange(next(bodies))

    warm = await closed_loop(send, at_once=AT_ONCE, seconds=plan.warm_seconds)
    rate = PART * len(warm.answers) / warm.seconds
    middle = len(kinds) // 2
    order = (ALONE, *kinds[:middle], ALONE, *kinds[middle:]) * plan.rounds
    turns = []
    for beside in order:
        hostile = asyncio.create_task(_hostile(beside, server, plan.turn_seconds))
        flow = await open_loop(send, rate=rate, seconds=plan.turn_seconds, most=MOST)
        turns.append(Turn(beside, flow, await hostile))
    await wire.close()
    return turns


async def _hostile(kind: str, server: Served, seconds: float) -> object:
    """Run the hostile client beside; what it did, None where nobody is wanted."""
    if kind == ALONE:
        return None
    command = (
        "-m",
        "benchmarks.traffic.hostile",
        kind,
        server.host,
        f"{server.port}",
        f"{seconds}",
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"the hostile client {kind} ended with {process.returncode}")
    return json.loads(told)


def figures(turns: Sequence[Turn]) -> dict[str, Any]:
    """What the last line shows."""
    alone = [turn for turn in turns if turn.beside == ALONE]
    quiet = p99(alone)
    kinds = [name for name in dict.fromkeys(turn.beside for turn in turns) if name != ALONE]
    beside = {kind: [turn for turn in turns if turn.beside == kind] for kind in kinds}
    moved = {kind: round(p99(those) / quiet - 1, 3) for kind, those in beside.items()}
    return {
        "p99_moved": max(moved.values()),
        "noise": round(p99(alone[::2]) / p99(alone[1::2]) - 1, 3),
        "moved": moved,
        "p99_milliseconds": {
            ALONE: round(1000 * quiet, 1),
            **{kind: round(1000 * p99(those), 1) for kind, those in beside.items()},
        },
        "p50_milliseconds": round(1000 * float(np.median(_seconds(alone))), 1),
        "failed": {kind: _failed(those) for kind, those in {ALONE: alone, **beside}.items()},
        "hostile": {kind: [turn.done for turn in those] for kind, those in beside.items()},
        "requests": {ALONE: len(_seconds(alone)), "each_kind": len(_seconds(beside[kinds[0]]))},
        "offered_per_second": round(len(_seconds(alone)) / sum(t.flow.seconds for t in alone), 2),
    }


def p99(turns: Sequence[Turn]) -> float:
    """In seconds, of all requests of the turns together."""
    return float(np.quantile(_seconds(turns), 0.99))


def _seconds(turns: Sequence[Turn]) -> list[float]:
    return [answer.seconds for turn in turns for answer in turn.flow.answers]


def _failed(turns: Sequence[Turn]) -> int:
    """Requests of the others that were not answered as they should be, or never sent."""
    bad = sum(answer.status != OK for turn in turns for answer in turn.flow.answers)
    return bad + sum(turn.flow.unsent for turn in turns)


if __name__ == "__main__":
    main()
