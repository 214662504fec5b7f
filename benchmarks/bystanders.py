"""Does a slow or hostile client slow the others down?

    python -m benchmarks.bystanders [--quick]

Others send requests at random times, at a part of the rate that the server can do, a quarter of
them over connections that are new: for some seconds beside each kind of hostile client, by turns,
and alone before every second one, and all that several times. The times of their requests are the
same in every turn. A turn begins when the hostile client, another process, has its connections; the
kinds stand in `benchmarks/traffic/hostile.py`.

`p99_moved` is that of the kind that moves the others most: the 99th percentile of their latency in
a turn beside it, the median of its turns, over that without anybody, less one. `between` holds 95
of 100 values of it that come out where turns are drawn again. `noise` is what nothing at all would
show: 95 of 100 draws of as many turns from those without anybody differ from the rest by less.
`newcomers_moved` is of new connections alone. `descriptors` are the fewest that the server had at a
turn's two ends.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from benchmarks.deskcheck_serve import Served, served
from benchmarks.moved import Latencies, between, moved, noise, p99
from benchmarks.process_samples import sample
from benchmarks.result_file import file_hash, text_hash, write_result
from benchmarks.traffic.bodies import requests
from benchmarks.traffic.flow import Answer, Flow, closed_loop, open_loop
from benchmarks.traffic.hostile import KINDS
from benchmarks.traffic.wire import Reply, Wire
from deskcheck_models import Verifier
from deskcheck_models.catalogue import BUNDLED

ALONE = "nobody"
CANDIDATES = 4
AT_ONCE = 8  # senders that find the rate that the server can do
PART = 0.3  # of it, that the others send
NEW = 0.25  # of that, over new connections
MOST = 1024
OK = 200
LONGER = 1.0  # seconds for which a hostile client stays when the others have sent their last


@dataclass(frozen=True, slots=True)
class Plan:
    """How often, and the seconds of a turn; `warm_seconds` find the rate."""

    rounds: int
    turn_seconds: float
    warm_seconds: float


@dataclass(frozen=True, slots=True)
class Turn:
    """The others beside one kind of hostile client, and what that one says that it did.

    `descriptors` are the fewest that the server had when the turn began and when it ended.
    """

    beside: str
    known: Flow
    newcomers: Flow
    descriptors: int
    done: object

    @property
    def answers(self) -> tuple[Answer, ...]:
        """To all of the others."""
        return self.known.answers + self.newcomers.answers


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the result file, and print its figures as one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short turn of each kind")
    given = parser.parse_args(arguments)
    plan = Plan(1, 3, 2) if given.quick else Plan(4, 11, 10)
    with served("--model", BUNDLED) as server:
        turns = asyncio.run(measure(server, plan))
    shown = figures(turns)
    write_result(
        "bystanders",
        inputs={
            "model.safetensors": file_hash(Verifier.find(BUNDLED).folder / "model.safetensors"),
            "requests": text_hash([next(requests("", candidates=CANDIDATES)).decode()]),
        },
        setup={
            "model": BUNDLED,
            "candidates": CANDIDATES,
            "part": PART,
            "new_connections": NEW,
            "rounds": plan.rounds,
            "turn_seconds": plan.turn_seconds,
        },
        figures=shown,
        quick=given.quick,
    )
    sys.stdout.write(json.dumps(shown) + "\n")


async def measure(server: Served, plan: Plan, kinds: Sequence[str] = tuple(KINDS)) -> list[Turn]:
    """All turns of all rounds."""
    wire = Wire(server.host, server.port)
    bodies = requests(f"{server.host}:{server.port}", candidates=CANDIDATES)

    def send(*, newcomer: bool = False) -> Awaitable[Reply]:
        return wire.exchange(next(bodies), newcomer=newcomer)

    warm = await closed_loop(send, at_once=AT_ONCE, seconds=plan.warm_seconds)
    rate = PART * len(warm.answers) / warm.seconds

    def flow(part: float, *, newcomer: bool) -> Awaitable[Flow]:
        one = partial(send, newcomer=newcomer)
        return open_loop(one, rate=part * rate, seconds=plan.turn_seconds, most=MOST)

    async def turn(beside: str) -> Turn:
        async with _hostile(beside, server, plan.turn_seconds) as told:
            before = _descriptors(server)
            flows = await asyncio.gather(flow(1 - NEW, newcomer=False), flow(NEW, newcomer=True))
            fewest = min(before, _descriptors(server))
            return Turn(beside, *flows, fewest, await told)

    turns = [await turn(beside) for _ in range(plan.rounds) for beside in _order(kinds)]
    await wire.close()
    return turns


def _order(kinds: Sequence[str]) -> Iterator[str]:
    """One round: alone before every second kind."""
    for place, kind in enumerate(kinds):
        if place % 2 == 0:
            yield ALONE
        yield kind


def _descriptors(server: Served) -> int:
    return sample(server.process.process.pid).descriptors


@asynccontextmanager
async def _hostile(kind: str, server: Served, seconds: float) -> AsyncIterator[Awaitable[object]]:
    """The hostile client, with all its connections; gives what it did, None for nobody."""
    if kind == ALONE:
        yield asyncio.sleep(0)
        return
    command = ("-m", "benchmarks.traffic.hostile", kind, server.host, f"{server.port}")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, f"{seconds + LONGER}", stdout=asyncio.subprocess.PIPE
    )
    try:
        await _line(process)
        yield _line(process)
    finally:
        if await process.wait():
            raise SystemExit(f"the hostile client {kind} ended with {process.returncode}")


async def _line(process: asyncio.subprocess.Process) -> object:
    if process.stdout is None:
        raise SystemExit("the hostile client has no standard output")
    return json.loads(await process.stdout.readline() or "null")


def figures(turns: Sequence[Turn]) -> dict[str, Any]:
    """What the last line shows."""
    kinds = [name for name in dict.fromkeys(turn.beside for turn in turns) if name != ALONE]
    turns_of = {name: [one for one in turns if one.beside == name] for name in (ALONE, *kinds)}
    all_of = {name: [_seconds(one.answers) for one in those] for name, those in turns_of.items()}
    new_of = {
        name: [_seconds(one.newcomers.answers) for one in those] for name, those in turns_of.items()
    }
    quiet = all_of[ALONE]
    shifts = {kind: round(moved(all_of[kind], quiet), 3) for kind in kinds}
    return {
        "p99_moved": max(shifts.values()),
        "noise": noise(quiet, len(all_of[kinds[0]])),
        "moved": shifts,
        "between": {kind: between(all_of[kind], quiet) for kind in kinds},
        "newcomers_moved": {kind: round(moved(new_of[kind], new_of[ALONE]), 3) for kind in kinds},
        "p99_milliseconds": {name: _milliseconds(p99(those)) for name, those in all_of.items()},
        "p99_of_turns_milliseconds": {
            name: [_milliseconds(p99([one])) for one in those] for name, those in all_of.items()
        },
        "p50_milliseconds": {
            name: _milliseconds(float(np.median(np.concatenate(those))))
            for name, those in all_of.items()
        },
        "failed": {name: sum(map(_failed, those)) for name, those in turns_of.items()},
        "descriptors": {
            name: min(one.descriptors for one in those) for name, those in turns_of.items()
        },
        "hostile": {kind: [one.done for one in turns_of[kind]] for kind in kinds},
        "requests": {name: sum(map(len, those)) for name, those in all_of.items()},
        "offered_per_second": round(
            sum(map(len, quiet)) / sum(one.known.seconds for one in turns_of[ALONE]), 2
        ),
    }


def _seconds(answers: Sequence[Answer]) -> Latencies:
    return np.array([answer.seconds for answer in answers])


def _milliseconds(seconds: float) -> float:
    return round(1000 * seconds, 1)


def _failed(turn: Turn) -> int:
    """Requests of the others that were not answered as they should be, or never sent."""
    bad = sum(answer.status != OK for answer in turn.answers)
    return bad + turn.known.unsent + turn.newcomers.unsent


if __name__ == "__main__":
    main()
