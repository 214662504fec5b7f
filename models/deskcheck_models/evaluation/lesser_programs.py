"""Programs that belong below a right one: those for another problem, and those that were cut."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deskcheck_models.evaluation.bootstrap import Estimate, Resampling, estimate
from deskcheck_models.evaluation.labelled_groups import LabelledGroup, Question
from deskcheck_models.evaluation.scores import Verdict, Verdicts, Wanted
from deskcheck_models.training.edits.cut import cut

PER_PROGRAM = 2  # lesser programs drawn for each right one


@dataclass(frozen=True, slots=True)
class Right:
    """A program that passed, with its problem."""

    source: str
    problem_id: str
    question: Question
    program: str


@dataclass(frozen=True, slots=True)
class Couple:
    """A right program, and a lesser one for the same problem."""

    right: Right
    lesser: str


@dataclass(frozen=True, slots=True)
class LesserFigures:
    """Share of couples in which the right program is strictly above the lesser one.

    By the verifier's scores alone, and through the whole path, where a program that does not parse
    is invalid and last. None where there is no such couple.
    """

    name: str
    couples: int
    problems: int
    verifier: Estimate | None
    whole_path: Estimate | None


def right_programs(
    groups: Iterable[LabelledGroup], *, problems: int | None, seed: int
) -> list[Right]:
    """One passing program of each problem and language, for a sample of the problems."""
    found: dict[Question, list[Right]] = defaultdict(list)
    for group in groups:
        found[group.question].extend(
            Right(group.source, group.problem_id, group.question, program.text)
            for program in group.programs
            if program.passed
        )
    chance = random.Random(f"{seed}:right")
    drawn = [chance.choice(programs) for programs in found.values()]
    return chance.sample(drawn, min(len(drawn), problems or len(drawn)))


class LesserPrograms:
    """Couples of every kind: first to be scored, then to be measured."""

    def __init__(self, rights: Sequence[Right], *, draws: int, seed: int) -> None:
        self._draws = draws
        self._seed = seed
        self._foreign = mismatched(rights, same_source=False, seed=seed)
        self._near = mismatched(rights, same_source=True, seed=seed)
        self._cut = shortened(rights, seed=seed)

    def ask(self, wanted: Wanted) -> None:
        """Want both programs of every couple."""
        for couple in (*self._foreign, *self._near, *self._cut):
            wanted.add(couple.right.question, (couple.right.program, couple.lesser))

    def figures(self, verdicts: Verdicts) -> tuple[LesserFigures, ...]:
        """One row for each kind; a couple whose right program does not parse is left out."""

        def row(name: str, couples: Iterable[Couple]) -> LesserFigures:
            parsed = [one for one in couples if _right(one, verdicts).valid is not False]
            return _figures(name, parsed, verdicts, self._draws, self._seed)

        parsing = [one for one in self._cut if _lesser(one, verdicts).valid is not False]
        return (
            row("right for another problem", self._foreign),
            row("right for another problem of the source", self._near),
            row("cut", self._cut),
            row("cut, and still parses", parsing),
        )


def mismatched(rights: Sequence[Right], *, same_source: bool, seed: int) -> list[Couple]:
    """Right programs beside two that are right for other problems in the same language."""
    alike: dict[tuple[str, str], list[Right]] = defaultdict(list)
    for one in rights:
        alike[_kind(one, same_source)].append(one)
    chance = random.Random(f"{seed}:mismatched:{same_source}")
    couples: list[Couple] = []
    for one in rights:
        others = [other for other in alike[_kind(one, same_source)] if _is_foreign(one, other)]
        drawn = chance.sample(others, min(PER_PROGRAM, len(others)))
        couples.extend(Couple(one, other.program) for other in drawn)
    return couples


def shortened(rights: Sequence[Right], *, seed: int) -> list[Couple]:
    """Right programs beside what is left of them when they are cut in the middle."""
    chance = random.Random(f"{seed}:cut")
    couples: dict[Couple, None] = {}
    for one in rights:
        for _ in range(PER_PROGRAM):
            left = cut(one.program, one.question.language, random.Random(chance.random()))
            if left != one.program:
                couples[Couple(one, left)] = None
    return list(couples)


def _kind(one: Right, same_source: bool) -> tuple[str, str]:
    return one.question.language, one.source if same_source else ""


def _is_foreign(one: Right, other: Right) -> bool:
    return one.problem_id != other.problem_id and one.question != other.question


def _figures(
    name: str, couples: Sequence[Couple], verdicts: Verdicts, draws: int, seed: int
) -> LesserFigures:
    if not couples:
        return LesserFigures(name, 0, 0, None, None)
    resampling = Resampling([one.right.problem_id for one in couples], draws=draws, seed=seed)
    found = [(_right(one, verdicts), _lesser(one, verdicts)) for one in couples]
    return LesserFigures(
        name,
        len(couples),
        resampling.problems,
        estimate(resampling.mean([right.score > lesser.score for right, lesser in found])),
        estimate(resampling.mean([right.order > lesser.order for right, lesser in found])),
    )


def _right(one: Couple, verdicts: Verdicts) -> Verdict:
    return verdicts.of(one.right.question, one.right.program)


def _lesser(one: Couple, verdicts: Verdicts) -> Verdict:
    return verdicts.of(one.right.question, one.lesser)
