"""Pairs whose rejected program is right, but for another problem."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice

from deskcheck_models.training.labelled import Split, family_of
from deskcheck_models.training.pairs.curation_settings import CurationSettings
from deskcheck_models.training.pairs.drops import Drop
from deskcheck_models.training.pairs.lengths import Lengths
from deskcheck_models.training.pairs.normalised import normalised
from deskcheck_models.training.pairs.pair import Kind, Pair

_FEWEST_PROBLEMS = 8  # of a writer, for his programs to be drawn from; else those of all writers
_TRIES = 8


class Mismatches:
    """Right programs by language and writer, to set against the right program of another problem.

    A program is never taken from a problem of the same family or of another split, nor one that is
    right for the problem too. The writer is the chosen program's, where he solved enough problems.
    """

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._programs: dict[tuple[Split, str, str], list[Pair]] = defaultdict(list)
        self._families: dict[tuple[Split, str, str], set[str]] = defaultdict(set)
        self._right: dict[tuple[str, str], set[str]] = defaultdict(set)
        seen: set[tuple[str, str, str]] = set()
        for pair in pairs:
            key = (pair.problem_id, pair.language, pair.chosen)
            if key not in seen:
                seen.add(key)
                self._take(pair)

    def made_of(
        self, pair: Pair, lengths: Lengths, longest: int, chance: random.Random
    ) -> Pair | Drop:
        """The pair with another problem's program as the rejected one, or why there is none."""
        writer = pair.policy_chosen
        if len(self._families[pair.split, pair.language, writer]) < _FEWEST_PROBLEMS:
            writer = ""
        for _ in range(_TRIES):
            other = chance.choice(self._programs[pair.split, pair.language, writer])
            if self._is_wrong_here(other, pair):
                (length,) = lengths(pair.problem, [other.chosen])
                return _mismatched(pair, other) if length <= longest else Drop.LONG_PAIR
        return Drop.UNMATCHED

    def _take(self, pair: Pair) -> None:
        for writer in (pair.policy_chosen, ""):
            key = (pair.split, pair.language, writer)
            self._programs[key].append(pair)
            self._families[key].add(family_of(pair.problem_id))
        self._right[pair.problem_id, pair.language].add(normalised(pair.chosen, pair.language))

    def _is_wrong_here(self, other: Pair, pair: Pair) -> bool:
        if family_of(other.problem_id) == family_of(pair.problem_id):
            return False
        right = self._right[pair.problem_id, pair.language]
        return normalised(other.chosen, other.language) not in right


def mismatched_pairs(
    pairs: Sequence[Pair],
    settings: CurationSettings,
    lengths: Lengths,
    dropped: Counter[Drop],
    chance: random.Random,
) -> Iterator[Pair]:
    """So many mismatched pairs, made of the given ones, that they are their share of all pairs.

    No problem gets more pairs than its cap. `dropped` counts those that could not be made.
    """
    mismatches = Mismatches(pairs)
    for pair in _models(pairs, settings, chance):
        made = mismatches.made_of(pair, lengths, settings.longest, chance)
        if isinstance(made, Drop):
            dropped[made] += 1
        else:
            yield made


def _models(
    pairs: Sequence[Pair], settings: CurationSettings, chance: random.Random
) -> Iterator[Pair]:
    """The pairs to make mismatched ones of: of each problem in proportion to its pairs."""
    ratio = settings.mismatched_share / (1.0 - settings.made_share)
    by_problem: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_problem[pair.problem_id, pair.language].append(pair)
    for members in by_problem.values():
        whole, part = divmod(len(members) * ratio, 1.0)
        wanted = int(whole) + (chance.random() < part)
        order = chance.sample(members, len(members))
        yield from islice(cycle(order), min(wanted, settings.per_problem - len(members)))


def _mismatched(pair: Pair, other: Pair) -> Pair:
    return replace(
        pair,
        rejected=other.chosen,
        policy_rejected=other.policy_chosen,
        kind=Kind.MISMATCHED,
    )
