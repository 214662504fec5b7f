"""Pairs and preference groups of small programs, for tests of training."""

from deskcheck_models.training.labelled import Split
from deskcheck_models.training.pairs.pair import NO_EDIT, Kind, Pair
from deskcheck_models.training.preference_groups import PreferenceGroup, preference_groups


def pair(
    chosen: str,
    rejected: str,
    *,
    problem_id: str = "own/1",
    kind: Kind = Kind.PLAIN,
    edited: str = NO_EDIT,
) -> Pair:
    """One pair; `edited` names the edit of the rejected side."""
    return Pair(
        problem_id=problem_id,
        problem=f"Write what {problem_id} asks for.",
        language="python",
        chosen=chosen,
        rejected=rejected,
        policy_chosen="small",
        policy_rejected="small",
        kind=kind,
        source="own",
        split=Split.TRAIN,
        augmentation_rejected=edited,
    )


def sum_pairs(problems: int = 12, programs: int = 4) -> list[Pair]:
    """Programs that add are right, those that subtract are wrong, for every problem."""
    return [
        pair(
            f"def f(x):\n    return x[{problem}] + {one}",
            f"def f(x):\n    return x[{problem}] - {other}",
            problem_id=f"own/{problem}",
        )
        for problem in range(problems)
        for one in range(programs)
        for other in range(programs)
    ]


def sum_groups(problems: int = 12, programs: int = 4) -> list[PreferenceGroup]:
    """The same pairs by problem."""
    return preference_groups(sum_pairs(problems, programs))
