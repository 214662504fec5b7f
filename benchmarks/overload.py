"""What does a server do with three times the work that it can do?

    python -m benchmarks.overload [--quick] [--bound MILLISECONDS]

First so many senders as saturate it measure its maximum: the requests per second that it answers.
Then three times as many are sent for a minute at random times, whatever it answers, and then the
maximum is measured again. All requests rank 16 different programs of their own problem, and ask to
be answered within the bound. A reply of another kind than 200 must be 429 or 503 with Retry-After;
504 is an accepted request that came too late.

`goodput_ratio` is the requests answered within the bound per second over the larger maximum,
`refused_without_retry_after` counts the other refusals and what was lost, `p99_over_bound` is the
99th percentile of all accepted requests over the bound, `growth_mib` the memory of all its
processes in the last third of the overload less that in the first.
"""

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.deskcheck_serve import Served, served
from benchmarks.process_samples import Sample, growth, sampled, thirds
from benchmarks.result_file import file_hash, text_hash, write_result
from benchmarks.traffic.bodies import requests
from benchmarks.traffic.flow import Answer, Flow, closed_loop, open_loop
from benchmarks.traffic.wire import Reply, Wire
from deskcheck_models import Verifier
from deskcheck_models.catalogue import BUNDLED

TIMES = 3
AT_ONCE = 16
MOST = 2048  # requests on their way: a server that refuses nothing must not fill our memory
ENTRIES = 4096  # a small score cache is full before the overload: what grows then is no cache
OK, LATE = 200, 504
REFUSED = (429, 503)


@dataclass(frozen=True, slots=True)
class Plan:
    """Seconds of each part, and the time that each request asks for."""

    warm_seconds: float
    maximum_seconds: float
    overload_seconds: float
    bound_milliseconds: int


@dataclass(frozen=True, slots=True)
class Measured:
    """The three parts of a run, and what the server held during the overload."""

    before: Flow
    overload: Flow
    after: Flow
    samples: Sequence[Sample]
    server_processor_seconds: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the result file, and print its figures as one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="seconds in place of a minute")
    parser.add_argument(
        "--bound", type=int, default=2000, metavar="MILLISECONDS", help="what a request asks for"
    )
    given = parser.parse_args(arguments)
    plan = Plan(2, 3, 6, given.bound) if given.quick else Plan(40, 20, 60, given.bound)
    with served("--model", BUNDLED, "--score-cache-entries", str(ENTRIES)) as server:
        measured = asyncio.run(measure(server, plan))
    shown = figures(measured, plan.bound_milliseconds / 1000)
    sample = next(requests("", timeout_ms=plan.bound_milliseconds))
    write_result(
        "overload",
        inputs={
            "model.safetensors": file_hash(Verifier.find(BUNDLED).folder / "model.safetensors"),
            "requests": text_hash([sample.decode()]),
        },
        setup={
            "model": BUNDLED,
            "times": TIMES,
            "senders": AT_ONCE,
            "bound": given.bound,
            "entries": ENTRIES,
        },
        figures=shown,
        quick=given.quick,
    )
    sys.stdout.write(json.dumps(shown) + "\n")


async def measure(server: Served, plan: Plan) -> Measured:
    """The maximum, the overload, and the maximum again."""
    wire = Wire(server.host, server.port)
    bodies = requests(f"{server.host}:{server.port}", timeout_ms=plan.bound_milliseconds)

    def send() -> Awaitable[Reply]:
        return wire.exchange(next(bodies))

    await closed_loop(send, at_once=AT_ONCE, seconds=plan.warm_seconds)
    before = await closed_loop(send, at_once=AT_ONCE, seconds=plan.maximum_seconds)
    rate = TIMES * per_second(before, plan.bound_milliseconds / 1000)
    used = server.process.processor_seconds()
    with sampled(server.process.process.pid, every=plan.overload_seconds / 60) as samples:
        overload = await open_loop(send, rate=rate, seconds=plan.overload_seconds, most=MOST)
    used = server.process.processor_seconds() - used
    after = await closed_loop(send, at_once=AT_ONCE, seconds=plan.maximum_seconds)
    await wire.close()
    return Measured(before, overload, after, samples, used)


def figures(measured: Measured, bound: float) -> dict[str, object]:
    """What the last line shows; `bound` in seconds."""
    flow = measured.overload
    maxima = [per_second(measured.before, bound), per_second(measured.after, bound)]
    accepted = [answer.seconds for answer in flow.answers if answer.status in (OK, LATE)]
    sent = len(flow.answers)
    early, _, late = thirds(measured.samples)
    return {
        "goodput_ratio": round(per_second(flow, bound) / max(maxima), 3),
        "refused_without_retry_after": sum(map(_is_unclear, flow.answers)),
        "p99_over_bound": round(float(np.quantile(accepted, 0.99)) / bound, 3),
        "growth_mib": growth(early, late, lambda one: one.mib),
        "goodput_per_second": round(per_second(flow, bound), 2),
        "maximum_per_second": [round(one, 2) for one in maxima],
        "offered_per_second": round((sent + flow.unsent) / flow.seconds, 2),
        "sent": sent,
        "unsent": flow.unsent,
        "statuses": {str(status): times for status, times in sorted(_statuses(flow).items())},
        "p50_milliseconds": round(1000 * float(np.quantile(accepted, 0.5)), 1),
        "p99_milliseconds": round(1000 * float(np.quantile(accepted, 0.99)), 1),
        "longest_retry_after": max((one.retry_after or 0 for one in flow.answers), default=0),
        "largest_mib": round(max(sample.mib for sample in measured.samples), 1),
        "sender_cores": round(flow.processor_seconds / flow.seconds, 3),
        "server_cores": round(measured.server_processor_seconds / flow.seconds, 3),
    }


def per_second(flow: Flow, bound: float) -> float:
    """Requests that were answered within the bound, in seconds, while others were sent."""
    good = [
        answer
        for answer in flow.answers
        if answer.status == OK and answer.seconds <= bound and answer.at <= flow.seconds
    ]
    return len(good) / flow.seconds


def _statuses(flow: Flow) -> Counter[int]:
    return Counter(answer.status for answer in flow.answers)


def _is_unclear(answer: Answer) -> bool:
    """Whether it was neither accepted nor told when to come again; so is one that was lost."""
    if answer.status in (OK, LATE):
        return False
    return answer.status not in REFUSED or answer.retry_after is None


if __name__ == "__main__":
    main()
