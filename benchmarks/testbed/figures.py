"""What a run says: `figures` of the result file are these values as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass

from deskcheck_models.evaluation.bootstrap import Estimate


@dataclass(frozen=True, slots=True)
class OfLength:
    """Lists with so many candidates."""

    candidates: int
    lists: int
    accuracy: float
    random: float  # exact: one over the candidates


@dataclass(frozen=True, slots=True)
class BestOf:
    """Choosing the best-scored of up to `size` programs of a free group."""

    size: int
    groups: int  # that hold as many programs
    pass_rate: Estimate
    gap_closed: Estimate  # share of the way from a blind choice to the oracle
    random: float
    oracle: float


@dataclass(frozen=True, slots=True)
class Selection:
    """One right candidate among several: how often it is named."""

    list_accuracy: Estimate  # equal best scores count as a draw among them
    random: float  # a blind choice on these very lists, exact
    by_length: tuple[OfLength, ...]
    best_of: tuple[BestOf, ...]  # none where no free group has both labels


@dataclass(frozen=True, slots=True)
class Ranking:
    """The whole order: of lists with three candidates or more, and of free groups."""

    lists: int
    tau_b: Estimate | None  # with pass rates; where it is undefined 0 counts
    tau_b_of_paper: Estimate | None  # the same, but undefined counts -1, as Aletheia has it
    undefined: float  # share of lists whose scores are all equal
    ndcg: Estimate | None  # gain 2 ** pass rate - 1
    pair_accuracy: Estimate | None  # pairs of different pass rates, a tie as one half
    auc: Estimate | None  # within a free group, the mean over groups


@dataclass(frozen=True, slots=True)
class AtPosition:
    """Lists whose right candidate stands at this place, counted from 1."""

    position: int
    lists: int
    accuracy: float
    random: float


@dataclass(frozen=True, slots=True)
class Bias:
    """What a choice leans on besides correctness; chances are exact, for these lists."""

    by_position: tuple[AtPosition, ...]
    first_chosen: float
    first_by_chance: float
    longest_chosen: float
    longest_by_chance: float
    longest_is_right: float  # how often leaning on length would be right
    length_tau: Estimate  # Kendall's tau-b of scores with lengths, the mean over lists


@dataclass(frozen=True, slots=True)
class Ties:
    """Exactly equal scores of different programs."""

    pairs: float  # share of the pairs of a list
    best: float  # share of lists with several best ones


@dataclass(frozen=True, slots=True)
class SplitFigures:
    """One verifier on one split; `missing` lists are those with programs that it did not score."""

    lists: int
    missing: int
    selection: Selection
    ranking: Ranking
    bias: Bias
    ties: Ties
    parsed: float | None  # share of verdicts that could be read; None for a verifier with scores
    invalid: int  # programs that their language's parser refuses: they rank last
    unscored: int  # valid ones without a score, such as those that are too long: above those


@dataclass(frozen=True, slots=True)
class EditFigures:
    """What one edit does to the lists of the held-out split; flips count changed choices."""

    edit: str
    on: str  # wrong, right or all candidates
    lists: int
    edited: float  # share of the candidates meant that the edit could change
    accuracy: Estimate
    difference: Estimate  # to the same lists without the edit
    flips: Estimate


@dataclass(frozen=True, slots=True)
class NoneCorrect:
    """Lists in which another wrong candidate stands in place of the right one.

    `told_apart` is the chance that a list with a right candidate has a higher best score than one
    without. `accepted` is how often the best of a list without one looks right (a probability of
    one half or more, by the calibration), `accepted_with_right` how often that of the others does.
    """

    lists: int
    told_apart: Estimate
    accepted: float | None
    accepted_with_right: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Programs whose probability falls between two bounds."""

    low: float
    high: float
    programs: int
    mean_probability: float
    pass_rate: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Scores as probabilities of passing, by a logistic fit on programs of other problems."""

    slope: float
    intercept: float
    fitted_on: int  # programs of the validation split
    measured_on: int  # programs of the mixed-writers split's groups
    expected_error: float  # ECE over ten bins of equal width
    brier: float
    brier_of_base_rate: float  # of always answering the pass rate
    bins: tuple[Bin, ...]  # empty ones left out


@dataclass(frozen=True, slots=True)
class Cost:
    """What scoring took, programs from the score file at what they took when they were scored."""

    programs: int
    from_score_file: int
    seconds: float
    tokens: int
    programs_per_second: float | None
    seconds_per_list: float | None  # the mean over all lists


@dataclass(frozen=True, slots=True)
class VerifierFigures:
    """One verifier on every split.

    `right` holds a sign for every list of a split in order: 1 where the right candidate alone has
    the best score, else 0. With `SplitSize.fingerprint` two results are compared list by list.
    """

    verifier: str
    engine: str
    revision: str  # of its weights, or of what it says where they are not at hand
    splits: Mapping[str, SplitFigures]
    right: Mapping[str, str]
    edits: tuple[EditFigures, ...]
    none_correct: NoneCorrect | None
    calibration: Calibration | None
    cost: Cost | None  # None where verdicts were recorded elsewhere


@dataclass(frozen=True, slots=True)
class SplitSize:
    """What a split holds, whoever is measured on it."""

    about: str
    lists: int
    groups: int
    problems: int
    programs: int
    writers: int
    languages: Mapping[str, int]  # lists of each
    writers_in_training: float  # share of lists by writers who wrote training problems' programs
    fingerprint: str  # of all lists with their candidates in order
    problem_of_list: tuple[int, ...]  # equal numbers: the same problem


@dataclass(frozen=True, slots=True)
class McNemar:
    """Two verifiers on the same lists: exact two-sided test over lists that one alone got right.

    Lists of one problem are alike, so the interval of the difference, which resamples problems, is
    the safer of the two.
    """

    split: str
    one: str
    other: str
    only_one: int
    only_other: int
    p: float
    difference: Estimate  # accuracy of `one` less that of `other`


@dataclass(frozen=True, slots=True)
class Seconds:
    """Where the time went; everything but scoring is the testbed's own."""

    reading: float
    building: float
    scoring: float
    figures: float
    own_share: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All of a run."""

    splits: Mapping[str, SplitSize]
    verifiers: tuple[VerifierFigures, ...]
    mcnemar: tuple[McNemar, ...]
    data: Mapping[str, object]  # candidates read, and every defect by kind with the first by name
    seconds: Seconds
