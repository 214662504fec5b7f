"""Figures over lists: equal to other implementations, and by the conventions of the paper."""

import math
from itertools import pairwise, permutations
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from benchmarks.testbed.bias import bias, ties
from benchmarks.testbed.calibration import Logistic, calibration
from benchmarks.testbed.mcnemar import mcnemar
from benchmarks.testbed.order_measures import choice_accuracy, ndcg, tau_b, truth_pairs
from benchmarks.testbed.ranking import ranking
from benchmarks.testbed.reading import Read
from benchmarks.testbed.selection import selection
from deskcheck_models.evaluation.bootstrap import Resampling
from tests.benchmarks.testbed_data import made_list

VALUES = st.lists(
    st.tuples(st.integers(0, 3).map(float), st.integers(0, 3).map(lambda n: n / 3)),
    min_size=2,
    max_size=5,
)


@given(VALUES)
def test_tau_b_is_that_of_scipy(values: list[tuple[float, float]]) -> None:
    """Ties on either side included; where scipy has no number, we have none."""
    orders, truths = zip(*values, strict=True)
    expected = float(kendalltau(orders, truths).statistic)
    found = tau_b(orders, truths)

    if math.isnan(expected):
        assert found is None
    else:
        assert found == pytest.approx(expected, abs=1e-12)


@given(VALUES.filter(lambda values: any(truth for _, truth in values)))
def test_ndcg_is_the_mean_over_all_orders_that_ties_allow(
    values: list[tuple[float, float]],
) -> None:
    """A tie is a random order, so that it wins nothing and loses nothing."""
    orders, truths = zip(*values, strict=True)
    allowed = [
        places
        for places in permutations(range(len(values)))
        if all(orders[a] >= orders[b] for a, b in pairwise(places))
    ]
    gains = [[2 ** truths[place] - 1 for place in places] for places in allowed]
    ideal = _discounted(sorted((2**truth - 1 for truth in truths), reverse=True))

    assert ndcg(orders, truths) == pytest.approx(fmean(map(_discounted, gains)) / ideal)


def test_the_right_order_has_the_highest_figures_and_the_reverse_the_lowest() -> None:
    """One, and minus one."""
    truths = (0.1, 0.5, 1.0)

    assert tau_b(truths, truths) == ndcg(truths, truths) == 1.0
    assert tau_b((3.0, 2.0, 1.0), truths) == -1.0


def test_pairs_of_equal_pass_rates_are_no_pairs() -> None:
    """Pair accuracy is about candidates of which one is better."""
    compared = truth_pairs((3.0, 2.0, 2.0), (1.0, 0.0, 0.0))

    assert (compared.right, compared.tied, compared.count) == (2, 0, 2)


def test_the_random_baseline_of_equal_cells_is_321_in_a_thousand() -> None:
    """(1/2 + 1/3 + 1/4 + 1/5) / 4, the exact chance, whatever the verifier."""
    reads = [Read(made_list((1.0, *[n / 10 for n in range(n)])), None) for n in range(1, 5)]
    found = selection(reads, _resampling(reads), None)

    assert found.random == pytest.approx(0.3208, abs=5e-5)
    assert [one.random for one in found.by_length] == [1 / 2, 1 / 3, 1 / 4, 1 / 5]


def test_equal_scores_come_to_the_random_baseline_and_no_list_is_left_out() -> None:
    """A verifier that ties everything gains nothing by the order of the candidates."""
    reads = [
        Read(made_list((1.0, 0.2, 0.0), name=str(n), right=0), (1.0, 1.0, 1.0)) for n in range(6)
    ]
    found = selection(reads, _resampling(reads), None)

    assert found.list_accuracy.value == pytest.approx(found.random)
    assert ties(reads).pairs == ties(reads).best == 1.0


def test_undefined_tau_counts_minus_one_in_the_paper_and_nothing_here() -> None:
    """Both are told, with the share of lists that it concerns."""
    reads = [
        Read(made_list((1.0, 0.5, 0.0), name="a"), (2.0, 1.0, 0.0)),
        Read(made_list((1.0, 0.5, 0.0), name="b"), (1.0, 1.0, 1.0)),
    ]
    found = ranking(reads, None, draws=50, seed=1)

    assert found.tau_b is not None
    assert found.tau_b_of_paper is not None
    assert (found.tau_b.value, found.tau_b_of_paper.value) == (0.5, 0.0)
    assert found.undefined == 0.5


