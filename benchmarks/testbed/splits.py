"""What the testbed measures on: Aletheia's splits, and those that the paper lacks."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import quantiles

from benchmarks.testbed.graded import EASY_TO, HARD_FROM, Graded
from benchmarks.testbed.lists import CandidateList, lists_of
from benchmarks.testbed.rows import SEVERAL, Row, rows_by_writer
from benchmarks.testbed.writers import IMPLANTED, PEOPLE, UNKNOWN, Writers

HELD_OUT, STRONG, HARD = "held-out", "strong", "hard"
ADVERSARIAL, MIXED_WRITERS = "adversarial", "mixed writers"
LONG_SHARE = 90  # per cent of the training programs are shorter than those called long
EASY = f"wrong candidates pass {EASY_TO:.0%} of the tests at most"


@dataclass(frozen=True, slots=True)
class Training:
    """What is known of the programs that verifiers learned from: those of the training problems."""

    writers: frozenset[str]
    home_family: str  # of most programs by models
    home_language: str
    long: int  # characters

    @classmethod
    def of(cls, candidates: Sequence[Graded], writers: Writers) -> "Training":
        """From the training candidates; there must be one at least."""
        families = Counter(writers.of(one.candidate.policy).family for one in candidates)
        for nobody in (PEOPLE, IMPLANTED, UNKNOWN):
            del families[nobody]
        languages = Counter(one.candidate.language for one in candidates)
        lengths = [len(one.candidate.program) for one in candidates]
        return cls(
            frozenset(one.candidate.policy for one in candidates),
            next((family for family, _ in families.most_common(1)), UNKNOWN),
            languages.most_common(1)[0][0],
            round(quantiles([*lengths, lengths[0]], n=100)[LONG_SHARE - 1]),
        )


@dataclass(frozen=True, slots=True)
class Split:
    """Lists with one right candidate, and the rows that free groups are drawn from."""

    name: str
    about: str
    lists: tuple[CandidateList, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    about: str
    keeps: Callable[[Row], bool]
    takes: Callable[[Graded], bool]
    mixed: bool = False


def splits(
    rows: Iterable[Row], training: Training, writers: Writers, *, seed: int, per_cell: int
) -> list[Split]:
    """Every split that is made of the data as they are; one without lists is given as well."""
    mixed = list(rows)
    by_writer = rows_by_writer(mixed)
    return [
        _split(rule, mixed if rule.mixed else by_writer, seed, per_cell)
        for rule in _rules(training, writers)
    ]


def _split(rule: _Rule, rows: Iterable[Row], seed: int, per_cell: int) -> Split:
    kept = [
        replace(row, candidates=tuple(filter(rule.takes, row.candidates)))
        for row in rows
        if rule.keeps(row)
    ]
    both = tuple(row for row in kept if row.right and row.wrong)
    lists = lists_of(both, seed=seed, per_cell=per_cell)
    if rule.mixed:
        lists = [one for one in lists if len(set(one.writers)) > 1]
    return Split(rule.name, rule.about, tuple(lists), both)


def _rules(training: Training, writers: Writers) -> list[_Rule]:
    return [*_paper_rules(writers), *_further_rules(training, writers)]


def _paper_rules(writers: Writers) -> list[_Rule]:
    """Aletheia's, but for the adversarial one, which is made of the first."""

    def strong(row: Row) -> bool:
        return writers.of(row.writer).strong

    return [
        _Rule(
            HELD_OUT,
            f"one writer, not a strong one; {EASY}",
            lambda row: not strong(row),
            _easy,
        ),
        _Rule(STRONG, f"one strong writer; {EASY}", strong, _easy),
        _Rule(
            HARD,
            f"one writer; wrong candidates pass {HARD_FROM:.0%} of the tests or more, or a first "
            "set of tests",
            lambda _: True,
            lambda one: one.candidate.passed or one.nearly,
        ),
    ]


def _further_rules(training: Training, writers: Writers) -> list[_Rule]:
    """Those that the paper lacks."""
    at_home = (training.home_family, PEOPLE, IMPLANTED, UNKNOWN)
    return [
        _Rule(
            "cross-family",
            f"one writer of another family than {training.home_family}, which wrote most of the "
            f"training problems' programs; {EASY}",
            lambda row: writers.of(row.writer).family not in at_home,
            _easy,
        ),
        _Rule(MIXED_WRITERS, f"several writers in a list; {EASY}", _everyone, _easy, mixed=True),
        _Rule(
            "longer programs",
            f"several writers; every program has more than {training.long} characters, as one in "
            "ten of the training problems' have",
            _everyone,
            lambda one: len(one.candidate.program) > training.long,
            mixed=True,
        ),
        _Rule(
            "other languages",
            f"several writers, in another language than {training.home_language}",
            lambda row: row.language != training.home_language,
            lambda _: True,
            mixed=True,
        ),
    ]


def _everyone(row: Row) -> bool:
    return row.writer == SEVERAL


def _easy(one: Graded) -> bool:
    if one.candidate.passed:
        return True
    return one.rate <= EASY_TO if one.rate is not None else not one.nearly
