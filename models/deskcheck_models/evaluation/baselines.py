"""Rules that choose among programs without a verifier: the least that one has to beat."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from types import MappingProxyType

from deskcheck_models.evaluation.labelled_groups import LabelledGroup
from deskcheck_models.training.pairs.normalised import normalised

Scorer = Callable[[LabelledGroup], Sequence[float]]
"""A score for every program of a group; only their order matters."""

NEAR = 0.9  # share of common pairs of words from which two programs count as the same

_WORD = re.compile(r"\w+|[^\w\s]")


def random_order(group: LabelledGroup) -> list[float]:
    """All programs alike: every figure counts equal scores as an order drawn at random."""
    return [0.0] * len(group.programs)


def shortest(group: LabelledGroup) -> list[float]:
    """The fewest characters first."""
    return [-float(len(program.text)) for program in group.programs]


def longest(group: LabelledGroup) -> list[float]:
    """The most characters first."""
    return [float(len(program.text)) for program in group.programs]


def first(group: LabelledGroup) -> list[float]:
    """In the order of the data; where a file lists the reference first, that gives it away."""
    return [-float(place) for place in range(len(group.programs))]


def most_common(group: LabelledGroup) -> list[float]:
    """The program that was written most often, counting copies and near copies.

    Two programs are near copies where nine in ten of their pairs of neighbouring words are the
    same, comments and layout aside.
    """
    language = group.question.language
    words = [_pairs_of_words(program.text, language) for program in group.programs]
    copies = [program.copies for program in group.programs]
    return [
        float(sum(count for count, other in zip(copies, words, strict=True) if _near(one, other)))
        for one in words
    ]


def _pairs_of_words(program: str, language: str) -> frozenset[tuple[str, str]]:
    words = _WORD.findall(normalised(program, language))
    return frozenset(pairwise(["", *words]))


def _near(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> bool:
    return one == other or len(one & other) >= NEAR * len(one | other)


WITHOUT_TRAINING = MappingProxyType(
    {
        "random": random_order,
        "shortest": shortest,
        "longest": longest,
        "first": first,
        "most common": most_common,
    }
)
