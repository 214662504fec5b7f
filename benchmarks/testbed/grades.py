"""How many tests a program passed in a run of our own, where the data tell only its label."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.records import BROKEN_LINE, Record, read_records

Key = tuple[str, str]
"""Problem id, and the hash of the program without empty lines around it."""


@dataclass(frozen=True, slots=True)
class Grade:
    """One program under all tests of its problem."""

    tests: int
    passed: int


Grades = Mapping[Key, Grade]


def grade_key(problem_id: str, program: str) -> Key:
    """What a program's grade is kept under."""
    text = program.strip("\n").encode("utf-8", "surrogatepass")
    return problem_id, sha256(text).hexdigest()[:32]


def read_grades(path: Path, defects: Defects) -> dict[Key, Grade]:
    """All grades of a file; lines that are none are defects. Raises DataError where it is missing.

    Half a line is what a run that was stopped leaves; its program has no grade then.
    """
    grades: dict[Key, Grade] = {}
    for record in read_records(path, defects):
        try:
            key = record.text("problem_id"), record.text("program")
            grades[key] = _grade(record)
        except ValueError as error:
            defects.add(BROKEN_LINE, record.place, str(error))
    return grades


def write_grades(path: Path, grades: Iterable[tuple[Key, Grade]]) -> None:
    """Append to a file, which is made where there is none."""
    with path.open("a", encoding="utf-8") as file:
        for (problem_id, program), one in grades:
            counts = {"n_tests": one.tests, "n_passed": one.passed}
            line = {"problem_id": problem_id, "program": program, **counts}
            file.write(json.dumps(line) + "\n")


def _grade(record: Record) -> Grade:
    tests, passed = record.values.get("n_tests"), record.values.get("n_passed")
    if not isinstance(tests, int) or not isinstance(passed, int) or not 0 <= passed <= tests:
        raise ValueError(f"{passed!r} of {tests!r} tests: give a share of them")
    return Grade(tests, passed)
