"""The command line of the matrix."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.known.judging import Contestants
from benchmarks.known.options import add_contestants, contestants
from benchmarks.result_file import RESULTS
from benchmarks.testbed.options import DATA
from deskcheck_models.training.labelled import Split

SCORES = Path(__file__).parents[2] / "runs" / "matrix"
ALL = "all"
LEAST, QUICK_LEAST = 10, 5
MOST, QUICK_MOST = 16, 4

Named = tuple[tuple[str, Path], ...]


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said, checked; `least` problems and `most` samples of each."""

    quick: bool
    data: tuple[Path, ...]
    part: Split | None
    eval_plus: Named
    eval_plus_problems: Path | None
    live_code_bench: Named
    policies: tuple[str, ...]
    least: int
    most: int
    contestants: Contestants
    seed: int
    results: Path


def read_options(arguments: Sequence[str] | None) -> Options:
    """Parse and check; ends the process with a message on a value that cannot work."""
    parser = _parser()
    read = parser.parse_args(arguments)
    eval_plus = _named(parser, read.eval_plus, "--eval-plus")
    live = _named(parser, read.live_code_bench, "--live-code-bench")
    if eval_plus and read.eval_plus_problems is None:
        parser.error("--eval-plus needs --eval-plus-problems, such as HumanEvalPlus.jsonl")
    for name in ("least", "samples"):
        if (value := getattr(read, name)) is not None and value < 1:
            parser.error(f"--{name} is {value}; give a number above 0")
    elsewhere = eval_plus or live
    return Options(
        quick=read.quick,
        data=tuple(read.data or ([] if elsewhere else [DATA])),
        part=None if read.split == ALL else Split(read.split),
        eval_plus=eval_plus,
        eval_plus_problems=read.eval_plus_problems,
        live_code_bench=live,
        policies=tuple(read.policy or []),
        least=read.least or (QUICK_LEAST if read.quick else LEAST),
        most=read.samples or (QUICK_MOST if read.quick else MOST),
        contestants=contestants(read),
        seed=read.seed,
        results=read.results,
    )


def _named(parser: argparse.ArgumentParser, given: Sequence[str] | None, flag: str) -> Named:
    found = []
    for one in given or []:
        name, _, path = one.partition("=")
        if not name or not path:
            parser.error(f"{flag} is {one!r}; give POLICY=FILE")
        found.append((name, Path(path)))
    return tuple(found)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matrix")
    add = parser.add_argument
    add("--quick", action="store_true", help=f"{QUICK_MOST} samples, policies of few problems too")
    add("--data", action="append", type=Path, metavar="PATH", help="labelled candidates")
    add("--split", default="test", choices=[*map(str, Split), ALL], help="of the data (test)")
    add("--eval-plus", action="append", metavar="POLICY=FILE", help="graded by EvalPlus")
    add("--eval-plus-problems", type=Path, metavar="FILE", help="such as HumanEvalPlus.jsonl")
    add("--live-code-bench", action="append", metavar="POLICY=FILE", help="graded by it")
    add("--policy", action="append", metavar="NAME", help="only this one; may be given again")
    add("--least", type=int, metavar="N", help=f"problems that a policy must have ({LEAST})")
    add("--samples", type=int, metavar="N", help=f"of each problem at most ({MOST})")
    add("--seed", type=int, default=27, metavar="N", help="draws samples and intervals (27)")
    add("--results", type=Path, default=RESULTS, metavar="FOLDER", help="for the result")
    add_contestants(parser, SCORES)
    return parser
