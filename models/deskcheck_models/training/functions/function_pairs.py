"""Pairs of documented functions: the function above its bugs, its beginning, and strangers."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

from deskcheck_models.stages import Advance
from deskcheck_models.training.edits.bugs import with_bug
from deskcheck_models.training.edits.cut import cut_after_statement
from deskcheck_models.training.functions.source_function import SourceFunction
from deskcheck_models.training.functions.strangers import as_answer
from deskcheck_models.training.functions.wording import problem_of
from deskcheck_models.training.labelled import Split
from deskcheck_models.training.pairs.augmentation import augmented
from deskcheck_models.training.pairs.normalised import normalised
from deskcheck_models.training.pairs.pair import Kind, Pair

LANGUAGE = "python"
SOURCE = "functions"

# How many wrong programs of each kind a function gets; a part of one is a chance.
BUGS = 1.6
CUTS = 0.4
STRANGERS = 1.2

NEAR_SHARE = 0.5  # strangers from the same module, where it has others
AUGMENTED_SHARE = 0.2  # pairs with an edit on one side or both


class FunctionPairs:
    """Makes the pairs of each function, with strangers drawn from all of them.

    They belong to the training split: they have no tests, so nothing is measured with them.
    """

    def __init__(self, functions: Sequence[SourceFunction], seed: int) -> None:
        self._functions = functions
        self._seed = seed
        self._modules: dict[tuple[str, str], list[SourceFunction]] = defaultdict(list)
        for one in functions:
            self._modules[one.package, one.module].append(one)

    def all(self, advance: Advance = lambda _: None) -> Iterator[Pair]:
        """All pairs, those of one function beside each other; `advance` is told of each."""
        for number, function in enumerate(self._functions):
            yield from self._of(function, random.Random(f"{self._seed}:{number}"))
            advance(1)

    def _of(self, function: SourceFunction, chance: random.Random) -> Iterator[Pair]:
        problem = problem_of(function, chance)
        wrong = dict(self._wrong(function, chance))
        wrong.pop(function.program, None)  # what no bug could be put into
        for program, kind in wrong.items():
            pair = _pair(function, problem, program, kind)
            edited = chance.random() < AUGMENTED_SHARE
            yield augmented(pair, chance) if edited else pair

    def _wrong(self, function: SourceFunction, chance: random.Random) -> Iterator[tuple[str, Kind]]:
        for _ in range(_drawn(BUGS, chance)):
            yield with_bug(function.program, LANGUAGE, chance), Kind.MUTANT
        for _ in range(_drawn(CUTS, chance)):
            yield cut_after_statement(function.program, LANGUAGE, chance), Kind.CUT
        for _ in range(_drawn(STRANGERS, chance)):
            stranger = self._stranger(function, chance)
            if stranger is not None:
                yield as_answer(stranger, function, chance), Kind.MISMATCHED

    def _stranger(self, function: SourceFunction, chance: random.Random) -> SourceFunction | None:
        """Another function; None where the one that was drawn does the same."""
        beside = self._modules[function.package, function.module]
        near = chance.random() < NEAR_SHARE and len(beside) > 1
        stranger = chance.choice(beside if near else self._functions)
        same = normalised(stranger.program, LANGUAGE) == normalised(function.program, LANGUAGE)
        return None if stranger.name == function.name or same else stranger


def _drawn(mean: float, chance: random.Random) -> int:
    return int(mean) + (chance.random() < mean % 1.0)


def _pair(function: SourceFunction, problem: str, program: str, kind: Kind) -> Pair:
    return Pair(
        problem_id=f"{SOURCE}/{function.package}/{function.module}:{function.name}",
        problem=problem,
        language=LANGUAGE,
        chosen=function.program,
        rejected=program,
        policy_chosen=function.package,
        policy_rejected=function.package,
        kind=kind,
        source=SOURCE,
        split=Split.TRAIN,
    )
