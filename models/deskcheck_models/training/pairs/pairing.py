"""Failing programs set against passing ones of the same problem."""

import random
from dataclasses import dataclass

from deskcheck_models.training.labelled import MUTANT_SOURCES, Labelled, split_of
from deskcheck_models.training.pairs.normalised import telling_lines
from deskcheck_models.training.pairs.pair import NEAR, Kind, Pair
from deskcheck_models.training.pairs.pool import Sides

FEW_LINES = 3
"""Lines that two programs may differ in to be a hard pair, if they share half of theirs."""

_MOST_LOOKED_AT = 32  # programs of each side, drawn by chance: a few problems have hundreds


@dataclass(frozen=True, slots=True)
class _Read:
    """A candidate with its lines, by which it is compared."""

    candidate: Labelled
    lines: frozenset[str]


def pairs_of(sides: Sides, most: int, chance: random.Random) -> list[Pair]:
    """At most `most` pairs of near programs, and as many of others; those of one writer first.

    A failing program meets a passing one by the same writer where there is one, so that the writer
    does not give the label away: the nearest one if it hardly differs, else one by chance. One that
    an edit was made to meets the program that it is nearest to. No pair is made twice.
    """
    passing = _drawn(sides.passing, chance)
    failing = _drawn(sides.failing, chance)
    near: dict[tuple[str, str], Pair] = {}
    other: dict[tuple[str, str], Pair] = {}
    for _ in range(max(1, most // len(failing))):
        for one in failing:
            pair = _pair(one, passing, chance)
            (near if pair.kind in NEAR else other).setdefault((pair.chosen, pair.rejected), pair)
    return [*_first(near, most), *_first(other, most)]


def _drawn(members: tuple[Labelled, ...], chance: random.Random) -> list[_Read]:
    drawn = chance.sample(members, min(_MOST_LOOKED_AT, len(members)))
    return [_Read(one, telling_lines(one.program, one.language)) for one in drawn]


def _first(pairs: dict[tuple[str, str], Pair], most: int) -> list[Pair]:
    by_one_writer = sorted(pairs.values(), key=lambda one: one.policy_chosen != one.policy_rejected)
    return by_one_writer[:most]


def _pair(failing: _Read, passing: list[_Read], chance: random.Random) -> Pair:
    by_same = [one for one in passing if one.candidate.policy == failing.candidate.policy]
    partners = by_same or passing
    nearest = max(partners, key=lambda one: _shared(one, failing))
    kind = _kind(failing, nearest)
    partner = nearest if kind in NEAR else chance.choice(partners)
    one, other = partner.candidate, failing.candidate
    return Pair(
        problem_id=one.problem_id,
        problem=one.problem,
        language=one.language,
        chosen=one.program,
        rejected=other.program,
        policy_chosen=one.policy,
        policy_rejected=other.policy,
        kind=kind,
        source=other.source,
        split=split_of(one.problem_id),
    )


def _kind(failing: _Read, nearest: _Read) -> Kind:
    if failing.candidate.source in MUTANT_SOURCES:
        return Kind.MUTANT
    if failing.candidate.near_miss or _few_lines_apart(failing, nearest):
        return Kind.HARD
    return Kind.PLAIN


def _few_lines_apart(one: _Read, other: _Read) -> bool:
    apart = max(len(one.lines - other.lines), len(other.lines - one.lines))
    return apart <= FEW_LINES and _shared(one, other) >= 0.5


def _shared(one: _Read, other: _Read) -> float:
    """Share of their lines that two programs have in common."""
    return len(one.lines & other.lines) / max(1, len(one.lines | other.lines))
