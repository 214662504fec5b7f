"""Tables of ranking quality: one verifier and every baseline on the same groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deskcheck_models.evaluation.baselines import Scorer
from deskcheck_models.evaluation.bootstrap import Resampling, Weighting
from deskcheck_models.evaluation.figures import Figures, Limits, Trial
from deskcheck_models.evaluation.labelled_groups import Kind, LabelledGroup


@dataclass(frozen=True, slots=True)
class Row:
    """One scorer; `lead` is what the verifier has more, None in the verifier's own row."""

    scorer: str
    figures: Figures
    lead: Figures | None


@dataclass(frozen=True, slots=True)
class RankingTable:
    """All scorers on the groups of one kind; of all sources together where `source` is None."""

    kind: Kind
    source: str | None
    weighting: Weighting
    groups: int
    problems: int
    programs: int
    limits: Limits
    rows: tuple[Row, ...]


def ranking_tables(
    kind: Kind,
    groups: Sequence[LabelledGroup],
    scorers: Mapping[str, Scorer],
    *,
    draws: int,
    seed: int,
) -> list[RankingTable]:
    """Pooled with groups counting once, pooled with problems counting once, then by source.

    The first scorer is the verifier, which the others are compared with.
    """
    scores = {name: [scorer(group) for group in groups] for name, scorer in scorers.items()}

    def table(source: str | None, weighting: Weighting) -> RankingTable:
        places = [place for place, group in enumerate(groups) if source in (None, group.source)]
        chosen = [groups[place] for place in places]
        resampling = Resampling(
            [group.problem_id for group in chosen], weighting=weighting, draws=draws, seed=seed
        )
        trial = Trial(chosen, resampling)
        taken = {name: [given[place] for place in places] for name, given in scores.items()}
        programs = sum(len(group.programs) for group in chosen)
        return RankingTable(
            kind,
            source,
            weighting,
            len(chosen),
            resampling.problems,
            programs,
            trial.limits(),
            _rows(trial, taken),
        )

    sources = sorted({group.source for group in groups})
    pooled = [table(None, weighting) for weighting in Weighting]
    return pooled + [table(source, Weighting.GROUPS) for source in sources]


def _rows(trial: Trial, scores: Mapping[str, Sequence[Sequence[float]]]) -> tuple[Row, ...]:
    sampled = {name: trial.sampled(given) for name, given in scores.items()}
    verifier, *_ = sampled.values()
    return tuple(
        Row(name, one.figures(), None if one is verifier else (verifier - one).figures())
        for name, one in sampled.items()
    )
