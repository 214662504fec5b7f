"""Lists without a right candidate: the verifier should find nothing good there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random
from statistics import fmean

import numpy as np

from benchmarks.testbed.calibration import Logistic
from benchmarks.testbed.figures import NoneCorrect
from benchmarks.testbed.lists import CandidateList
from benchmarks.testbed.rows import Row
from deskcheck_models.evaluation.bootstrap import Resampling, estimate

ACCEPTED = 0.5


def without_right(
    lists: Iterable[CandidateList], rows: Iterable[Row], *, seed: int
) -> list[CandidateList]:
    """The lists with another wrong program of their row in place of the right one.

    A list whose row has no other wrong program is left out. The truths of what stands there are
    not comparable any more, so these lists are never ranked.
    """
    wrong = {
        (row.problem_id, row.problem, row.language): [one.candidate.program for one in row.wrong]
        for row in rows
    }
    found = []
    for one in lists:
        programs = wrong.get((one.problem_id, one.question.problem, one.question.language), [])
        others = [program for program in programs if program not in one.programs]
        if one.right is None or not others:
            continue
        other = Random(f"{seed}:{one.fingerprint}").choice(others)
        replaced = tuple(
            other if place == one.right else program for place, program in enumerate(one.programs)
        )
        found.append(replace(one, programs=replaced, right=None))
    return found


def none_correct(
    with_right: Mapping[CandidateList, float],
    without: Mapping[CandidateList, float],
    logistic: Logistic | None,
    *,
    draws: int,
    seed: int,
) -> NoneCorrect | None:
    """From the best score of every list; None where no list of equal length is on both sides."""
    by_length: dict[int, list[float]] = defaultdict(list)
    for one, best in with_right.items():
        by_length[len(one.programs)].append(best)
    compared = [(one, best) for one, best in without.items() if by_length[len(one.programs)]]
    if not compared:
        return None
    shares = [_above(best, by_length[len(one.programs)]) for one, best in compared]
    resampling = Resampling([one.problem_id for one, _ in compared], draws=draws, seed=seed)
    return NoneCorrect(
        len(compared),
        estimate(resampling.mean(shares)),
        _accepted([best for _, best in compared], logistic),
        _accepted(list(with_right.values()), logistic),
    )


def _above(best: float, others: Sequence[float]) -> float:
    """Share of the others that are higher, an equal one as one half."""
    values = np.asarray(others)
    return float(np.mean(values > best) + np.mean(values == best) / 2)


def _accepted(best: Sequence[float], logistic: Logistic | None) -> float | None:
    if logistic is None or not best:
        return None
    return fmean((logistic.probability(best) >= ACCEPTED).tolist())
