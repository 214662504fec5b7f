"""Observed scores beside expected ones: a row for each check."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeGuard

from deskcheck_models.verification.exercises import Answers, Exercise
from deskcheck_models.verification.plan import Plan
from deskcheck_models.verification.rank_agreement import rank_agreement
from deskcheck_models.verification.row import Row
from deskcheck_models.verification.subject import Sample
from deskcheck_models.verification.tolerance import (
    GOLDEN_TOLERANCES,
    TAU_BOUND,
    TOLERANCES,
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What one sample should score, and how many tokens it has."""

    score: float
    tokens: int


Expectations = Mapping[Sample, Expected]


def judged_rows(answers: Answers, expected: Expectations, plan: Plan) -> list[Row]:
    """The rows of scores, ranks and token counts, and of golden scores where the plan has some."""
    resolution, judged = TOLERANCES[plan.precision], not plan.ranks_only
    tolerance = resolution.among(one.score for one in expected.values())
    rows = [
        score_row(exercise, expected, tolerance, judged=judged) for exercise in answers.compared
    ]
    rows.append(rank_row(answers.built_in, expected, apart=resolution.absolute))
    rows.append(tokens_row(answers.compared, expected))
    if plan.golden:
        golden = {one.sample: Expected(one.score, tokens=0) for one in plan.golden}
        tolerance = GOLDEN_TOLERANCES[plan.precision].among(one.score for one in plan.golden)
        rows.append(score_row(answers.golden, golden, tolerance, judged=judged))
    return rows


def score_row(
    exercise: Exercise, expected: Expectations, tolerance: float, *, judged: bool = True
) -> Row:
    """The largest distance from the expected score, and whether it is within the tolerance.

    A program without a score does not hold, even where the distances are told and not `judged`.
    """
    pairs = [(one.measured.score, expected[one.sample].score) for one in exercise.observed]
    note = _note(exercise, [wanted for _, wanted in pairs])
    gaps = [abs(given - wanted) for given, wanted in pairs if _finite(given)]
    if len(gaps) < len(pairs):
        return Row(exercise.name, len(pairs), None, tolerance, False, note)
    holds = max(gaps) <= tolerance if judged else None
    return Row(exercise.name, len(pairs), max(gaps), tolerance, holds, note)


def tokens_row(exercises: Sequence[Exercise], expected: Expectations) -> Row:
    """Whether every reply counts the tokens that transformers counts."""
    observed = [one for exercise in exercises for one in exercise.observed]
    gaps = [abs(one.measured.tokens - expected[one.sample].tokens) for one in observed]
    largest = max(gaps)
    return Row("token counts in replies", len(gaps), largest, 0.0, largest == 0)


def rank_row(exercise: Exercise, expected: Expectations, *, apart: float) -> Row:
    """One minus Kendall's tau over the pairs within each problem.

    Does not hold where a program has no score, or no pair is `apart` enough to be judged.
    """
    name, bound = "their ranks (1 - Kendall's tau)", 1 - TAU_BOUND
    scores = [one.measured.score for one in exercise.observed]
    if not all(map(_finite, scores)):
        return Row(name, 0, None, bound, False, "not all programs have a score")
    agreement = rank_agreement(_scores_by_problem(exercise, expected), apart=apart)
    if agreement.tau is None:
        return Row(name, 0, None, bound, False, f"no two programs score {apart:g} apart")
    note = f"{agreement.turned} of {agreement.pairs} pairs turned around"
    return Row(name, agreement.pairs, 1 - agreement.tau, bound, agreement.tau >= TAU_BOUND, note)


def _scores_by_problem(
    exercise: Exercise, expected: Expectations
) -> Iterable[tuple[Sequence[float], Sequence[float]]]:
    for _, group in groupby(exercise.observed, key=lambda one: one.sample.problem):
        pairs = [(expected[one.sample].score, one.measured.score or 0.0) for one in group]
        yield [wanted for wanted, _ in pairs], [got for _, got in pairs]


def _note(exercise: Exercise, expected: Sequence[float]) -> str:
    missing = [one.measured for one in exercise.observed if not _finite(one.measured.score)]
    if missing:
        reason = missing[0].reason or f"score {missing[0].score}"
        return f"{len(missing)} without a score: {reason}"
    spread = f"scores {min(expected):.2f} to {max(expected):.2f}"
    return f"{spread}; {exercise.note}" if exercise.note else spread


def _finite(score: float | None) -> TypeGuard[float]:
    return score is not None and math.isfinite(score)
