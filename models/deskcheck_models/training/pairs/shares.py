"""Pairs kept within the cap of their problem and the share of hard negatives."""

import random
from collections import defaultdict
from collections.abc import Sequence

from deskcheck_models.training.pairs.pair import NEAR, Pair


def within_cap(pairs: Sequence[Pair], most: int, hard_share: float) -> list[Pair]:
    """At most `most` pairs of each problem in each language, in the order given.

    Where there are enough of both, `hard_share` of them are near ones; else the others fill up.
    """
    by_problem: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_problem[pair.problem_id, pair.language].append(pair)
    return [pair for members in by_problem.values() for pair in _capped(members, most, hard_share)]


def _capped(pairs: list[Pair], most: int, hard_share: float) -> list[Pair]:
    near = [pair for pair in pairs if pair.kind in NEAR]
    other = [pair for pair in pairs if pair.kind not in NEAR]
    wanted = round(most * hard_share)
    near = near[: max(wanted, most - len(other))]
    return [*near, *other[: most - len(near)]]


def in_share(pairs: Sequence[Pair], hard_share: float, chance: random.Random) -> list[Pair]:
    """The pairs with so many of the near ones, drawn by chance, that their share is kept.

    Mutants are left out first, since there can be any number of them. Where there are too few near
    ones, all pairs are kept: the others are not thrown away.
    """
    near = [place for place, pair in enumerate(pairs) if pair.kind in NEAR]
    if hard_share >= 1.0:
        return [pairs[place] for place in near]
    most = round((len(pairs) - len(near)) * hard_share / (1.0 - hard_share))
    drawn = sorted(chance.sample(near, len(near)), key=lambda place: pairs[place].kind)
    left_out = set(drawn[most:])
    return [pair for place, pair in enumerate(pairs) if place not in left_out]
