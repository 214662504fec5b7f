"""What a set of pairs is made of, in numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from deskcheck_models.training.pairs.curation import Curated
from deskcheck_models.training.pairs.pair import NO_EDIT


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of pairs, the most frequent first; `dropped` says what was left out and why."""

    candidates: int
    problems: int
    pairs: int
    same_writer: int  # pairs whose two programs have one writer
    edited: int  # pairs with an edit on one side or both
    kinds: dict[str, int]
    languages: dict[str, int]
    sources: dict[str, int]
    splits: dict[str, int]
    policies: dict[str, int]  # by the writer of the rejected program
    edits: dict[str, int]  # edited programs, of both sides
    dropped: dict[str, int]


def summary_of(curated: Curated) -> Summary:
    """Count the pairs of a curation."""
    pairs = curated.pairs
    edits = [
        name for pair in pairs for name in (pair.augmentation_chosen, pair.augmentation_rejected)
    ]
    return Summary(
        candidates=curated.candidates,
        problems=len({pair.problem_id for pair in pairs}),
        pairs=len(pairs),
        same_writer=sum(pair.policy_chosen == pair.policy_rejected for pair in pairs),
        edited=sum(
            (pair.augmentation_chosen, pair.augmentation_rejected) != (NO_EDIT, NO_EDIT)
            for pair in pairs
        ),
        kinds=_counted(pair.kind.value for pair in pairs),
        languages=_counted(pair.language for pair in pairs),
        sources=_counted(pair.source for pair in pairs),
        splits=_counted(pair.split.value for pair in pairs),
        policies=_counted(pair.policy_rejected for pair in pairs),
        edits=_counted(name for name in edits if name != NO_EDIT),
        dropped=_ordered({reason.value: count for reason, count in curated.dropped.items()}),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return _ordered(Counter(names))


def _ordered(counts: dict[str, int]) -> dict[str, int]:
    kept = [(name, count) for name, count in counts.items() if count]
    return dict(sorted(kept, key=lambda item: (-item[1], item[0])))
