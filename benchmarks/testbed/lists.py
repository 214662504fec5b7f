"""Lists of two to five candidates of which exactly one is right, by Aletheia's bucket rule.

The wrong programs of a row are put into buckets by the share of tests that they passed, and a list
takes one of a bucket at most, so that no two of its candidates are equally good (paper 2601.12186).
Programs whose share is not known are one bucket together, and only lists of two are made of it.
"""

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.testbed.graded import Graded
from benchmarks.testbed.rows import Row
from deskcheck_models.evaluation.labelled_groups import Question

LONGEST = 5
DRAWS = 5  # of each length and row; those that come out alike are one list
PER_CELL = 250  # lists of one length and language


@dataclass(frozen=True, slots=True)
class CandidateList:
    """Candidates in the order in which a verifier meets them; `right` is the index of the one.

    `truths` are shares of tests passed; `right` is None where no candidate is right.
    """

    problem_id: str
    question: Question
    writers: tuple[str, ...]
    programs: tuple[str, ...]
    truths: tuple[float, ...]
    right: int | None

    @property
    def fingerprint(self) -> str:
        """A name for the list with its candidates in order."""
        texts = (self.problem_id, self.question.problem, self.question.language, *self.programs)
        return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


def lists_of(rows: Iterable[Row], *, seed: int, per_cell: int = PER_CELL) -> list[CandidateList]:
    """Lists of every length that the rows allow, sampled down to `per_cell` of each cell.

    Of every cell, a length in a language, each problem gives one list before any gives a second.
    """
    cells: dict[tuple[int, str], list[CandidateList]] = defaultdict(list)
    for row in rows:
        for one in _lists_of_row(row, seed):
            cells[len(one.programs), row.language].append(one)
    return [
        one
        for cell, found in sorted(cells.items())
        for one in _sampled(found, per_cell, random.Random(f"{seed}:{cell}"))
    ]


def _lists_of_row(row: Row, seed: int) -> Iterator[CandidateList]:
    right, buckets = row.right, _buckets(row.wrong)
    if not right or not buckets:
        return
    digest = hashlib.sha256(row.problem.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    chance = random.Random(f"{seed}:{row.problem_id}:{digest}:{row.language}:{row.writer}")
    for length in range(2, min(len(buckets) + 1, LONGEST) + 1):
        seen: set[frozenset[str]] = set()
        for _ in range(DRAWS):
            drawn = [chance.choice(right), *_one_of_each(buckets, length - 1, chance)]
            chance.shuffle(drawn)
            programs = frozenset(one.candidate.program for one in drawn)
            if programs not in seen:
                seen.add(programs)
                yield candidate_list(row, drawn)


def candidate_list(row: Row, drawn: Sequence[Graded]) -> CandidateList:
    """The drawn programs of a row in their order, at most one of them right."""
    places = [place for place, one in enumerate(drawn) if one.candidate.passed]
    return CandidateList(
        row.problem_id,
        Question(row.problem, row.language),
        tuple(one.candidate.policy for one in drawn),
        tuple(one.candidate.program for one in drawn),
        tuple(one.truth for one in drawn),
        places[0] if places else None,
    )


def _buckets(wrong: Sequence[Graded]) -> dict[float, list[Graded]]:
    """By rate; those without one only where no program of the row has any."""
    known: dict[float, list[Graded]] = defaultdict(list)
    for one in wrong:
        if one.rate is not None:
            known[one.rate].append(one)
    return known or ({0.0: list(wrong)} if wrong else {})


def _one_of_each(
    buckets: Mapping[float, Sequence[Graded]], size: int, chance: random.Random
) -> list[Graded]:
    """A program of each of so many buckets."""
    return [chance.choice(buckets[rate]) for rate in chance.sample(sorted(buckets), size)]


def _sampled(
    found: Sequence[CandidateList], most: int, chance: random.Random
) -> list[CandidateList]:
    """The first of every problem, then of the others, in an order drawn by chance."""
    shuffled = chance.sample(list(found), len(found))
    seen: set[str] = set()
    first: list[CandidateList] = []
    others: list[CandidateList] = []
    for one in shuffled:
        (others if one.problem_id in seen else first).append(one)
        seen.add(one.problem_id)
    return [*first, *others][:most]
