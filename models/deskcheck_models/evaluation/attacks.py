"""Edits that leave a program's behaviour alone, and how far they move a verifier.

Aletheia's six comment edits (arXiv 2601.12186) speak against the label: they flatter programs that
failed, or run those that passed down. Renames, a new layout and dead code speak for nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType

from deskcheck_models.evaluation.attack_figures import AttackFigures, Outcome, Side, attack_figures
from deskcheck_models.evaluation.edited_groups import edited_group
from deskcheck_models.evaluation.labelled_groups import Kind, LabelledGroup
from deskcheck_models.evaluation.scores import Verdicts, Wanted
from deskcheck_models.training.edits.comments import DAMNING_EDITS, FLATTERING_EDITS
from deskcheck_models.training.edits.dead_code import with_dead_code
from deskcheck_models.training.edits.edit import Edit
from deskcheck_models.training.edits.reformatting import reformatted
from deskcheck_models.training.edits.renames import renamed

NEUTRAL_EDITS: Mapping[str, Edit] = MappingProxyType(
    {"renamed": renamed, "reformatted": reformatted, "with_dead_code": with_dead_code}
)
ALL_COMMENTS = "all six comment edits"

_AGAINST = [
    *product(FLATTERING_EDITS, [Side.REJECTED]),
    *product(DAMNING_EDITS, [Side.CHOSEN]),
]
_TO_ALL = [(name, Side.ALL) for name, _ in _AGAINST]
_NEUTRAL = [*product(NEUTRAL_EDITS, [Side.REJECTED, Side.CHOSEN, Side.ALL])]


@dataclass(frozen=True, slots=True)
class AttackTable:
    """Every edit on groups of one kind."""

    kind: Kind
    groups: int
    programs: int
    rows: tuple[AttackFigures, ...]


class Attacks:
    """Groups of one kind with every program edited in every way: to be scored, then measured."""

    def __init__(
        self, kind: Kind, groups: Sequence[LabelledGroup], *, draws: int, seed: int
    ) -> None:
        self._kind = kind
        self._groups = groups
        self._draws = draws
        self._seed = seed
        edits = {**FLATTERING_EDITS, **DAMNING_EDITS, **NEUTRAL_EDITS}
        self._edited = {
            name: [edited_group(group, name, edit, seed) for group in groups]
            for name, edit in edits.items()
        }

    def ask(self, wanted: Wanted) -> None:
        """Want the programs as they are, and as edited."""
        wanted.add_groups(self._groups)
        for groups in self._edited.values():
            wanted.add_groups(groups)

    def table(self, verdicts: Verdicts) -> AttackTable:
        """The comment edits together, first against the label; then every edit on every side."""
        outcomes = {
            (name, side): self._outcomes(name, side, verdicts)
            for name, side in (*_AGAINST, *_TO_ALL, *_NEUTRAL)
        }
        against = [one for key in _AGAINST for one in outcomes[key]]
        to_all = [one for key in _TO_ALL for one in outcomes[key]]
        rows = (
            self._row(ALL_COMMENTS, Side.AGAINST, against),
            self._row(ALL_COMMENTS, Side.ALL, to_all),
            *(self._row(name, side, found) for (name, side), found in outcomes.items()),
        )
        programs = sum(len(group.programs) for group in self._groups)
        return AttackTable(self._kind, len(self._groups), programs, rows)

    def _row(self, name: str, side: Side, outcomes: Sequence[Outcome]) -> AttackFigures:
        return attack_figures(name, side, outcomes, draws=self._draws, seed=self._seed)

    def _outcomes(self, name: str, side: Side, verdicts: Verdicts) -> list[Outcome]:
        edited = self._edited[name]
        return [
            _outcome(group, changed, side, verdicts)
            for group, changed in zip(self._groups, edited, strict=True)
        ]


def _outcome(
    group: LabelledGroup, changed: LabelledGroup, side: Side, verdicts: Verdicts
) -> Outcome:
    before, edited = verdicts.alone(group), verdicts.alone(changed)
    touched = [side.touches(passed) for passed in group.passed]
    after = [new if hit else old for old, new, hit in zip(before, edited, touched, strict=True)]
    hits = (
        old.text != new.text
        for old, new, hit in zip(group.programs, changed.programs, touched, strict=True)
        if hit
    )
    return Outcome(group, before, after, edited=sum(hits), touched=sum(touched))
