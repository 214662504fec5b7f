"""How fast is ranking next to running unit tests, and what does each select?

    python -m benchmarks.latency [--quick] [--model NAME ...] [--engine embedded|vllm ...]

For the same problems and the same candidates, in one run and by turns within each problem:

(a) rerank: one HTTP request to `deskcheck serve` by the bundled client, score cache off;
(b) tests: the given tests, sandboxed (`benchmarks.execution`), one process for each program, with
    1 to all cores as workers, a program's first failure ending it or not;
(c) generate then execute, as CURE does: the seconds of generating are stated tokens divided by a
    stated rate, and marked as modelled; those of executing are measured, with the given tests;
(d) cascades: rank, then the tests of the best 1, 2 or 4.

The problems are HumanEval's and MBPP's that have extended tests (HumanEval+, MBPP+) and enough
candidates in the data. "Complete" tests are the original ones and then the extended ones, from
which the labels were made too, so choosing by them is as good as an oracle: `tests_pass_rate` says
what perfect tests buy. "Original" are the few that the benchmarks came with; choosing by them is
what somebody with a handful of asserts gets. The headline compares (a) with complete tests on all
cores, every test run, as choosing the program that passes most needs; the figures for ending a
program at its first failure, and for the original tests, stand beside it. Seconds of n candidates
are read off a longer run at the moment when the first n were done. The pass rates are by the data's
labels, which our own runs are compared with. Candidates are drawn by the seed, so that all but the
times is the same again.

Every problem is measured with up to 16 candidates first, then every eighth one with up to 64 and
with fewer workers. A run takes 12 minutes of two idle cores and no more (`--minutes`); what it does
not reach is named. What was measured is kept under runs/latency, by the commit and all that was
chosen but the minutes, until every problem is: the same command goes on where a run was stopped or
ran out of time, and `resumed_steps` says how much was there. A program has 3 seconds of processor
time, so that endless loops do not decide how long that is.

Ranking depends on the length of programs and tests on what they compute; `break_even` tells at
which number of candidates and which cost of tests the speed-up ends. Starting an interpreter, and
numpy in it, is a good part of that cost: `tests` tells how much, since a runner that forks warm
interpreters would save it. Ours takes less than `python` with the tests appended, because tests are
compiled once for all candidates and site-packages are not searched at the start.

The histograms go to a .prom file beside the result, and with --metrics-port to Prometheus while
this runs. Other work on the machine makes the figures worthless.
"""

import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from time import monotonic

from benchmarks.comparison.comparison import Comparison
from benchmarks.comparison.defects import Defects
from benchmarks.comparison.errors import ComparisonError, NoRankingError
from benchmarks.comparison.histograms import Histograms
from benchmarks.comparison.journal import Journal
from benchmarks.comparison.labelled_problems import FILES, LabelledProblem, draw_problems
from benchmarks.comparison.options import Options, read_options
from benchmarks.comparison.progress import progress, waiting
from benchmarks.comparison.ranking_servers import RankingServer, ranking_server
from benchmarks.comparison.start_cost import start_cost
from benchmarks.comparison.summary import Summary
from benchmarks.execution import (
    ExecutionError,
    Executor,
    Limits,
    Sandbox,
    measured_protections,
    usable_sandbox,
)
from benchmarks.result_file import commit, file_hash, machine, write_result
from deskcheck_client import ClientError
from deskcheck_models import Verifier

LIMITS = Limits(wall_seconds=6.0, cpu_seconds=3)  # endless loops are most of the time


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the result and the histograms, and end with one JSON line."""
    options = read_options(arguments)
    histograms = Histograms()
    try:
        sandbox = usable_sandbox(options.sandboxes)
        summary, journal = measured(options, sandbox, histograms)
        figures, headline = summary.figures(), summary.headline()
        setup = _setup(options, sandbox, summary.problems) | {"resumed_steps": journal.resumed}
    except (ComparisonError, ExecutionError) as error:
        raise SystemExit(f"benchmarks.latency: {error}") from error
    path = write_result(
        "latency",
        inputs=_inputs(options),
        setup=setup,
        figures=figures,
        quick=options.quick,
        folder=options.results,
    )
    histograms.write(path.with_suffix(".prom"))
    if summary.comparison.complete:
        journal.remove()
    else:
        sys.stdout.write("not all was measured: the same command goes on where this one ended\n")
    sys.stdout.write(f"written to {path}\n{json.dumps(headline)}\n")


def measured(options: Options, sandbox: Sandbox, histograms: Histograms) -> tuple[Summary, Journal]:
    """Draw problems, start servers and executors, and measure until all is done or time is up.

    Raises ComparisonError and ExecutionError.
    """
    defects, plan = Defects(), options.plan
    with waiting("reading problems"):
        problems = _problems(options, defects)
    journal = Journal.open(options.journals, _identity(options, problems), defects)
    deadline = monotonic() + 60 * options.minutes
    with ExitStack() as stack:
        if options.metrics_port:
            histograms.serve(options.metrics_port)
        executors = {
            workers: stack.enter_context(Executor(sandbox, LIMITS, workers=workers))
            for workers in plan.worker_counts
        }
        with waiting("starting a server and interpreters"):
            start = start_cost(executors[1])
            servers = _servers(options, stack)
        comparison = Comparison(plan, servers, executors, histograms, defects, journal)
        advance = stack.enter_context(progress("problems", plan.steps(len(problems))))
        comparison.measure(problems, lambda: monotonic() > deadline, advance)
    ways = tuple(contestant.way for contestant in options.contestants)
    return Summary(plan, ways, comparison, problems, start, options.generation), journal


def _problems(options: Options, defects: Defects) -> list[LabelledProblem]:
    return draw_problems(
        options.data,
        count=options.problems,
        least=options.plan.candidates,
        most=max(options.plan.sizes),
        seed=options.seed,
        defects=defects,
    )


def _identity(options: Options, problems: Sequence[LabelledProblem]) -> dict[str, object]:
    """What two runs must have in common for one to go on with the other's measurements."""
    chosen = _choices(options, problems)
    return {**chosen, "inputs": _inputs(options), "commit": commit(), "machine": machine()}


def _servers(options: Options, stack: ExitStack) -> list[RankingServer]:
    try:
        return [
            stack.enter_context(ranking_server(contestant)) for contestant in options.contestants
        ]
    except ClientError as error:
        raise NoRankingError(f"a server that had started does not rank: {error}") from error


def _inputs(options: Options) -> dict[str, str]:
    hashes = {name: file_hash(options.data / name) for name in FILES}
    for contestant in options.contestants:
        weights = Verifier.find(contestant.model).folder / "model.safetensors"
        if weights.is_file():
            hashes[f"{contestant.model}/model.safetensors"] = file_hash(weights)
    return hashes


def _setup(
    options: Options, sandbox: Sandbox, problems: Sequence[LabelledProblem]
) -> dict[str, object]:
    return {
        **_choices(options, problems),
        "minutes": options.minutes,
        "protections": asdict(measured_protections(sandbox, LIMITS)),
    }


def _choices(options: Options, problems: Sequence[LabelledProblem]) -> dict[str, object]:
    return {
        "contestants": [asdict(contestant) for contestant in options.contestants],
        "plan": asdict(options.plan),
        "seed": options.seed,
        "problems": [problem.id for problem in problems],
        "limits": asdict(LIMITS),
    }


if __name__ == "__main__":
    main()
