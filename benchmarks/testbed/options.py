"""The command line of the testbed."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.result_file import RESULTS
from benchmarks.testbed.material import FULL, QUICK, Effort
from benchmarks.testbed.writers import DEFAULT
from deskcheck_models.catalogue import BUNDLED
from deskcheck_models.training.labelled import Split

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
SCORES = Path(__file__).parents[2] / "runs" / "testbed"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said, checked."""

    quick: bool
    effort: Effort
    models: tuple[str, ...]
    engine: str
    urls: tuple[str, ...]
    answers: tuple[tuple[str, Path], ...]
    against: tuple[Path, ...]
    data: tuple[Path, ...]
    grades: Path | None
    part: Split | None
    writers: Path
    seed: int
    scores: Path
    lists: Path | None
    results: Path


def read_options(arguments: Sequence[str] | None) -> Options:
    """Parse and check; ends the process with a message on a value that cannot work."""
    parser = _parser()
    given = parser.parse_args(arguments)
    answers = tuple(_named(parser, one) for one in given.answers or [])
    elsewhere = given.url or answers or given.lists
    return Options(
        quick=given.quick,
        effort=QUICK if given.quick else FULL,
        models=tuple(given.verifier or ([] if elsewhere else [BUNDLED])),
        engine=given.engine,
        urls=tuple(given.url or []),
        answers=answers,
        against=tuple(given.against or []),
        data=tuple(given.data or [DATA]),
        grades=given.grades,
        part=None if given.split == ALL else Split(given.split),
        writers=given.writers,
        seed=given.seed,
        scores=given.scores,
        lists=given.lists,
        results=given.results,
    )


def _named(parser: argparse.ArgumentParser, given: str) -> tuple[str, Path]:
    name, _, path = given.partition("=")
    if not name or not path:
        parser.error(f"--answers is {given!r}; give NAME=FILE")
    return name, Path(path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.testbed")
    add = parser.add_argument
    add("--quick", action="store_true", help="a few lists, in seconds")
    add("--verifier", action="append", metavar="NAME", help="to load here; may be given again")
    add("--engine", default="embedded", choices=["embedded", "vllm", "fake"])
    add("--url", action="append", help="of a server to ask; may be given again")
    add("--answers", action="append", metavar="NAME=FILE", help="of a thinking verifier")
    add("--against", action="append", type=Path, metavar="RESULT", help="of an earlier run")
    add("--data", action="append", type=Path, metavar="PATH", help="labelled candidates")
    add("--grades", type=Path, metavar="FILE", help="of benchmarks.grades, where data lack them")
    add("--split", default="test", choices=[*map(str, Split), ALL], help="of the problems (test)")
    add("--writers", type=Path, default=DEFAULT, metavar="FILE", help="families and strength")
    add("--seed", type=int, default=27, metavar="N", help="draws lists and groups (27)")
    add("--scores", type=Path, default=SCORES, metavar="FOLDER", help="where scores are kept")
    add("--lists", type=Path, metavar="FILE", help="write all lists, for --answers")
    add("--results", type=Path, default=RESULTS, metavar="FOLDER", help="for the result")
    return parser
