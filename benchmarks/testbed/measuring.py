"""One verifier's figures on every split, out of all that it said."""

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from benchmarks.testbed.adversarial import edit_figures
from benchmarks.testbed.bias import bias, ties
from benchmarks.testbed.calibration import Logistic, calibration
from benchmarks.testbed.figures import (
    Calibration,
    Cost,
    NoneCorrect,
    SplitFigures,
    VerifierFigures,
)
from benchmarks.testbed.lists import CandidateList
from benchmarks.testbed.material import Material
from benchmarks.testbed.none_correct import none_correct
from benchmarks.testbed.ranking import ranking
from benchmarks.testbed.reading import read
from benchmarks.testbed.scoring import Judged
from benchmarks.testbed.selection import selection
from benchmarks.testbed.splits import MIXED_WRITERS, Split
from benchmarks.testbed.subject import Subject
from deskcheck_models.evaluation.bootstrap import DRAWS, Resampling
from deskcheck_models.evaluation.figures import Figures, Limits, Trial
from deskcheck_models.evaluation.labelled_groups import LabelledGroup


class Measuring:
    """Figures of subjects on one material; bootstrap draws are those of the seed."""

    def __init__(self, material: Material, *, seed: int, draws: int = DRAWS) -> None:
        self._material = material
        self._seed = seed
        self._draws = draws

    def figures(self, subject: Subject) -> VerifierFigures:
        """All figures of one verifier; a split of which it answered nothing is left out."""
        logistic, measured = self._calibrated(subject)
        found = {split.name: self._split(split, subject) for split in self._material.splits}
        edits = (
            edit_figures(one, subject.readings, draws=self._draws, seed=self._seed)
            for one in self._material.edited
        )
        return VerifierFigures(
            subject.verifier,
            subject.engine,
            subject.revision,
            {name: one for name, one in found.items() if one is not None},
            {split.name: subject.signs(split.lists) for split in self._material.splits},
            tuple(one for one in edits if one is not None),
            self._none_correct(subject, logistic),
            measured,
            self._cost(subject),
        )

    def _split(self, split: Split, subject: Subject) -> SplitFigures | None:
        reads = read(split.lists, subject.readings)
        if not reads:
            return None
        problems = [one.list.problem_id for one in reads]
        resampling = self._resampling(problems)
        groups = self._groups(self._material.groups.get(split.name, ()), subject.judged)
        return SplitFigures(
            len(reads),
            len(split.lists) - len(reads),
            selection(reads, resampling, groups),
            ranking(reads, groups[0] if groups else None, draws=self._draws, seed=self._seed),
            bias(reads, resampling),
            ties(reads),
            _parsed(split.lists, subject),
            *_without_scores(split.lists, subject.judged),
        )

    def _groups(
        self, groups: Sequence[LabelledGroup], judged: Judged | None
    ) -> tuple[Figures, Limits] | None:
        """Of the groups that were scored whole."""
        if judged is None:
            return None
        scored = [(one, orders) for one in groups if (orders := _orders(one, judged)) is not None]
        if not scored:
            return None
        kept = [one for one, _ in scored]
        trial = Trial(kept, self._resampling([one.problem_id for one in kept]))
        return trial.sampled([orders for _, orders in scored]).figures(), trial.limits()

    def _calibrated(self, subject: Subject) -> tuple[Logistic | None, Calibration | None]:
        if subject.judged is None:
            return None, None
        scores, passed = _programs(self._material.fitting, subject.judged)
        if len(set(passed)) < 2:
            return None, None
        logistic = Logistic.fitted(scores, passed)
        others = _programs(self._material.groups.get(MIXED_WRITERS, ()), subject.judged)
        if not others[0]:
            return logistic, None
        return logistic, calibration(logistic, len(scores), *others)

    def _none_correct(self, subject: Subject, logistic: Logistic | None) -> NoneCorrect | None:
        if subject.judged is None:
            return None
        by_name = {split.name: split.lists for split in self._material.splits}
        return none_correct(
            _best(by_name.get(MIXED_WRITERS, ()), subject.judged),
            _best(self._material.without_right, subject.judged),
            logistic,
            draws=self._draws,
            seed=self._seed,
        )

    def _cost(self, subject: Subject) -> Cost | None:
        if subject.judged is None:
            return None
        cost = subject.judged.cost
        lengths = [len(one.programs) for split in self._material.splits for one in split.lists]
        each = cost.seconds / cost.programs if cost.programs else 0.0
        return replace(cost, seconds_per_list=round(each * fmean(lengths), 6) if each else None)

    def _resampling(self, problems: Sequence[str]) -> Resampling:
        return Resampling(problems, draws=self._draws, seed=self._seed)


def _parsed(lists: Sequence[CandidateList], subject: Subject) -> float | None:
    votes = [subject.votes[name] for one in lists if (name := one.fingerprint) in subject.votes]
    asked = sum(one.all for one in votes)
    return sum(one.readable for one in votes) / asked if asked else None


def _without_scores(lists: Sequence[CandidateList], judged: Judged | None) -> tuple[int, int]:
    """Different programs that are invalid, and valid ones without a score."""
    if judged is None:
        return 0, 0
    places = {(one.question, program) for one in lists for program in one.programs}
    verdicts = [judged.verdicts[place] for place in places if place in judged.verdicts]
    invalid = sum(one.valid is False for one in verdicts)
    return invalid, sum(math.isinf(one.score) for one in verdicts) - invalid


def _orders(group: LabelledGroup, judged: Judged) -> tuple[float, ...] | None:
    return judged.orders(group.question, [program.text for program in group.programs])


def _programs(groups: Sequence[LabelledGroup], judged: Judged) -> tuple[list[float], list[bool]]:
    """Scores and labels of all programs that have a score."""
    found = [
        (verdict.score, program.passed)
        for group in groups
        for program in group.programs
        if (verdict := judged.verdicts.get((group.question, program.text))) is not None
        and math.isfinite(verdict.score)
    ]
    return [score for score, _ in found], [passed for _, passed in found]


def _best(lists: Sequence[CandidateList], judged: Judged) -> dict[CandidateList, float]:
    """The best score of every list that was scored whole."""
    found = {}
    for one in lists:
        verdicts = [judged.verdicts.get((one.question, program)) for program in one.programs]
        scores = [verdict.score for verdict in verdicts if verdict is not None]
        if len(scores) == len(verdicts):
            found[one] = max(scores)
    return found
