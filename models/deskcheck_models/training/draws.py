"""The groups that a run of comparisons sees, one by one."""

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from deskcheck_models.engine import TokenGroup
from deskcheck_models.text.tokenizer import Tokens
from deskcheck_models.text.verifier_text import VerifierText
from deskcheck_models.training.adviser import Adviser
from deskcheck_models.training.preference_groups import PreferenceGroup
from deskcheck_models.training.recipe import Recipe

TEMPLATE_TAIL = 2  # tokens after the program: the end of the turn, and a line end
TRIES = 1000  # groups that are looked at before it is said that none fits


@dataclass(frozen=True, slots=True)
class Drawn:
    """A group to learn from.

    `preferences` are places of programs: the first is better than the second. `odds` has one number
    per program, the adviser's log-odds, NaN where he knows nothing; `advice` one per token of each
    program, how it looks up to there, or nothing.
    """

    tokens: TokenGroup
    preferences: tuple[tuple[int, int], ...]
    odds: tuple[float, ...]
    advice: tuple[tuple[float, ...], ...]

    @property
    def length(self) -> int:
        """Tokens that are computed."""
        return len(self.tokens.prefix) + sum(map(len, self.tokens.suffixes))


class NothingFitsError(ValueError):
    """No group is within the token limits of the recipe."""


class Draws:
    """The groups of a run by number, drawn from the seed alone, so that a run can resume."""

    def __init__(
        self,
        groups: Sequence[PreferenceGroup],
        text: VerifierText,
        recipe: Recipe,
        adviser: Adviser | None = None,
        functions: Sequence[PreferenceGroup] = (),
    ) -> None:
        self._groups = groups
        self._functions = functions
        self._text = text
        self._recipe = recipe
        self._adviser = adviser
        self._epoch: tuple[int, list[int]] = (-1, [])

    def __call__(self, number: int) -> Drawn:
        """Group `number`; none of its sequences is over-long. Raises NothingFitsError."""
        chance = random.Random(f"{self._recipe.seed}:{number}")
        group = self._group(number)
        for _ in range(TRIES):
            drawn = self._drawn(group, chance)
            if drawn is not None:
                return drawn
            group = chance.choice(self._groups)
        raise NothingFitsError(
            f"{TRIES} groups were tried and none has a problem of at most "
            f"{self._recipe.problem_tokens} tokens and programs of at most "
            f"{self._recipe.program_tokens}: allow more in the recipe"
        )

    def mean_length(self, sample: int = 100) -> float:
        """Tokens of a group, the mean over the first ones."""
        return sum(self(number).length for number in range(sample)) / sample

    def _group(self, number: int) -> PreferenceGroup:
        """Functions are spread evenly between the labelled problems, each once in its turn."""
        share = self._recipe.functions_share if self._functions else 0.0
        functions, after = int(number * share), int((number + 1) * share)
        if after > functions:
            return self._functions[functions % len(self._functions)]
        return self._in_order(number - functions)

    def _in_order(self, number: int) -> PreferenceGroup:
        """Every group once an epoch, each epoch in an order of its own."""
        epoch, place = divmod(number, len(self._groups))
        if self._epoch[0] != epoch:
            order = list(range(len(self._groups)))
            random.Random(f"{self._recipe.seed}:epoch:{epoch}").shuffle(order)
            self._epoch = (epoch, order)
        return self._groups[self._epoch[1][place]]

    def _drawn(self, group: PreferenceGroup, chance: random.Random) -> Drawn | None:
        chosen = _some(group, self._recipe.programs_per_group, chance)
        programs = [group.programs[place] for place in chosen]
        tokens = self._text.encode(self._text.render(group.problem, programs)).tokens()
        if len(tokens.prefix) > self._recipe.problem_tokens:
            return None
        short = [len(suffix) <= self._recipe.program_tokens for suffix in tokens.suffixes]
        kept = {place: new for new, place in enumerate(compress(chosen, short))}
        preferences = tuple(
            (kept[above], kept[below])
            for above, below in group.preferences
            if above in kept and below in kept
        )
        if not preferences:
            return None
        suffixes = tuple(compress(tokens.suffixes, short))
        known = self._known(group, list(kept), suffixes)
        return Drawn(TokenGroup(tokens.prefix, suffixes), preferences, *known)

    def _known(
        self, group: PreferenceGroup, places: Sequence[int], suffixes: Sequence[Tokens]
    ) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]:
        """What the adviser says of each program; of edited and foreign ones he knows nothing."""
        adviser = self._adviser
        if adviser is None:
            return (math.nan,) * len(places), ((),) * len(places)
        odds: list[float] = []
        advice: list[tuple[float, ...]] = []
        for place, suffix in zip(places, suffixes, strict=True):
            program = group.programs[place]
            known = place in group.plain
            points = adviser.running(group.problem_id, program) if known else []
            odds.append(points[-1][1] * adviser.odds if points else math.nan)
            advice.append(_along(points, self._text.ends(program), suffix) if points else ())
        return tuple(odds), tuple(advice)


def _some(group: PreferenceGroup, most: int, chance: random.Random) -> list[int]:
    """Places of the programs of random preferences, until there are as many as are wanted."""
    places: dict[int, None] = {}
    for above, below in chance.sample(group.preferences, len(group.preferences)):
        if len(places.keys() | {above, below}) <= most:
            places.update(dict.fromkeys((above, below)))
    return list(places)


def _along(
    points: Sequence[tuple[int, float]], spans: Sequence[int], suffix: Tokens
) -> tuple[float, ...]:
    """The running score at each token; the template's last tokens get the whole program's."""
    ends = [end for end, _ in points]
    before = len(suffix) - len(spans) - TEMPLATE_TAIL
    inside = [points[max(bisect_right(ends, end) - 1, 0)][1] for end in spans]
    return (*[0.0] * before, *inside, *[points[-1][1]] * TEMPLATE_TAIL)[-len(suffix) :]
