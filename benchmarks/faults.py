"""Is any request lost while replicas are killed, drained and restarted?

    python -m benchmarks.faults [--quick]

Two replicas of `deskcheck serve` with the bundled verifier stand behind nginx with the shipped
configuration (it must be installed: apt-get install nginx-light). Callers with the bundled client,
as it comes, ask for the same few hundred groups again and again. Meanwhile, ten times over: the
first replica is killed (SIGKILL) and started again, then the second is drained (SIGTERM) and
started again, each after more requests were answered without it. Every answer is compared with the
scores that the library gives in this process, to the last bit.

`lost` counts calls that ended with an error, `different` the answers with other scores.
"""

import argparse
import asyncio
import json
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from time import monotonic, perf_counter, sleep
from typing import Any

import numpy as np

from benchmarks.demonstration import Problem, varied
from benchmarks.nginx_process import Balancer, balanced
from benchmarks.replica_process import ReplicaProcess, replicas
from benchmarks.result_file import file_hash, text_hash, write_result
from demo.__main__ import PROBLEMS
from deskcheck_client import Client, ClientError
from deskcheck_models import Candidate, Group, Reranker, Verifier
from deskcheck_models.catalogue import BUNDLED
from deskcheck_models.embedded_engine import EmbeddedEngine

CALLERS = 8
CANDIDATES = 4
SHOWN = 5  # errors that are named in the result

Scores = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many requests at least, about how many groups, and how often both replicas go.

    `between` requests are answered before the next thing happens to a replica; all must be over in
    so many seconds.
    """

    requests: int
    groups: int
    rounds: int
    between: int
    seconds: float


class Calls:
    """Callers in threads, and what became of their calls."""

    def __init__(self, url: str, expected: Sequence[Scores], groups: Sequence[Problem]) -> None:
        self.seconds: list[float] = []  # of each answer
        self.lost: list[ClientError] = []
        self.different = 0
        self._url = url
        self._expected = expected
        self._groups = groups
        self._numbers = count()
        self._ended = threading.Event()

    @property
    def sent(self) -> int:
        """Calls that have ended, well or not."""
        return len(self.seconds) + len(self.lost)

    def call(self) -> None:
        """One caller's loop."""
        with Client(self._url) as client:
            while not self._ended.is_set():
                self.ask(client, next(self._numbers) % len(self._groups))

    def end(self) -> None:
        """Let each caller finish its last call."""
        self._ended.set()

    def ask(self, client: Client, number: int) -> None:
        """One call about one of the groups."""
        began = perf_counter()
        try:
            ranking = client.rerank(*self._groups[number])
        except ClientError as error:
            self.lost.append(error)
            return
        self.seconds.append(perf_counter() - began)
        scores = {one.index: one.score for one in ranking}
        self.different += tuple(scores[index] for index in sorted(scores)) != self._expected[number]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the result file, and print its figures as one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few requests, both replicas go once")
    given = parser.parse_args(arguments)
    plan = Plan(200, 20, 1, 20, 300) if given.quick else Plan(10_000, 300, 10, 150, 1200)
    groups = list(islice(_groups(), plan.groups))
    shown = measure(plan, groups, "--model", BUNDLED)
    write_result(
        "faults",
        inputs={
            "model.safetensors": file_hash(Verifier.find(BUNDLED).folder / "model.safetensors"),
            "groups": text_hash(text for problem, texts in groups for text in (problem, *texts)),
        },
        setup={"model": BUNDLED, "callers": CALLERS, "groups": plan.groups, "rounds": plan.rounds},
        figures=shown,
        quick=given.quick,
    )
    sys.stdout.write(json.dumps(shown) + "\n")


def measure(plan: Plan, groups: Sequence[Problem], *flags: str) -> dict[str, Any]:
    """The figures of a whole run; `flags` choose the verifier of the replicas."""
    expected = asyncio.run(expected_scores(groups))
    with replicas(2, *flags) as (first, second), balanced([first.url, second.url]) as balancer:
        calls = Calls(balancer.url, expected, groups)
        threads = [threading.Thread(target=calls.call) for _ in range(CALLERS)]
        began = perf_counter()
        for thread in threads:
            thread.start()
        try:
            codes = _faults(plan, calls, first, second)
        finally:
            calls.end()
            for thread in threads:
                thread.join()
        return figures(calls, codes, balancer, perf_counter() - began)


def _faults(plan: Plan, calls: Calls, first: ReplicaProcess, second: ReplicaProcess) -> list[int]:
    """All that happens to the replicas while calls go on; the exit codes of the drained one."""
    until = monotonic() + plan.seconds
    codes = []
    for number in range(plan.rounds):
        _wait(calls, number * plan.requests // plan.rounds, until)
        first.kill()
        _wait(calls, calls.sent + plan.between, until)
        first.restart()
        _wait(calls, calls.sent + plan.between, until)
        codes.append(second.drain())
        _wait(calls, calls.sent + plan.between, until)
        second.restart()
    _wait(calls, plan.requests, until)
    return codes


def _wait(calls: Calls, sent: int, until: float) -> None:
    """Until so many calls have ended; raises SystemExit where that takes too long."""
    while calls.sent < sent:
        if monotonic() > until:
            raise SystemExit(f"only {calls.sent} calls have ended, and {sent} were wanted by now")
        sleep(0.01)


def figures(
    calls: Calls, codes: Sequence[int], balancer: Balancer, seconds: float
) -> dict[str, Any]:
    """What the last line shows."""
    retried = sum("," in str(line["replicas"]) for line in balancer.lines())
    p50, p99, longest = np.quantile(calls.seconds or [0.0], [0.5, 0.99, 1.0])
    return {
        "sent": calls.sent,
        "lost": len(calls.lost),
        "different": calls.different,
        "errors": [f"{type(error).__name__}: {error}" for error in calls.lost[:SHOWN]],
        "killed": len(codes),
        "drained": len(codes),
        "drains_that_failed": sum(code != 0 for code in codes),
        "sent_on_by_nginx": retried,
        "seconds": round(seconds, 1),
        "p50_milliseconds": round(1000 * float(p50), 1),
        "p99_milliseconds": round(1000 * float(p99), 1),
        "longest_milliseconds": round(1000 * float(longest), 1),
    }


def _groups() -> Iterator[Problem]:
    """Endless groups that all differ."""
    for number in count():
        yield varied(PROBLEMS[number % len(PROBLEMS)], str(number), CANDIDATES)


async def expected_scores(groups: Sequence[Problem]) -> list[Scores]:
    """The scores that the library gives to each group, None for an invalid program."""
    verifier = Verifier.find(BUNDLED)
    async with Reranker(verifier, EmbeddedEngine.load(verifier.folder)) as reranker:
        rankings = [
            await reranker.rerank(Group(problem, tuple(map(Candidate, answers))))
            for problem, answers in groups
        ]
    return [tuple(one.judged.score for one in ranking.results) for ranking in rankings]


if __name__ == "__main__":
    main()
