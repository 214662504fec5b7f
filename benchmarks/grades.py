"""How many of its problem's tests does each candidate pass, where the data tell only its label?

    python -m benchmarks.grades [--data FOLDER] [--split test|valid|train] [--grades FILE]

Runs the candidates of HumanEval and MBPP problems under their original and extended tests, in the
sandbox of `benchmarks.execution`, one test after the other whatever fails, and writes a line for
each: `n_tests`, and `n_passed`. `python -m benchmarks.testbed --grades FILE` then makes lists of
three to five of these programs too, by the bucket rule, and ranks them by the share that passed.

The number of tests is the largest that any candidate of the problem met; a program that is ended in
the middle passed those before. The label of the data stays the truth: where the run says otherwise,
that is counted here and a defect there. Problems that are in the file already are not run again.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.errors import ComparisonError
from benchmarks.comparison.labelled_problems import FILES, LabelledProblem, draw_problems
from benchmarks.comparison.options import DATA
from benchmarks.comparison.progress import progress, waiting
from benchmarks.execution import Execution, ExecutionError, Executor, Limits, usable_sandbox
from benchmarks.testbed.grades import Grade, grade_key, read_grades, write_grades
from deskcheck_models.training.labelled import Split, split_of
from deskcheck_models.usable_cores import usable_cores

GRADES = Path(__file__).parents[1] / "runs" / "grades.jsonl"
LIMITS = Limits(wall_seconds=6.0, cpu_seconds=3)  # as in benchmarks.latency
ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run did."""

    problems: int
    programs: int
    disagreements: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the candidates, write their grades, and end with one JSON line."""
    given = _parser().parse_args(arguments)
    try:
        counts, defects = graded(given.data, given.grades, Split(given.split))
    except (ComparisonError, ExecutionError) as error:
        raise SystemExit(f"benchmarks.grades: {error}") from error
    line = {
        "problems": counts.problems,
        "programs": counts.programs,
        "disagreements": counts.disagreements,
        "defects": defects.counts(),
    }
    sys.stdout.write(f"written to {given.grades}\n{json.dumps(line)}\n")


def graded(data: Path, file: Path, split: Split) -> tuple[Counts, Defects]:
    """Grade the problems of one split that are not in the file yet.

    Raises ComparisonError where data are missing, ExecutionError where nothing can be run.
    """
    defects = Defects()
    file.parent.mkdir(parents=True, exist_ok=True)
    known = {problem for problem, _ in read_grades(file, defects)} if file.is_file() else set()
    with waiting("reading problems"):
        drawn = draw_problems(data, count=ALL, least=2, most=ALL, seed=0, defects=defects)
    problems = [one for one in drawn if split_of(one.id) is split and one.id not in known]
    programs = disagreements = 0
    with (
        Executor(usable_sandbox(), LIMITS, workers=usable_cores()) as executor,
        progress("problems", len(problems)) as advance,
    ):
        for problem in problems:
            execution = executor.run_all(problem.programs, problem.complete)
            write_grades(file, _grades(problem, execution))
            programs += len(problem.candidates)
            disagreements += _disagreements(problem, execution)
            advance()
    return Counts(len(problems), programs, disagreements), defects


def _grades(problem: LabelledProblem, execution: Execution) -> list[tuple[tuple[str, str], Grade]]:
    tests = max(len(verdict.outcomes) for verdict in execution.verdicts)
    return [
        (grade_key(problem.id, program), Grade(tests, verdict.passes))
        for program, verdict in zip(problem.programs, execution.verdicts, strict=True)
    ]


def _disagreements(problem: LabelledProblem, execution: Execution) -> int:
    pairs = zip(problem.candidates, execution.verdicts, strict=True)
    return sum(candidate.label != verdict.passed for candidate, verdict in pairs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grades")
    add = parser.add_argument
    add("--data", type=Path, default=DATA, help=f"folder with {', '.join(FILES)}")
    add("--split", default="test", choices=[*map(str, Split)], help="of the problems (test)")
    add("--grades", type=Path, default=GRADES, metavar="FILE", help="to write, or to add to")
    return parser


if __name__ == "__main__":
    main()
