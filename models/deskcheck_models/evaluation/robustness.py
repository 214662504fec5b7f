"""How a verifier stands up to edits, and whether it sees that a program does not fit."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deskcheck_models.evaluation.attacks import Attacks, AttackTable
from deskcheck_models.evaluation.effort import Effort
from deskcheck_models.evaluation.labelled_groups import Kind, LabelledGroup, thinned
from deskcheck_models.evaluation.lesser_programs import (
    LesserFigures,
    LesserPrograms,
    right_programs,
)
from deskcheck_models.evaluation.scores import Verdicts, Wanted


@dataclass(frozen=True, slots=True)
class Robustness:
    """Attacks on either kind of groups, and programs that belong below right ones."""

    attacks: tuple[AttackTable, ...]
    lesser: tuple[LesserFigures, ...]


class RobustnessTests:
    """Samples of the groups with their edits: first to be scored, then to be measured."""

    def __init__(
        self, groups: Mapping[Kind, Sequence[LabelledGroup]], effort: Effort, *, seed: int
    ) -> None:
        self._attacks = [
            Attacks(kind, _attacked(found, effort, seed), draws=effort.draws, seed=seed)
            for kind, found in groups.items()
        ]
        rights = right_programs(
            groups[Kind.MIXED_WRITERS], problems=effort.right_programs, seed=seed
        )
        self._lesser = LesserPrograms(rights, draws=effort.draws, seed=seed)

    def ask(self, wanted: Wanted) -> None:
        """Want every program, as it is and as edited."""
        for attacks in self._attacks:
            attacks.ask(wanted)
        self._lesser.ask(wanted)

    def figures(self, verdicts: Verdicts) -> Robustness:
        """What the verdicts say of the verifier."""
        tables = tuple(attacks.table(verdicts) for attacks in self._attacks)
        return Robustness(tables, self._lesser.figures(verdicts))


def _attacked(groups: Sequence[LabelledGroup], effort: Effort, seed: int) -> list[LabelledGroup]:
    """One group of each of so many problems, with few programs: edits multiply them."""
    shuffled = random.Random(f"{seed}:attacked").sample(groups, len(groups))
    by_problem = {group.problem_id: group for group in shuffled}
    return [
        thinned(group, per_side=effort.attacked_per_side, seed=seed)
        for group in list(by_problem.values())[: effort.attacked_groups]
    ]
