"""Figures of scorers on groups, and the tables made of them."""

import pytest

from deskcheck_models.evaluation.baselines import WITHOUT_TRAINING, first, longest, random_order
from deskcheck_models.evaluation.bootstrap import Resampling, Weighting
from deskcheck_models.evaluation.figures import SIZES, Trial
from deskcheck_models.evaluation.labelled_groups import Kind, LabelledGroup
from deskcheck_models.evaluation.ranking_tables import RankingTable, ranking_tables
from tests.models.labelled_group_builder import group

GROUPS = [
    group(("aaa", True), ("b", False), problem="mbpp/1"),
    group(("a", True), ("bb", False), ("cc", False), problem="mbpp/2"),
    group(("aaaa", True), ("aaa", True), ("b", False), problem="mbpp/2", source="humaneval"),
]


def _trial(groups: list[LabelledGroup]) -> Trial:
    return Trial(groups, Resampling([one.problem_id for one in groups], draws=100))


def _tables() -> list[RankingTable]:
    scorers = {"verifier": longest, "random": random_order, "first": first}
    return ranking_tables(Kind.SAME_WRITER, GROUPS, scorers, draws=100, seed=0)


def test_a_perfect_scorer_closes_the_whole_gap() -> None:
    """In every size of selection."""
    figures = _trial(GROUPS).sampled([[float(p) for p in one.passed] for one in GROUPS]).figures()

    assert (figures.auc.value, figures.auc.low, figures.pair_accuracy.value) == (1.0, 1.0, 1.0)
    assert [one.gap_closed.value for one in figures.selections] == [pytest.approx(1.0)] * len(SIZES)


def test_a_blind_order_is_chance_in_every_figure() -> None:
    """Exactly, without a draw."""
    figures = _trial(GROUPS).sampled([random_order(one) for one in GROUPS]).figures()

    assert (figures.auc.value, figures.pair_accuracy.value, figures.tau_b.value) == (0.5, 0.5, 0.0)
    assert figures.tied_pairs.value == 1.0
    assert [one.gap_closed.value for one in figures.selections] == [pytest.approx(0.0)] * len(SIZES)


def test_longest_first_by_hand() -> None:
    """AUC 1, 0 and 1; pairs 1 of 1, 0 of 2, 2 of 2; the best of all passed 1, 0 and 1."""
    figures = _trial(GROUPS).sampled([longest(one) for one in GROUPS]).figures()
    blind = (1 / 2 + 1 / 3 + 2 / 3) / 3

    assert figures.auc.value == pytest.approx(2 / 3)
    assert figures.pair_accuracy.value == pytest.approx(3 / 5)
    assert figures.selections[-1].pass_rate.value == pytest.approx(2 / 3)
    assert figures.selections[-1].gap_closed.value == pytest.approx((2 / 3 - blind) / (1 - blind))


def test_limits_by_hand() -> None:
    """What the labels alone say."""
    limits = _trial(GROUPS).limits()

    assert limits.random_choice == pytest.approx(1 / 2)
    assert limits.oracle == pytest.approx([(1 + 2 / 3 + 1) / 3, 1.0, 1.0, 1.0])
    assert limits.large_enough == (3, 0, 0, 0)


def test_every_scorer_gives_a_score_for_every_program() -> None:
    """Nothing drops out of a mean unseen."""
    with pytest.raises(ValueError, match="longer"):
        _trial(GROUPS).sampled([[1.0], *map(longest, GROUPS[1:])])


def test_tables_are_pooled_in_two_ways_and_by_source() -> None:
    """Each with all scorers, the verifier first."""
    tables = _tables()

    assert [(one.source, one.weighting) for one in tables] == [
        (None, Weighting.GROUPS),
        (None, Weighting.PROBLEMS),
        ("humaneval", Weighting.GROUPS),
        ("mbpp", Weighting.GROUPS),
    ]
    assert [(one.groups, one.problems, one.programs) for one in tables] == [
        (3, 2, 8),
        (3, 2, 8),
        (1, 1, 3),
        (2, 2, 5),
    ]
    assert [row.scorer for row in tables[0].rows] == ["verifier", "random", "first"]


def test_problems_count_once_where_they_are_asked_to() -> None:
    """The first problem's group has AUC 1, the second's 0 and 1."""
    each_group, each_problem, *_ = _tables()

    assert each_group.rows[0].figures.auc.value == pytest.approx(2 / 3)
    assert each_problem.rows[0].figures.auc.value == pytest.approx((1 + 1 / 2) / 2)


def test_a_lead_is_the_verifiers_figure_less_the_scorers() -> None:
    """The verifier has none over itself."""
    verifier, *others = _tables()[0].rows

    assert verifier.lead is None
    assert [row.lead.auc.value for row in others if row.lead] == [
        pytest.approx(verifier.figures.auc.value - row.figures.auc.value) for row in others
    ]


def test_baselines_have_names() -> None:
    """Those that need no training."""
    assert list(WITHOUT_TRAINING) == ["random", "shortest", "longest", "first", "most common"]
