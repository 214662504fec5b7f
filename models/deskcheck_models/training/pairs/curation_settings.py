"""Every number that decides which pairs are made."""

from dataclasses import dataclass

from deskcheck_models.training.labelled import LabelledDataError, Split


@dataclass(frozen=True, slots=True)
class CurationSettings:
    """How pairs are made; raises LabelledDataError for a share or a cap that cannot be."""

    split: Split | None = Split.TRAIN  # None for all of them; no pair mixes two
    restricted: bool = False  # with sources under non-commercial or copyleft licences
    seed: int = 0
    per_problem: int = 16  # pairs of one problem in one language, at most
    hard_share: float = 0.4  # hard negatives and mutants among the pairs that are not mismatched
    mismatched_share: float = 0.3  # of all pairs, as the name of CodeScaler's first model suggests
    cut_share: float = 0.1  # of all pairs
    augmented_share: float = 0.5  # pairs with an edit on one side or both
    longest: int = 16_000  # problem and program together, in the unit of the measure in use

    def __post_init__(self) -> None:
        shares = {
            "hard_share": self.hard_share,
            "mismatched_share": self.mismatched_share,
            "cut_share": self.cut_share,
            "augmented_share": self.augmented_share,
        }
        for name, share in shares.items():
            if not 0.0 <= share <= 1.0:
                raise LabelledDataError(f"{name} is {share}: give a share between 0 and 1")
        if self.made_share > 0.9:
            raise LabelledDataError(
                f"mismatched_share and cut_share are {self.made_share:g} together: give at most "
                "0.9, since every such pair is made from another pair"
            )
        if self.per_problem < 1 or self.longest < 1:
            raise LabelledDataError("per_problem and longest are counts: give 1 or more")

    @property
    def made_share(self) -> float:
        """Pairs whose rejected program nobody wrote for the problem."""
        return self.mismatched_share + self.cut_share
