"""Preference pairs, gathered by problem: all programs of a problem are read beside each other."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from deskcheck_models.training.pairs.pair import NO_EDIT, Kind, Pair

FOREIGN = frozenset({Kind.MISMATCHED, Kind.CUT})


@dataclass(frozen=True, slots=True)
class PreferenceGroup:
    """The programs of one problem, and which is better than which, as places in `programs`.

    `plain` are the places of programs that stand as somebody wrote them for this problem: not
    edited, not cut, not taken from another problem.
    """

    problem_id: str
    problem: str
    language: str
    programs: tuple[str, ...]
    preferences: tuple[tuple[int, int], ...]
    plain: frozenset[int]

    @property
    def plain_pairs(self) -> list[tuple[str, str]]:
        """The better and the worse program of every preference between plain ones."""
        return [
            (self.programs[above], self.programs[below])
            for above, below in self.preferences
            if {above, below} <= self.plain
        ]


def preference_groups(pairs: Iterable[Pair]) -> list[PreferenceGroup]:
    """One group per problem and language, in the order of first appearance."""
    gathered: dict[tuple[str, str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        gathered[pair.problem_id, pair.problem, pair.language].append(pair)
    return [_group(*key, members) for key, members in gathered.items()]


def _group(problem_id: str, problem: str, language: str, members: list[Pair]) -> PreferenceGroup:
    places: dict[str, int] = {}
    preferences: dict[tuple[int, int], None] = {}
    plain: set[int] = set()
    for one in members:
        above = places.setdefault(one.chosen, len(places))
        below = places.setdefault(one.rejected, len(places))
        preferences[above, below] = None
        if one.augmentation_chosen == NO_EDIT:
            plain.add(above)
        if one.augmentation_rejected == NO_EDIT and one.kind not in FOREIGN:
            plain.add(below)
    return PreferenceGroup(
        problem_id, problem, language, tuple(places), tuple(preferences), frozenset(plain)
    )
