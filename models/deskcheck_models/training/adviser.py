"""Word n-grams that were learnt on other problems, as a teacher who has not seen the answer."""

import math
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

from deskcheck_models.stages import Advance
from deskcheck_models.training.preference_groups import PreferenceGroup
from deskcheck_models.training.word_grams import WordGrams

FOLDS = 5
SCALES = tuple(step / 50 for step in range(1, 101))


class Adviser:
    """Five word-gram models, each learnt without one fifth of the problems, which it advises on.

    Values are in standard deviations over all programs; `odds` turns them into log-odds of being
    the better program, fitted by likelihood on the preferences that no model had seen.
    """

    def __init__(
        self,
        groups: Sequence[PreferenceGroup],
        seed: int,
        advance: Advance = lambda _: None,
    ) -> None:
        self._models = []
        for fold in range(FOLDS):
            self._models.append(_learnt(groups, fold, seed))
            advance(1)
        pairs = [(one.problem_id, pair) for one in groups for pair in one.plain_pairs]
        margins = [self._score(*pair, 0) - self._score(*pair, 1) for pair in pairs]
        scores = [self._score(*pair, side) for pair in pairs for side in (0, 1)]
        self._mean = math.fsum(scores) / max(len(scores), 1)
        self._spread = _spread(scores, self._mean)
        self.odds = min(SCALES, key=lambda scale: _surprise(margins, scale)) * self._spread
        # A bound method's cache would outlive the adviser; this one goes with it.
        self.running = lru_cache(maxsize=200_000)(self._running)

    def _running(self, problem_id: str, program: str) -> list[tuple[int, float]]:
        """Where each word ends, and the score up to there."""
        points = self._models[_fold(problem_id)].running(program)
        return [(end, (score - self._mean) / self._spread) for end, score in points]

    def _score(self, problem_id: str, pair: tuple[str, str], side: int) -> float:
        return self._models[_fold(problem_id)].score(pair[side])


def _learnt(groups: Sequence[PreferenceGroup], fold: int, seed: int) -> WordGrams:
    model = WordGrams()
    others = [one.plain_pairs for one in groups if _fold(one.problem_id) != fold]
    model.learn_pairs([pairs for pairs in others if pairs], seed=seed + fold)
    return model


def _fold(problem_id: str) -> int:
    return crc32(problem_id.encode()) % FOLDS


def _spread(scores: Sequence[float], mean: float) -> float:
    variance = math.fsum((score - mean) ** 2 for score in scores) / max(len(scores), 1)
    return math.sqrt(variance) or 1.0


def _surprise(margins: Sequence[float], scale: float) -> float:
    """Negative log-likelihood of the preferences, in the form that cannot overflow."""
    scaled = (scale * margin for margin in margins)
    return math.fsum(max(-one, 0.0) + math.log1p(math.exp(-abs(one))) for one in scaled)
