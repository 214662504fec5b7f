"""The command line of the latency benchmark."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison.generation import Generation
from benchmarks.comparison.labelled_problems import FILES
from benchmarks.comparison.plan import Plan
from benchmarks.comparison.ranking_servers import Contestant
from benchmarks.result_file import RESULTS

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
JOURNALS = Path(__file__).parents[2] / "runs" / "latency"
SIZES = (1, 2, 4, 8, 16, 32, 64)
PROBLEMS, QUICK_PROBLEMS = 104, 12
MINUTES, QUICK_MINUTES = 12.0, 1.5
EVERY = 8  # of so many problems one is measured by the costly ways too
POSITIVE = ("problems", "candidates", "minutes", "tests", "tokens", "rate")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said, checked; the first contestant is the headline's."""

    quick: bool
    contestants: tuple[Contestant, ...]
    plan: Plan
    generation: Generation
    data: Path
    problems: int
    seed: int
    minutes: float
    sandboxes: tuple[str, ...]
    metrics_port: int
    journals: Path
    results: Path


def read_options(arguments: Sequence[str] | None) -> Options:
    """Parse and check; ends the process with a message on a value that cannot work."""
    parser = _parser()
    given = parser.parse_args(arguments)
    for name in POSITIVE:
        value = getattr(given, name)
        if value is not None and value <= 0:
            parser.error(f"--{name} is {value}; give a number above 0")
    quick = bool(given.quick)
    return Options(
        quick=quick,
        contestants=tuple(
            Contestant(model, engine)
            for model in given.model or ["deskcheck-nano"]
            for engine in given.engine or ["embedded"]
        ),
        plan=_plan(given.candidates, quick),
        generation=Generation(given.tests, given.tokens, given.rate),
        data=given.data,
        problems=given.problems or (QUICK_PROBLEMS if quick else PROBLEMS),
        seed=given.seed,
        minutes=given.minutes or (QUICK_MINUTES if quick else MINUTES),
        sandboxes=tuple(given.sandbox or ["bubblewrap", "limits"]),
        metrics_port=given.metrics_port,
        journals=given.journals,
        results=given.results,
    )


def _plan(candidates: int, quick: bool) -> Plan:
    """Sizes up to 64, but in a quick run only up to the headline's."""
    most = candidates if quick else max(*SIZES, candidates)
    sizes = {size for size in SIZES if size <= most} | {candidates}
    return Plan(candidates, tuple(sorted(sizes)), workers=os.cpu_count() or 1, every=EVERY)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency")
    add = parser.add_argument
    add("--quick", action="store_true", help="few problems, in under two minutes")
    add("--model", action="append", help="a verifier; may be given again")
    add("--engine", action="append", choices=["embedded", "vllm", "fake"], help="(embedded)")
    add("--data", type=Path, default=DATA, help=f"folder with {', '.join(FILES)}")
    add("--problems", type=int, metavar="N", help="how many to draw")
    add("--candidates", type=int, default=16, metavar="N", help="of each problem (16)")
    add("--seed", type=int, default=27, metavar="N", help="draws problems and candidates (27)")
    add("--minutes", type=float, help="after these no further problem is begun")
    add("--sandbox", action="append", choices=["bubblewrap", "limits"])
    add("--tests", type=int, default=16, metavar="N", help="tests that CURE generates (16)")
    add("--tokens", type=int, default=600, metavar="N", help="tokens of each such test (600)")
    add("--rate", type=float, default=2000.0, help="tokens decoded per second (2000)")
    add("--metrics-port", type=int, default=0, metavar="N", help="for Prometheus, meanwhile")
    add("--journals", type=Path, default=JOURNALS, help="folder for runs that are not done")
    add("--results", type=Path, default=RESULTS, help="folder for the result")
    return parser
