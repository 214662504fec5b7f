"""The check before a verifier is served: does it still read and score as it must?

Where a canary is stored, everything must be as it says. Without one, what can be asked of any
verifier is: that its text is what its chat template makes of the whole conversation, that it reads
the score from a token that is no padding, and that the score is a number which neither a second
pass nor the cached problem changes.
"""

import math
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

from deskcheck_models.checkpoints.classifier import read_pad_token_id, refuse_labels
from deskcheck_models.checkpoints.config_file import read_config_file
from deskcheck_models.engine import Engine, TokenGroup
from deskcheck_models.errors import SelfCheckError
from deskcheck_models.self_check.canary import PROBLEM, PROGRAMS, Canary, Reading, readings_of
from deskcheck_models.text.verifier_text import VerifierText
from deskcheck_models.verification.tolerance import GOLDEN_TOLERANCES, TOLERANCES, Precision

REMEDY = "restore its files, or make the canary anew with `deskcheck canary` if they are meant so"


class SelfCheck:
    """The check of one verifier's folder, for each engine that is to serve it.

    What the first engine has scored, later ones must score too.
    """

    def __init__(self, folder: Path, canary: Canary | None) -> None:
        self._folder = folder
        self._canary = canary
        self._first: Sequence[float] | None = None

    async def check(self, engine: Engine) -> Canary:
        """What the engine makes of the canary, to be stored.

        Raises SelfCheckError naming what is wrong, CheckpointError for files that cannot be read,
        and what the engine raises.
        """
        config = read_config_file(self._folder)
        refuse_labels(config)
        pad = read_pad_token_id(config)
        readings, group = self._readings()
        self._check_readings(readings, pad)
        scores = await self._scores(engine, group)
        self._check_scores(scores, engine.resolution)
        self._first = self._first or scores
        return Canary(self._problem, pad, readings, tuple(scores), engine.resolution)

    @property
    def _problem(self) -> str:
        return self._canary.problem if self._canary else PROBLEM

    def _readings(self) -> tuple[tuple[Reading, ...], TokenGroup]:
        stored = self._canary
        programs = [one.program for one in stored.readings] if stored else PROGRAMS
        text = VerifierText.read(self._folder)
        readings, group = readings_of(text, self._problem, programs)
        for one in readings:
            self._same_text(one.text, text.whole(self._problem, one.program), "on the whole")
        return readings, group

    def _check_readings(self, readings: Sequence[Reading], pad: int) -> None:
        last = {one.tokens[-1] for one in readings}
        if last & {pad} or len(last) > 1:
            raise self._wrong(f"the last tokens are {sorted(last)}, and the pad token is {pad}")
        if self._canary is None:
            return
        if pad != self._canary.pad_token_id:
            raise self._wrong(f"the pad token is {pad} and not {self._canary.pad_token_id}")
        for one, stored in zip(readings, self._canary.readings, strict=True):
            self._same_text(one.text, stored.text, "as stored")
            if one.tokens[-1] != stored.tokens[-1]:
                raise self._wrong(
                    f"the last token is {one.tokens[-1]} and not {stored.tokens[-1]}, as stored"
                )
            if one.tokens != stored.tokens:
                raise self._wrong("the tokenizer gives other token ids than those that are stored")

    async def _scores(self, engine: Engine, group: TokenGroup) -> Sequence[float]:
        """The scores of the group, if other ways to compute them come to the same."""
        longest = len(group.prefix) + max(map(len, group.suffixes))
        if longest > engine.max_tokens:
            raise SelfCheckError(
                f"the self-check of {self._folder} has {longest} tokens, and the engine reads "
                f"{engine.max_tokens}: give a larger max_tokens"
            )
        whole = tuple(group.prefix + suffix for suffix in group.suffixes)
        ways = [group, group, TokenGroup((), whole)]
        first, *others = [[one.score for one in await engine.score(way)] for way in ways]
        if not all(map(math.isfinite, first)):
            raise self._wrong(f"the canary's scores are {_shown(first)}")
        allowed = TOLERANCES[_precision(engine.resolution)].among(first)
        for other in others:
            if _distance(first, other) > allowed:
                raise self._wrong(f"the canary scores {_shown(first)}, then {_shown(other)}")
        return first

    def _check_scores(self, scores: Sequence[float], resolution: float) -> None:
        if self._first is not None:
            self._near(scores, self._first, TOLERANCES[_precision(resolution)].among(self._first))
        if self._canary is not None:
            precision = _precision(max(resolution, self._canary.resolution))
            stored = self._canary.scores
            self._near(scores, stored, GOLDEN_TOLERANCES[precision].among(stored))

    def _near(self, scores: Sequence[float], wanted: Sequence[float], allowed: float) -> None:
        if _distance(scores, wanted) <= allowed:
            return
        told = f"the canary scores {_shown(scores)} and not {_shown(wanted)}"
        activated = [1 / (1 + math.exp(-score)) for score in wanted]
        if _distance(scores, activated) <= min(allowed, 1e-2):
            told = f"an activation is on: {told}"
        raise self._wrong(told)

    def _same_text(self, text: str, wanted: str, how: str) -> None:
        if text == wanted:
            return
        same = len(
            list(takewhile(lambda pair: pair[0] == pair[1], zip(text, wanted, strict=False)))
        )
        raise self._wrong(
            f"the chat template gives {text[same : same + 40]!r} at character {same}, and "
            f"{wanted[same : same + 40]!r} {how}"
        )

    def _wrong(self, told: str) -> SelfCheckError:
        return SelfCheckError(f"{self._folder} failed its self-check, since {told}: {REMEDY}")


def _precision(resolution: float) -> Precision:
    return "bfloat16" if resolution > 1e-2 else "float32"


def _distance(scores: Sequence[float], wanted: Sequence[float]) -> float:
    return max(abs(one - other) for one, other in zip(scores, wanted, strict=True))


def _shown(scores: Sequence[float]) -> str:
    return ", ".join(f"{score:.4g}" for score in scores)
