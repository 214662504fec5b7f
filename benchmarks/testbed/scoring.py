"""Everything that is wanted is scored once, batch by batch, unless the score file has it."""

import asyncio
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from benchmarks.comparison.defects import Defects
from benchmarks.testbed.errors import GoneError, UnjudgedError
from benchmarks.testbed.figures import Cost
from benchmarks.testbed.judge import Judge, Scored
from benchmarks.testbed.score_file import Kept, ScoreFile
from deskcheck_models.evaluation.labelled_groups import Question
from deskcheck_models.evaluation.scores import Verdict, Wanted

AT_ONCE = 4  # groups that a verifier has at a time
BATCH = 16  # groups between two writes to the score file
GONE = "programs not scored: the verifier went away"
REFUSED = "programs not scored: the verifier refused them"

Portion = tuple[Question, list[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a verifier said; programs that it was not asked for, or did not answer, are missing."""

    verdicts: dict[tuple[Question, str], Verdict]
    cost: Cost
    seconds: float  # that this run waited for the verifier

    def orders(self, question: Question, programs: Sequence[str]) -> tuple[float, ...] | None:
        """Higher is better, equal is a tie, as in a ranking; None where a program is missing."""
        found = [self.verdicts.get((question, program)) for program in programs]
        orders = [one.order for one in found if one is not None]
        if len(orders) < len(found):
            return None
        places = {order: float(place) for place, order in enumerate(sorted(set(orders)))}
        return tuple(places[order] for order in orders)


async def scored(
    judge: Judge,
    wanted: Wanted,
    file: ScoreFile,
    defects: Defects,
    advance: Callable[[int], object] = lambda _: None,
) -> Judged:
    """Score what is wanted; what the verifier does not answer is a defect by name."""
    portions = list(_missing(wanted, file))
    waiting = sum(len(programs) for _, programs in portions)
    advance(len(wanted) - waiting)
    seconds = 0.0
    for start in range(0, len(portions), BATCH):
        batch = portions[start : start + BATCH]
        began = perf_counter()
        answers = await _together(judge, batch)
        took = perf_counter() - began
        seconds += took
        _keep(file, batch, answers, took)
        if gone := next((one for one in answers if isinstance(one, GoneError)), None):
            _note_gone(gone, portions[start:], file, defects)
            break
        _note_refused(batch, answers, defects)
        advance(sum(len(programs) for _, programs in batch))
    return _judged(wanted, file, waiting, seconds)


async def _together(
    judge: Judge, batch: Sequence[Portion]
) -> list[list[Scored] | UnjudgedError | GoneError]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(question: Question, programs: list[str]) -> list[Scored]:
        async with gate:
            return await judge.judge(question, programs)

    answers: list[list[Scored] | UnjudgedError | GoneError] = []
    for found in await asyncio.gather(*(one(*each) for each in batch), return_exceptions=True):
        if isinstance(found, BaseException) and not isinstance(found, UnjudgedError | GoneError):
            raise found
        answers.append(found)
    return answers


def _missing(wanted: Wanted, file: ScoreFile) -> Iterator[Portion]:
    for question, programs in wanted.portions():
        if left := [one for one in programs if file.find(question, one) is None]:
            yield question, left


def _keep(
    file: ScoreFile,
    batch: Sequence[Portion],
    answers: Sequence[list[Scored] | UnjudgedError | GoneError],
    seconds: float,
) -> None:
    done = [
        (question, list(zip(programs, found, strict=True)))
        for (question, programs), found in zip(batch, answers, strict=True)
        if isinstance(found, list)
    ]
    each = seconds / max(1, sum(len(programs) for _, programs in done))
    for question, programs in done:
        file.add(question, programs, each)


def _note_gone(
    gone: GoneError, portions: Sequence[Portion], file: ScoreFile, defects: Defects
) -> None:
    for question, programs in portions:
        left = [one for one in programs if file.find(question, one) is None]
        if left:
            where = f"{len(left)} programs of {question.problem[:60]!r}"
            defects.add(GONE, where, str(gone))


def _note_refused(
    batch: Sequence[Portion],
    answers: Sequence[list[Scored] | UnjudgedError | GoneError],
    defects: Defects,
) -> None:
    for (question, programs), found in zip(batch, answers, strict=True):
        if isinstance(found, UnjudgedError):
            where = f"{len(programs)} programs of {question.problem[:60]!r}"
            defects.add(REFUSED, where, str(found))


def _judged(wanted: Wanted, file: ScoreFile, waiting: int, seconds: float) -> Judged:
    kept: dict[tuple[Question, str], Kept] = {}
    for question, programs in wanted.portions():
        for program in programs:
            if (found := file.find(question, program)) is not None:
                kept[question, program] = found
    return Judged(
        {place: _verdict(one.scored) for place, one in kept.items()},
        _cost(list(kept.values()), len(wanted) - waiting),
        seconds,
    )


def _verdict(one: Scored) -> Verdict:
    return Verdict(-math.inf if one.score is None else one.score, one.valid)


def _cost(kept: Sequence[Kept], from_file: int) -> Cost:
    seconds = sum(one.seconds for one in kept)
    return Cost(
        programs=len(kept),
        from_score_file=from_file,
        seconds=round(seconds, 3),
        tokens=sum(one.scored.tokens for one in kept),
        programs_per_second=round(len(kept) / seconds, 1) if seconds else None,
        seconds_per_list=None,
    )
