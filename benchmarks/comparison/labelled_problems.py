"""Problems with candidates, labels and real tests, drawn from a folder of data.

Used are humaneval.jsonl.gz and mbpp.jsonl.gz with tests.jsonl.gz. A label says whether a candidate
passed the original tests and the extended ones (HumanEval+ or MBPP+), so a problem must have both.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.errors import DataError
from benchmarks.comparison.records import BROKEN_LINE, read_records
from benchmarks.execution import Asserts, TestsError

SOURCES = ("humaneval.jsonl.gz", "mbpp.jsonl.gz")
TESTS = "tests.jsonl.gz"
FILES = (*SOURCES, TESTS)
# The data's labels were made with these names at hand, whatever the problem.
ALWAYS_IMPORTED = "from typing import *\n"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program, and whether the data says that it passes all tests."""

    program: str
    label: bool


@dataclass(frozen=True, slots=True)
class LabelledProblem:
    """A problem with its candidates in drawn order, so that the first n are a fair draw of n."""

    id: str
    text: str
    candidates: tuple[Candidate, ...]
    original: Asserts
    complete: Asserts  # the original tests, then the extended ones

    @property
    def programs(self) -> list[str]:
        """All candidates' programs."""
        return [candidate.program for candidate in self.candidates]


def draw_problems(
    folder: Path, *, count: int, least: int, most: int, seed: int, defects: Defects
) -> list[LabelledProblem]:
    """Draw problems that have tests and `least` candidates, each with up to `most` of them.

    HumanEval gives up to half of them and MBPP the rest; the seed decides which, and their order.
    Raises DataError where a file is missing or no problem is left.
    """
    tests = _tests(folder / TESTS, defects)
    drawn: list[LabelledProblem] = []
    for place, source in enumerate(SOURCES):
        wanted = (count - len(drawn)) // (len(SOURCES) - place)
        drafts = [
            draft
            for draft in _drafts(folder / source, tests, defects)
            if _is_usable(draft, least, defects)
        ]
        random.Random(f"{seed} {source}").shuffle(drafts)
        drawn += islice(_finished(drafts, most, seed, defects), wanted)
    if not drawn:
        raise DataError(f"no problem in {folder} has tests and {least} candidates")
    random.Random(seed).shuffle(drawn)
    return drawn


@dataclass(frozen=True, slots=True)
class _Tests:
    """Texts of tests that are not compiled yet: that takes time, and most are not drawn."""

    prelude: str
    original: str
    extended: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A problem that may be drawn, with its candidates in the file's order."""

    id: str
    text: str
    candidates: tuple[Candidate, ...]
    tests: _Tests


def _tests(path: Path, defects: Defects) -> dict[str, _Tests]:
    """The tests of every problem that has both kinds."""
    found: dict[str, _Tests] = {}
    for record in read_records(path, defects):
        try:
            name = record.text("problem_id")
            tests = _Tests(
                ALWAYS_IMPORTED + record.optional_text("prelude"),
                record.text("tests"),
                record.optional_text("plus_tests"),
            )
        except ValueError as error:
            defects.add(BROKEN_LINE, record.place, str(error))
            continue
        if name in found:
            defects.add("duplicate tests", name, f"{record.place}: the first ones are used")
        elif not tests.extended:
            defects.add("no extended tests", name)
        else:
            found[name] = tests
    return found


def _drafts(path: Path, tests: dict[str, _Tests], defects: Defects) -> Iterator[_Draft]:
    """Every problem of a file that has tests; the others are defects."""
    texts: dict[str, str] = {}
    candidates: dict[str, list[Candidate]] = defaultdict(list)
    for record in read_records(path, defects):
        try:
            name = record.text("problem_id")
            text = record.text("problem")
            candidates[name].append(Candidate(record.text("candidate"), record.label()))
            texts.setdefault(name, text)
        except ValueError as error:
            defects.add(BROKEN_LINE, record.place, str(error))
    for name, text in texts.items():
        if name in tests:
            yield _Draft(name, text, tuple(_distinct(name, candidates[name], defects)), tests[name])
        else:
            held = len(candidates[name])
            defects.add("no complete tests", name, f"{held} candidates left out")


def _distinct(name: str, candidates: Sequence[Candidate], defects: Defects) -> Iterator[Candidate]:
    """Each program once; programs with both labels are left out."""
    labels: dict[str, set[bool]] = defaultdict(set)
    for candidate in candidates:
        labels[candidate.program].add(candidate.label)
    seen: set[str] = set()
    for candidate in candidates:
        if len(labels[candidate.program]) == 2:
            defects.add("program with both labels", name, candidate.program[:60])
        elif candidate.program in seen:
            defects.add("program twice", name, candidate.program[:60])
        else:
            seen.add(candidate.program)
            yield candidate


def _is_usable(draft: _Draft, least: int, defects: Defects) -> bool:
    if len(draft.candidates) >= least:
        return True
    held = len(draft.candidates)
    defects.add("too few candidates", draft.id, f"{held}, fewer than {least}")
    return False


def _finished(
    drafts: Sequence[_Draft], most: int, seed: int, defects: Defects
) -> Iterator[LabelledProblem]:
    """Compile tests and draw candidates, problem by problem, as far as somebody asks."""
    for draft in drafts:
        tests = draft.tests
        try:
            original = Asserts.from_source(tests.original, tests.prelude)
            complete = Asserts.from_source(f"{tests.original}\n{tests.extended}", tests.prelude)
        except TestsError as error:
            defects.add("broken tests", draft.id, str(error))
            continue
        candidates = list(draft.candidates)
        random.Random(f"{seed} {draft.id}").shuffle(candidates)
        yield LabelledProblem(draft.id, draft.text, tuple(candidates[:most]), original, complete)