def test_an_unreadable_verdict_stays_in_every_mean() -> None:
    """The paper's script drops it, and so rewards a verifier that seldom answers."""
    reads = [
        Read(made_list((1.0, 0.5, 0.0), name="a"), (2.0, 1.0, 0.0)),
        Read(made_list((1.0, 0.5, 0.0), name="b"), None),
    ]
    found = ranking(reads, None, draws=50, seed=1)
    chosen = selection(reads, _resampling(reads), None)

    assert found.lists == 2
    assert found.tau_b is not None
    assert found.tau_b.value == 0.5
    assert chosen.list_accuracy.value == 0.5


def test_lists_of_two_are_not_ranked() -> None:
    """Tau over two candidates is list accuracy again."""
    reads = [Read(made_list((1.0, 0.0)), (1.0, 0.0))]

    assert ranking(reads, None, draws=50, seed=1).lists == 0


def test_choosing_the_first_or_the_longest_is_seen() -> None:
    """Beside what chance would give."""
    lists = [made_list((1.0, 0.0), name=str(n), right=n % 2) for n in range(4)]
    first = [Read(one, (1.0, 0.0)) for one in lists]
    found = bias(first, _resampling(first))

    assert (found.first_chosen, found.first_by_chance) == (1.0, 0.5)
    assert [(one.position, one.accuracy) for one in found.by_position] == [(1, 1.0), (2, 0.0)]


def test_probabilities_fitted_on_some_programs_fit_others_of_their_kind() -> None:
    """Scores that mean nothing come to the base rate, scores that mean much to less error."""
    told = Logistic.fitted([-2.0, -1.0, 1.0, 2.0] * 20, [False, False, True, True] * 20)
    blind = Logistic.fitted([1.0, -1.0] * 40, [True, True, False, False] * 20)
    found = calibration(told, 80, [-2.0, 2.0], [False, True])

    assert found.brier < 0.01 < found.brier_of_base_rate
    assert sum(one.programs for one in found.bins) == 2
    assert blind.probability([3.0])[0] == pytest.approx(0.5, abs=1e-3)
    assert told.probability([-math.inf])[0] == 0.0


def test_the_expected_error_is_the_mean_distance_of_the_bins() -> None:
    """Of 0.9 that passes half of the time it is 0.4."""
    found = calibration(Logistic(0.0, math.log(9)), 1, [0.0] * 10, [True, False] * 5)

    assert found.expected_error == pytest.approx(0.4)
    assert found.brier == pytest.approx((0.1**2 + 0.9**2) / 2)


def test_mcnemar_is_the_exact_binomial_test_of_the_lists_in_question() -> None:
    """Ten lists that one alone got right, of ten: p = 2 / 1024."""
    names = [str(number) for number in range(20)]
    (found,) = mcnemar(
        "held-out", {"a": "1" * 20, "b": "0" * 10 + "1" * 10}, names, draws=50, seed=1
    )

    assert (found.only_one, found.only_other) == (10, 0)
    assert found.p == pytest.approx(2 / 1024)
    assert found.difference.value == 0.5


def test_lists_that_one_verifier_missed_are_not_compared() -> None:
    """Two that agree on the others differ by nothing."""
    (found,) = mcnemar("hard", {"a": "1-1", "b": "101"}, ["x", "y", "z"], draws=50, seed=1)

    assert (found.only_one, found.only_other, found.p) == (0, 0, 1.0)


@given(st.lists(st.integers(0, 3).map(float), min_size=2, max_size=5), st.data())
def test_choice_accuracy_sums_to_one_over_the_candidates(
    orders: list[float], data: st.DataObject
) -> None:
    """Whatever is tied, somebody is chosen."""
    right = data.draw(st.integers(0, len(orders) - 1))

    assert 0.0 <= choice_accuracy(orders, right) <= 1.0
    assert math.isclose(sum(choice_accuracy(orders, n) for n in range(len(orders))), 1.0)


def _resampling(reads: list[Read]) -> Resampling:
    return Resampling([one.list.problem_id for one in reads], draws=50, seed=1)


def _discounted(gains: list[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))
