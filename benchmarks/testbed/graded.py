"""Labelled candidates with the share of tests that they passed, read from files that users bring.

The schema is that of `deskcheck pairs`: JSON lines or Parquet with `source`, `problem_id`,
`problem`, `language`, `candidate`, `policy` and `label`; `extra` may hold `n_tests` and `n_passed`,
or `base_pass` where a program passed a first set of tests and failed a later one. Where it does not
hold them, the grades of a run of our own may (`python -m benchmarks.grades`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.records import BROKEN_LINE, read_records
from benchmarks.testbed.grades import Grades, grade_key
from deskcheck_extraction import fold_language
from deskcheck_models.training.labelled import (
    MUTANT_SOURCES,
    Labelled,
    LabelledDataError,
    labelled_record,
)
from deskcheck_models.training.pairs.parquet import parquet_records

NO_LABEL = "candidate without a label"
DISAGREEING = "label and own run disagree: the label counts"
MUTANT = "mutant, which nobody wrote"
OTHER_LANGUAGE = "language that is not known"

EASY_TO = 0.5
HARD_FROM = 0.7  # Aletheia's hard lists hold programs that pass 70 to 90 %; ours go on to 100

_folded = cache(fold_language)


@dataclass(frozen=True, slots=True)
class Graded:
    """A candidate; `rate` is the share of tests that it passed, None where only its label is known.

    `nearly` says that a failing program passed most tests, by its rate or by a first set of tests.
    """

    candidate: Labelled
    rate: float | None
    nearly: bool

    @property
    def truth(self) -> float:
        """Its rate, for a ranking; where that is unknown its label."""
        return float(self.candidate.passed) if self.rate is None else self.rate


def read_graded(
    files: Iterable[Path], defects: Defects, grades: Grades = MappingProxyType({})
) -> Iterator[Graded]:
    """Every usable candidate in the order of the files; whatever is not usable is a defect."""
    for path in files:
        for place, record in _records(path, defects):
            if record.get("label") is None:
                defects.add(NO_LABEL, place, str(record.get("problem_id")))
                continue
            try:
                one = graded(record, place)
            except LabelledDataError as error:
                defects.add(BROKEN_LINE, place, str(error))
                continue
            reason = _refusal(one.candidate)
            if reason:
                defects.add(reason, one.candidate.problem_id, place)
            else:
                yield _with_grade(one, grades, defects)


def graded(record: Mapping[str, object], place: str) -> Graded:
    """One candidate with its rate; raises LabelledDataError naming the place and the field."""
    candidate = labelled_record(record, place)
    language = _folded(candidate.language)
    extra = record.get("extra")
    rate = _rate(candidate.passed, extra if isinstance(extra, Mapping) else {}, place)
    first_set = isinstance(extra, Mapping) and extra.get("base_pass") is True
    nearly = not candidate.passed and (first_set if rate is None else rate >= HARD_FROM)
    if language not in (None, candidate.language):
        candidate = replace(candidate, language=language)
    return Graded(candidate, rate, nearly)


def _with_grade(one: Graded, grades: Grades, defects: Defects) -> Graded:
    """The candidate with the rate of our own run, where it failed and its rate is not known."""
    known = one.candidate
    grade = grades.get(grade_key(known.problem_id, known.program))
    if grade is None:
        return one
    if (grade.passed == grade.tests) != known.passed:
        passed = f"passed {grade.passed} of {grade.tests}"
        defects.add(DISAGREEING, known.problem_id, f"{passed}: {known.program[:60]}")
        return one
    if one.rate is not None:
        return one
    rate = grade.passed / grade.tests
    return replace(one, rate=rate, nearly=rate >= HARD_FROM)


def _rate(passed: bool, extra: Mapping[str, object], place: str) -> float | None:
    if passed:
        return 1.0
    tests, done = extra.get("n_tests"), extra.get("n_passed")
    if not isinstance(tests, int) or not isinstance(done, int) or tests < 1:
        return None
    if not 0 <= done <= tests:
        raise LabelledDataError(f"{place} passed {done} of {tests} tests: give a share of them")
    # A failing program may have passed every test that was counted: by time, or by a crash.
    return done / tests if done < tests else None


def _refusal(candidate: Labelled) -> str | None:
    if candidate.source in MUTANT_SOURCES or candidate.policy == "mutant":
        return MUTANT
    if _folded(candidate.language) is None:
        return OTHER_LANGUAGE
    return None if candidate.program.strip() else "empty program"


def _records(path: Path, defects: Defects) -> Iterator[tuple[str, Mapping[str, object]]]:
    if path.suffix != ".parquet":
        for record in read_records(path, defects):
            yield record.place, record.values
        return
    try:
        yield from parquet_records(path)
    except LabelledDataError as error:
        defects.add("broken file", path.name, str(error))
