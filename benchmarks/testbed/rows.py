"""Rows: different programs for one problem in one language, by one writer or by several."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.comparison.defects import Defects
from benchmarks.testbed.graded import Graded
from deskcheck_models.training.pairs.normalised import normalised

SEVERAL = "several"
DISAGREEING = "the same program with both labels"
TWICE = "the same program again"
ONE_SIDED = "problem with one label only"
TWO_STATEMENTS = "one id for two statements"

Key = tuple[str, str, str]
"""Problem id, statement and language: rows never mix two statements of one problem."""


@dataclass(frozen=True, slots=True)
class Row:
    """What lists and groups are made of; `writer` is one policy, or "several"."""

    problem_id: str
    problem: str
    language: str
    writer: str
    candidates: tuple[Graded, ...]

    @property
    def right(self) -> list[Graded]:
        """Those that passed all tests."""
        return [one for one in self.candidates if one.candidate.passed]

    @property
    def wrong(self) -> list[Graded]:
        """Those that did not."""
        return [one for one in self.candidates if not one.candidate.passed]


def mixed_rows(candidates: Iterable[Graded], defects: Defects) -> list[Row]:
    """One row for each statement and language, whoever wrote the programs, each program once.

    Programs are the same if they differ in comments and blanks only. One that has both labels is
    left out altogether. All that is left out, or odd, is a defect by name.
    """
    members: dict[Key, list[Graded]] = defaultdict(list)
    statements: dict[tuple[str, str, str], str] = {}
    for one in candidates:
        known = one.candidate
        members[known.problem_id, known.problem, known.language].append(one)
        place = (known.source, known.problem_id, known.language)
        if statements.setdefault(place, known.problem) != known.problem:
            defects.add(TWO_STATEMENTS, known.problem_id, f"{known.source}: they are kept apart")
            statements[place] = known.problem
    rows = [Row(*key, SEVERAL, _distinct(key, found, defects)) for key, found in members.items()]
    for row in rows:
        if not row.right or not row.wrong:
            side = "passed" if row.right else "failed"
            held = len(row.candidates)
            defects.add(ONE_SIDED, row.problem_id, f"{row.language}: all {held} programs {side}")
    return rows


def rows_by_writer(rows: Iterable[Row]) -> list[Row]:
    """The rows taken apart by writer, in the order of the data."""
    return [
        Row(row.problem_id, row.problem, row.language, writer, tuple(found))
        for row in rows
        for writer, found in _by_writer(row.candidates).items()
    ]


def _by_writer(candidates: Sequence[Graded]) -> dict[str, list[Graded]]:
    found: dict[str, list[Graded]] = defaultdict(list)
    for one in candidates:
        found[one.candidate.policy].append(one)
    return found


def _distinct(key: Key, members: Sequence[Graded], defects: Defects) -> tuple[Graded, ...]:
    problem_id, _, language = key
    equal: dict[str, list[Graded]] = defaultdict(list)
    for one in members:
        equal[one.candidate.program].append(one)
    alike: dict[str, list[Graded]] = defaultdict(list)
    for program, found in equal.items():
        alike[normalised(program, language)] += found
    kept = []
    for same in alike.values():
        if len({one.candidate.passed for one in same}) == 2:
            defects.add(DISAGREEING, problem_id, f"{len(same)} times: {_shown(same[0])}")
            continue
        kept.append(same[0])
        for again in same[1:]:
            defects.add(TWICE, problem_id, _shown(again))
    return tuple(kept)


def _shown(one: Graded) -> str:
    return one.candidate.program[:60]
