"""Does a server that works for a long time grow, or become slower?

    python -m benchmarks.soak [--quick] [--minutes N]

Senders that saturate the server measure the rate that it can do. Then four fifths of that rate are
sent at random times for half an hour, every request with 16 programs of its own problem. Once each
second memory and descriptors of all its processes are looked at.

Every cache of the server is full well before a third of the time is over, so what grows between the
first and the last third is a leak. `growth_mib` and `growth_descriptors` are the medians of the
last third less those of the first; `latency_drift` is the median latency of the last third over
that of the first, less one; the slopes are those of straight lines through all but the first third.
"""

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.deskcheck_serve import Served, served
from benchmarks.process_samples import Sample, growth, sampled
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
        flow = await open_loop(send, rate=PART * maximum, seconds=plan.seconds, most=MOST)
    await wire.close()
    return Measured(maximum, flow, samples, server.process.processor_seconds() - used)


def figures(measured: Measured) -> dict[str, Any]:
    """What the last line shows."""
    flow, samples = measured.flow, measured.samples
    grown = growth(samples)
    first, last = _thirds(flow)
    later = samples[len(samples) // 3 :]
    return {
        "growth_mib": grown.mib,
        "growth_descriptors": grown.descriptors,
        "latency_drift": round(_middle(last) / _middle(first) - 1, 3),
        "mib_per_hour": round(_slope(later) * HOUR, 2),
        "p50_milliseconds": [round(1000 * _middle(those), 1) for those in (first, last)],
        "p99_milliseconds": [round(1000 * _p99(those), 1) for those in (first, last)],
        "mib": [round(samples[0].mib, 1), round(samples[-1].mib, 1)],
        "descriptors": [samples[0].descriptors, samples[-1].descriptors],
        "sent": len(flow.answers),
        "unsent": flow.unsent,
        "statuses": {str(status): times for status, times in sorted(_statuses(flow).items())},
        "offered_per_second": round(len(flow.answers) / flow.seconds, 2),
        "maximum_per_second": round(measured.maximum, 2),
        "sender_cores": round(flow.processor_seconds / flow.seconds, 3),
        "server_cores": round(measured.server_processor_seconds / flow.seconds, 3),
    }


def _thirds(flow: Flow) -> tuple[list[Answer], list[Answer]]:
    """The answers of the first and of the last third of the time."""
    third = flow.seconds / 3
    return (
        [answer for answer in flow.answers if answer.at <= third],
        [answer for answer in flow.answers if answer.at >= 2 * third],
    )


def _middle(answers: Sequence[Answer]) -> float:
    return float(np.median([answer.seconds for answer in answers]))


def _p99(answers: Sequence[Answer]) -> float:
    return float(np.quantile([answer.seconds for answer in answers], 0.99))


def _slope(samples: Sequence[Sample]) -> float:
    """MiB per second of the straight line through the samples."""
    times, sizes = [one.at for one in samples], [one.mib for one in samples]
    return float(np.polyfit(times, sizes, 1)[0])


def _statuses(flow: Flow) -> Counter[int]:
    return Counter(answer.status for answer in flow.answers)


if __name__ == "__main__":
    main()
