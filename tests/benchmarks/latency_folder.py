"""A folder of data in the shape that the latency benchmark reads, as small as wished."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from benchmarks.comparison.labelled_problems import SOURCES, TESTS

Record = dict[str, object]


def write_records(path: Path, records: Iterable[Record]) -> None:
    """A compressed file of JSON lines."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


def candidates(problem: str, count: int) -> list[Record]:
    """Programs that add a number, of which every second is right."""
    return [
        {
            "problem_id": problem,
            "problem": f"Write `add`, which adds 1 to a number. ({problem})",
            "candidate": f"def add(x):\n    return x + {1 + n % 2}  # attempt {n}\n",
            "label": 1 - n % 2,
        }
        for n in range(count)
    ]


def suite_record(problem: str) -> Record:
    """Three original tests and one extended one."""
    return {
        "problem_id": problem,
        "prelude": "",
        "tests": "assert add(1) == 2\nassert add(2) == 3\nassert isinstance(add(0), int)\n",
        "plus_tests": "assert add(-1) == 0\n",
    }


def write_folder(folder: Path, *, problems: int = 3, count: int = 4) -> Path:
    """All three files; every problem is in both sources' range of names."""
    names = [f"{source.split('.')[0]}/{n}" for source in SOURCES for n in range(problems)]
    for source in SOURCES:
        mine = [name for name in names if name.startswith(source.split(".")[0])]
        write_records(
            folder / source, [record for name in mine for record in candidates(name, count)]
        )
    write_records(folder / TESTS, [suite_record(name) for name in names])
    return folder
