"""Samples by the policy that wrote them, from labelled candidates and from graded sample files."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.known.item import Item
from benchmarks.known.records import BROKEN, records
from deskcheck_models.training.labelled import (
    MUTANT_SOURCES,
    Labelled,
    LabelledDataError,
    Split,
    labelled_record,
    split_of,
)

FEWEST = 2  # samples of a problem that leave a choice


@dataclass(frozen=True, slots=True)
class Policy:
    """What one policy wrote: an item for each problem, whose subset is the language."""

    name: str
    items: tuple[Item, ...]

    @property
    def samples(self) -> int:
        """Over all problems."""
        return sum(len(item.texts) for item in self.items)


def read_policies(files: Iterable[Path], part: Split | None, defects: Defects) -> list[Policy]:
    """Every policy of labelled candidates, mutants aside, in the order in which they occur.

    The data hold a program of a problem once; where `extra.also_by` names other policies, it is a
    sample of each of them, or those that came later would lose the programs that many write, which
    are mostly right. How often a policy wrote the same program is not known, so pass@1 is over
    distinct programs. Programs with both labels are left out, and named.
    """
    labels: dict[str, dict[tuple[str, str], dict[str, set[bool]]]] = {}
    problems: dict[tuple[str, str], str] = {}
    for one, others in _candidates(files, defects):
        if part is not None and split_of(one.problem_id) is not part:
            continue
        place = (one.problem_id, one.language)
        problems.setdefault(place, one.problem)
        for policy in dict.fromkeys((one.policy, *others)):
            programs = labels.setdefault(policy, {}).setdefault(place, {})
            programs.setdefault(one.program, set()).add(one.passed)
    return [
        Policy(name, tuple(_items(groups, problems, name, defects)))
        for name, groups in labels.items()
    ]


def _candidates(
    files: Iterable[Path], defects: Defects
) -> Iterator[tuple[Labelled, tuple[str, ...]]]:
    for path in files:
        for record in records(path, defects):
            try:
                one = labelled_record(record.values, record.place)
            except LabelledDataError as error:
                defects.add(BROKEN, record.place, str(error))
                continue
            if one.source not in MUTANT_SOURCES and one.policy != "mutant":
                yield one, _also_by(record.values)


def _also_by(values: Mapping[str, object]) -> tuple[str, ...]:
    extra = values.get("extra")
    others = extra.get("also_by") if isinstance(extra, Mapping) else None
    if not isinstance(others, list):
        return ()
    return tuple(one for one in others if isinstance(one, str) and one != "mutant")


def _items(
    groups: Mapping[tuple[str, str], Mapping[str, set[bool]]],
    problems: Mapping[tuple[str, str], str],
    policy: str,
    defects: Defects,
) -> Iterator[Item]:
    for place, programs in groups.items():
        name, language = place
        sides: dict[bool, list[str]] = defaultdict(list)
        for program, labels in programs.items():
            if len(labels) == 2:
                defects.add("program with both labels", f"{name}, {policy}", program[:60])
            else:
                sides[True in labels].append(program)
        yield Item(name, problems[place], tuple(sides[True]), tuple(sides[False]), language)


def chosen(
    policies: Sequence[Policy], *, least: int, most: int, seed: int, defects: Defects
) -> list[Policy]:
    """Those with enough problems that leave a choice, each problem with at most so many samples.

    Which samples are kept is drawn by the seed, whatever their labels. Policies with fewer problems
    are named.
    """
    found = []
    for policy in policies:
        items = [item for item in policy.items if len(item.texts) >= FEWEST]
        if len(items) < least:
            defects.add("policy with too few problems", policy.name, f"{len(items)} of {least}")
        else:
            kept = tuple(_thinned(item, most, f"{seed}:{policy.name}") for item in items)
            found.append(Policy(policy.name, kept))
    return found


def _thinned(item: Item, most: int, seed: str) -> Item:
    if len(item.texts) <= most:
        return item
    places = range(len(item.texts))
    kept = set(random.Random(f"{seed}:{item.name}:{item.subset}").sample(places, most))
    border = len(item.right)
    return replace(
        item,
        right=tuple(text for place, text in enumerate(item.right) if place in kept),
        wrong=tuple(text for place, text in enumerate(item.wrong, start=border) if place in kept),
    )
