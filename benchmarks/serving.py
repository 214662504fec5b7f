"""What does HTTP cost on top of the library?

    python -m benchmarks.serving [--quick] [--model NAME]

The same groups go through `deskcheck serve` and its client, two at a time, and through a Reranker
in this process, by turns in every round. The groups are the demonstration's problems, every answer
varied by a comment so that nothing is a duplicate and no prefix is met twice. The ratio is that of
candidates per second within a round (1: HTTP costs nothing), the median over the rounds.
"""

import argparse
import asyncio
import json
import statistics
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter

import deskcheck_client as client
from benchmarks.demonstration import CANDIDATES, Problem, groups
from benchmarks.result_file import file_hash, text_hash, write_result
from demo.server_process import served, stopped
from deskcheck_models import Candidate, Group, Reranker, Verifier
from deskcheck_models.embedded_engine import EmbeddedEngine
from deskcheck_models.workers.worker_extractor import WorkerExtractor

AT_ONCE = 2

Rank = Callable[[Problem], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Candidates per second and milliseconds per group of one way, over all rounds."""

    candidates_per_second: float
    slowest: float
    fastest: float
    median_group_milliseconds: float


def main() -> None:
    """Measure, write the result file, and print its figures as one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer groups and rounds")
    parser.add_argument("--model", default="deskcheck-nano", help="a known verifier or a folder")
    given = parser.parse_args()
    figures = asyncio.run(measured(given.model, rounds=3 if given.quick else 7))
    folder = Verifier.find(given.model).folder
    write_result(
        "serving",
        inputs={
            "model.safetensors": file_hash(folder / "model.safetensors"),
            "groups": text_hash(text for problem, texts in groups(0) for text in (problem, *texts)),
        },
        setup={"model": given.model, "groups_at_once": AT_ONCE, "candidates": CANDIDATES},
        figures=figures,
        quick=given.quick,
    )
    sys.stdout.write(json.dumps(figures) + "\n")


async def measured(model: str, rounds: int) -> dict[str, object]:
    """Both ways, by turns."""
    verifier = Verifier.find(model)
    engine = EmbeddedEngine.load(verifier.folder)
    with served("--model", model) as (url, process):
        async with (
            Reranker(verifier, engine, WorkerExtractor(workers=1)) as reranker,
            client.AsyncClient(url) as server,
        ):
            ways: dict[str, Rank] = {
                "http": lambda problem: _over_http(server, problem),
                "library": lambda problem: _in_process(reranker, problem),
            }
            seconds = await _rounds(ways, rounds)
        stopped(process)
    ratios = [
        sum(library) / sum(http)
        for http, library in zip(seconds["http"], seconds["library"], strict=True)
    ]
    return {
        "http_over_library": round(statistics.median(ratios), 3),
        **{name: asdict(_figures(per_round)) for name, per_round in seconds.items()},
    }


async def _rounds(ways: dict[str, Rank], rounds: int) -> dict[str, list[list[float]]]:
    """Seconds of every group, by way and round; the first round warms up and is dropped."""
    seconds: dict[str, list[list[float]]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, rank in ways.items():
            times = await _timed(rank, groups(number))
            if number:
                seconds[name].append(times)
    return seconds


async def _timed(rank: Rank, problems: Sequence[Problem]) -> list[float]:
    """Seconds of each group, so many at a time, scaled so that they sum to the wall time."""
    gate = asyncio.Semaphore(AT_ONCE)
    times: list[float] = []

    async def one(problem: Problem) -> None:
        async with gate:
            started = perf_counter()
            await rank(problem)
            times.append(perf_counter() - started)

    started = perf_counter()
    await asyncio.gather(*map(one, problems))
    wall = perf_counter() - started
    return [seconds * wall / sum(times) for seconds in times]


async def _over_http(server: client.AsyncClient, problem: Problem) -> None:
    await server.rerank(*problem)


async def _in_process(reranker: Reranker, problem: Problem) -> None:
    text, answers = problem
    await reranker.rerank(Group(text, tuple(map(Candidate, answers))))


def _figures(rounds: Sequence[Sequence[float]]) -> Figures:
    rates = [CANDIDATES * len(times) / sum(times) for times in rounds]
    groups_at_once = [seconds * AT_ONCE for times in rounds for seconds in times]
    return Figures(
        candidates_per_second=round(statistics.median(rates), 1),
        slowest=round(min(rates), 1),
        fastest=round(max(rates), 1),
        median_group_milliseconds=round(1000 * statistics.median(groups_at_once), 1),
    )


if __name__ == "__main__":
    main()
