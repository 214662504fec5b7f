"""Does a server that works for a long time grow, or become slower?

    python -m benchmarks.soak [--quick] [--minutes N]

Senders that saturate the server measure the rate that it can do. Then four fifths of that rate are
sent at random times for half an hour, every request with 16 programs of its own problem. Once each
second memory and descriptors of all its processes are looked at.

Caches fill up during the first third of the time, which is why only the two other thirds are
measured; `score_cache_entries` says how many scores were kept when they began and when they ended.
`growth_mib` and `growth_descriptors` are medians of the last third less those of the one before,
and `growth_by_program_mib` is the same of each program that runs. `swing_mib` lies between the
tenth and the ninetieth percentile of the last third alone. `latency_drift` is the median latency of
the last third over that of the one before, less one. `held` shows the whole time.
"""

import argparse
import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.deskcheck_serve import Served, served
from benchmarks.process_samples import Sample, growth, sampled, thirds
from benchmarks.result_file import file_hash, text_hash, write_result
from benchmarks.traffic.bodies import requests
from benchmarks.traffic.flow import Answer, Flow, closed_loop, open_loop
from benchmarks.traffic.wire import Reply, Wire
from deskcheck_models import Verifier
from deskcheck_models.catalogue import BUNDLED

PART = 0.8  # of the rate that the server can do
AT_ONCE = 8
MOST = 1024
KEPT = 4  # idle connections: those of the last crowd would look like a leak
MINUTE, HOUR = 60, 3600
SHOWN = 90  # samples of the whole time


@dataclass(frozen=True, slots=True)
class Plan:
    """Seconds in which the rate is found, and seconds of the soak."""

    warm_seconds: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The rate that the server could do, the soak, and what the server held meanwhile."""

    maximum: float
    flow: Flow
    samples: Sequence[Sample]
    server_processor_seconds: float
    cached: Sequence[int]  # scores kept when the measured time begins and ends


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the result file, and print its figures as one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="20 seconds, which only shows the way")
    parser.add_argument("--minutes", type=float, default=30.0, help="how long without --quick")
    given = parser.parse_args(arguments)
    plan = Plan(5, 20) if given.quick else Plan(30, given.minutes * MINUTE)
    with served("--model", BUNDLED) as server:
        shown = figures(asyncio.run(measure(server, plan)))
    write_result(
        "soak",
        inputs={
            "model.safetensors": file_hash(Verifier.find(BUNDLED).folder / "model.safetensors"),
            "requests": text_hash([next(requests("")).decode()]),
        },
        setup={"model": BUNDLED, "part": PART, "seconds": plan.seconds},
        figures=shown,
        quick=given.quick,
    )
    sys.stdout.write(json.dumps(shown) + "\n")


async def measure(server: Served, plan: Plan) -> Measured:
    """The rate, then the soak."""
    wire = Wire(server.host, server.port, kept=KEPT)
    bodies = requests(f"{server.host}:{server.port}")

    def send() -> Awaitable[Reply]:
        return wire.exchange(next(bodies))

    warm = await closed_loop(send, at_once=AT_ONCE, seconds=plan.warm_seconds)
    maximum = len(warm.answers) / warm.seconds
    used = server.process.processor_seconds()
    with sampled(server.process.process.pid, every=min(1.0, plan.seconds / 60)) as samples:
        early = asyncio.create_task(_cached(wire, after=plan.seconds / 3))
        flow = await open_loop(send, rate=PART * maximum, seconds=plan.seconds, most=MOST)
    used = server.process.processor_seconds() - used
    cached = [await early, await _cached(wire)]
    await wire.close()
    return Measured(maximum, flow, samples, used, cached)


async def _cached(wire: Wire, after: float = 0.0) -> int:
    """How many scores the server keeps, as its metrics say it so many seconds later."""
    await asyncio.sleep(after)
    reply = await wire.exchange(b"GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n")
    found = re.search(rb"^deskcheck_score_cache_entries (\S+)$", reply.content, re.MULTILINE)
    return int(float(found[1])) if found else 0


def figures(measured: Measured) -> dict[str, Any]:
    """What the last line shows."""
    flow, samples = measured.flow, measured.samples
    middle, last = _last_thirds(flow)
    _, before, after = thirds(samples)
    programs = sorted({name for one in samples for name in one.programs})
    return {
        "growth_mib": growth(before, after, lambda one: one.mib),
        "growth_descriptors": growth(before, after, lambda one: one.descriptors),
        "latency_drift": round(_middle(last) / _middle(middle) - 1, 3),
        "growth_by_program_mib": {name: growth(before, after, _mib_of(name)) for name in programs},
        "swing_mib": round(_swing(after), 2),
        "mib_per_hour": round(_slope([*before, *after]) * HOUR, 2),
        "p50_milliseconds": [round(1000 * _middle(those), 1) for those in (middle, last)],
        "p99_milliseconds": [round(1000 * _p99(those), 1) for those in (middle, last)],
        "mib": [round(samples[0].mib, 1), round(samples[-1].mib, 1)],
        "descriptors": [samples[0].descriptors, samples[-1].descriptors],
        "sent": len(flow.answers),
        "unsent": flow.unsent,
        "statuses": {str(status): times for status, times in sorted(_statuses(flow).items())},
        "offered_per_second": round(len(flow.answers) / flow.seconds, 2),
        "maximum_per_second": round(measured.maximum, 2),
        "sender_cores": round(flow.processor_seconds / flow.seconds, 3),
        "server_cores": round(measured.server_processor_seconds / flow.seconds, 3),
        "score_cache_entries": list(measured.cached),
        "held": _held(samples[:: len(samples) // SHOWN + 1], programs),
    }


def _held(samples: Sequence[Sample], programs: Sequence[str]) -> dict[str, Any]:
    """What each program held, and all of them in descriptors, a column for each."""
    return {
        "seconds": [round(one.at) for one in samples],
        "mib": {name: [round(mib, 1) for mib in map(_mib_of(name), samples)] for name in programs},
        "descriptors": [one.descriptors for one in samples],
    }


def _mib_of(program: str) -> Callable[[Sample], float]:
    return lambda one: one.programs.get(program, 0.0)


def _last_thirds(flow: Flow) -> tuple[list[Answer], list[Answer]]:
    """The answers of the second and of the last third of the time."""
    third = flow.seconds / 3
    return (
        [answer for answer in flow.answers if third <= answer.at < 2 * third],
        [answer for answer in flow.answers if answer.at >= 2 * third],
    )


def _middle(answers: Sequence[Answer]) -> float:
    return float(np.median([answer.seconds for answer in answers]))


def _p99(answers: Sequence[Answer]) -> float:
    return float(np.quantile([answer.seconds for answer in answers], 0.99))


def _swing(samples: Sequence[Sample]) -> float:
    low, high = np.quantile([one.mib for one in samples], (0.1, 0.9))
    return float(high - low)


def _slope(samples: Sequence[Sample]) -> float:
    """MiB per second of the straight line through the samples."""
    times, sizes = [one.at for one in samples], [one.mib for one in samples]
    return float(np.polyfit(times, sizes, 1)[0])


def _statuses(flow: Flow) -> Counter[int]:
    return Counter(answer.status for answer in flow.answers)


if __name__ == "__main__":
    main()
