"""Labelled candidates with chosen pass rates, in the shape that users bring."""

import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.testbed.graded import Graded, graded
from benchmarks.testbed.lists import CandidateList
from benchmarks.testbed.rows import SEVERAL, Row
from deskcheck_models.evaluation.labelled_groups import Question
from deskcheck_models.training.labelled import Split, split_of

Record = dict[str, object]
TESTS = 10


def record(
    problem: str,
    passed: int | None,
    *,
    number: int = 0,
    writer: str = "llama-7b",
    language: str = "python",
    **extra: object,
) -> Record:
    """A candidate that passed so many of ten tests; None where only its failing is known."""
    counted = {} if passed is None else {"n_tests": TESTS, "n_passed": passed}
    return {
        "source": "own",
        "problem_id": problem,
        "problem": f"Write `solve` for {problem}.",
        "language": language,
        "candidate": f"def solve(x):\n    return x + {number}  # {writer}\n",
        "policy": writer,
        "label": int(passed == TESTS),
        "extra": {**counted, **extra},
    }


def records(
    problem: str, rates: Sequence[int | None], *, start: int = 0, writer: str = "llama-7b"
) -> list[Record]:
    """Different programs of one writer with these passed tests."""
    return [
        record(problem, passed, number=start + place, writer=writer)
        for place, passed in enumerate(rates)
    ]


def row(rates: Sequence[int | None], *, writer: str = SEVERAL, problem: str = "own/1") -> Row:
    """A row of one problem."""
    found = [graded(one, "here") for one in records(problem, rates, writer=writer)]
    return Row(problem, f"Write `solve` for {problem}.", "python", writer, tuple(found))


def candidates(found: Iterable[Record]) -> list[Graded]:
    """Records as the testbed reads them."""
    return [graded(one, "here") for one in found]


def made_list(truths: Sequence[float], *, right: int | None = 0, name: str = "p") -> CandidateList:
    """A list with such pass rates."""
    return CandidateList(
        problem_id=name,
        question=Question(f"Write `solve` for {name}.", "python"),
        writers=("llama-7b",) * len(truths),
        programs=tuple(f"def solve(x):\n    return x + {place}\n" for place in range(len(truths))),
        truths=tuple(truths),
        right=right,
    )


def problems_of(part: Split, count: int) -> list[str]:
    """Names of problems that fall into a part of the data."""
    names = (f"own/{number}" for number in range(10_000))
    found = [name for name in names if split_of(name) is part]
    return found[:count]


def write_data(folder: Path, found: Iterable[Record], name: str = "own.jsonl.gz") -> Path:
    """The records as a compressed file; gives the folder."""
    with gzip.open(folder / name, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in found)
    return folder


def small_data(folder: Path, *, problems: int = 4) -> Path:
    """Problems of all parts with programs of many rates by several writers, in FOLDER/data."""
    names = [name for part in Split for name in problems_of(part, problems)]
    found: list[Record] = []
    for name in names:
        for start, writer in enumerate(("gpt-3.5-turbo", "gpt-4", "llama-7b", "human")):
            found += records(name, [10, 10, 0, 2, 4, 6, 8, 9], start=10 * start, writer=writer)
    (folder / "data").mkdir()
    return write_data(folder / "data", found)
