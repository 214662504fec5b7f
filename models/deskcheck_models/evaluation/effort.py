"""How much an evaluation reads: everything, or enough to see that it runs."""

from dataclasses import dataclass

from deskcheck_models.evaluation.bootstrap import DRAWS


@dataclass(frozen=True, slots=True)
class Effort:
    """Samples and draws; None takes all there is. The samples depend on the seed alone."""

    groups: int | None  # of each kind
    training_comparisons: int | None  # that the word n-grams learn from
    attacked_groups: int  # of each kind, each of another problem
    attacked_per_side: int
    right_programs: int
    draws: int


FULL = Effort(
    groups=None,
    training_comparisons=None,
    attacked_groups=64,
    attacked_per_side=2,
    right_programs=200,
    draws=DRAWS,
)
QUICK = Effort(
    groups=16,
    training_comparisons=200,
    attacked_groups=4,
    attacked_per_side=1,
    right_programs=8,
    draws=200,
)
