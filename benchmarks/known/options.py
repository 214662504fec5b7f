"""The command line of the known benchmarks."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.known.benchmark import BENCHMARKS, Benchmark
from benchmarks.known.judging import Contestants
from benchmarks.result_file import RESULTS
from deskcheck_models.catalogue import BUNDLED

SCORES = Path(__file__).parents[2] / "runs" / "known"
QUICK_ITEMS = 20


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said, checked."""

    quick: bool
    given: tuple[tuple[Benchmark, tuple[Path, ...]], ...]
    checksums: Mapping[str, str]
    contestants: Contestants
    extracted: bool
    seed: int
    results: Path


def read_options(arguments: Sequence[str] | None) -> Options:
    """Parse and check; ends the process with a message on a value that cannot work."""
    parser = _parser()
    read = parser.parse_args(arguments)
    given = tuple(
        (one, tuple(paths))
        for one in BENCHMARKS
        if (paths := getattr(read, one.name.replace("-", "_")))
    )
    if not given:
        parser.error(f"give the files of a benchmark, such as --{BENCHMARKS[0].name} PATH")
    return Options(
        quick=read.quick,
        given=given,
        checksums=dict(_checksum(parser, one) for one in read.sha256 or []),
        contestants=contestants(read),
        extracted=read.extract,
        seed=read.seed,
        results=read.results,
    )


def add_contestants(parser: argparse.ArgumentParser, scores: Path) -> None:
    """The flags that say which verifiers are asked."""
    add = parser.add_argument
    add("--verifier", action="append", metavar="NAME", help="to load here; may be given again")
    add("--engine", default="embedded", choices=["embedded", "vllm", "fake"])
    add("--url", action="append", help="of a server to ask; may be given again")
    add("--scores", type=Path, default=scores, metavar="FOLDER", help="where scores are kept")


def contestants(read: argparse.Namespace) -> Contestants:
    """What these flags said; without any the bundled verifier."""
    urls = tuple(read.url or [])
    models = tuple(read.verifier or ([] if urls else [BUNDLED]))
    return Contestants(models, read.engine, urls, read.scores)


def _checksum(parser: argparse.ArgumentParser, given: str) -> tuple[str, str]:
    name, _, digest = given.partition("=")
    if len(digest) != 64 or not set(digest.lower()) <= set("0123456789abcdef"):
        parser.error(f"--sha256 is {given!r:.90}; give FILE NAME=64 hexadecimal digits")
    return name, digest.lower()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.known")
    add = parser.add_argument
    for one in BENCHMARKS:
        add(f"--{one.name}", nargs=len(one.files), type=Path, metavar=one.files)
    add("--sha256", action="append", metavar="NAME=HEX", help="what a file's publisher states")
    add("--extract", action="store_true", help="score the programs of answers, as users get them")
    add("--quick", action="store_true", help=f"{QUICK_ITEMS} items of each, drawn by the seed")
    add("--seed", type=int, default=27, metavar="N", help="of the bootstrap (27)")
    add("--results", type=Path, default=RESULTS, metavar="FOLDER", help="for the result")
    add_contestants(parser, SCORES)
    return parser
