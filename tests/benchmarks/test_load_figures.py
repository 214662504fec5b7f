"""The figures of overload, soak, bystanders and faults, for any traffic that a server may see."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import overload, soak
from benchmarks.closed_loop import Round, figures, largest_error, p50_ratio, rate_ratio, same_best
from benchmarks.moved import between, moved, noise, p99
from benchmarks.process_samples import Sample, growth, thirds
from benchmarks.throughput_plan import FULL, QUICK, Plan
from benchmarks.traffic.flow import LOST, Answer, Flow, arrivals

STATUSES = st.sampled_from([200, 429, 503, 504, 500, LOST])
ANSWERS = st.lists(
    st.builds(
        Answer,
        at=st.floats(0, 12),
        seconds=st.floats(1e-3, 5),
        status=STATUSES,
        retry_after=st.none() | st.integers(1, 60),
    ),
    min_size=1,
    max_size=30,
).filter(lambda answers: any(one.status in (200, 504) for one in answers))
MIB = st.lists(st.floats(1, 2000), min_size=6, max_size=40)


def samples(mib: list[float]) -> list[Sample]:
    """One each second, of two programs."""
    return [
        Sample(float(at), {"server": one * 0.75, "worker": one * 0.25}, 20 + at)
        for at, one in enumerate(mib)
    ]


def overloaded(answers: list[Answer], unsent: int = 0) -> dict[str, object]:
    """The figures where ten requests a second were the maximum, over ten seconds."""
    busy = Flow(10.0, tuple(Answer(1.0, 0.1, 200, None) for _ in range(100)), 0, 0.5)
    flow = Flow(10.0, tuple(answers), unsent, 0.5)
    held = samples([100.0] * 9)
    return overload.figures(overload.Measured(busy, flow, busy, held, 5.0), bound=2.0)


@given(answers=ANSWERS)
def test_every_answer_of_an_overload_is_counted_under_its_status(answers: list[Answer]) -> None:
    """None is lost on the way to the result."""
    shown = overloaded(answers)
    statuses = shown["statuses"]

    assert isinstance(statuses, dict)
    assert sum(statuses.values()) == shown["sent"] == len(answers)


@given(answers=ANSWERS)
def test_goodput_counts_no_more_than_was_answered_well(answers: list[Answer]) -> None:
    """As a share of the maximum."""
    good = sum(one.status == 200 for one in answers)

    assert 0.0 <= float(str(overloaded(answers)["goodput_ratio"])) <= good / 100 + 1e-3


@given(answers=ANSWERS, unsent=st.integers(0, 50))
def test_what_was_not_sent_was_offered_all_the_same(answers: list[Answer], unsent: int) -> None:
    """A sender that could not keep up is seen."""
    shown = overloaded(answers, unsent)

    assert shown["offered_per_second"] == pytest.approx((len(answers) + unsent) / 10, abs=0.01)


@given(answers=ANSWERS)
def test_a_refusal_that_names_a_time_is_clear(answers: list[Answer]) -> None:
    """Of all others each is counted, but for what was accepted and came late."""
    unclear = sum(
        one.status not in (200, 504, 429, 503)
        or (one.status in (429, 503) and one.retry_after is None)
        for one in answers
    )

    assert overloaded(answers)["refused_without_retry_after"] == unclear


@given(mib=MIB)
def test_thirds_share_all_samples_and_the_outer_ones_are_equal(mib: list[float]) -> None:
    """What is left over is in the middle."""
    first, middle, last = thirds(samples(mib))

    assert [*first, *middle, *last] == samples(mib)
    assert len(first) == len(last) <= len(middle)


@given(mib=MIB, more=st.floats(-50, 50))
def test_what_grew_everywhere_by_as_much_grew_by_it(mib: list[float], more: float) -> None:
    """Turned round it shrank."""
    before, after = samples(mib), samples([one + more for one in mib])

    assert growth(before, after, lambda one: one.mib) == pytest.approx(more, abs=0.02)
    assert growth(after, before, lambda one: one.mib) == pytest.approx(-more, abs=0.02)


def soaked(mib: list[float], seconds: list[float]) -> dict[str, object]:
    """The figures of a soak of so many seconds."""
    count = len(mib)
    answers = tuple(Answer(at + 0.5, one, 200, None) for at, one in enumerate(seconds))
    flow = Flow(float(count), answers, 0, 1.0)
    return soak.figures(soak.Measured(12.0, flow, samples(mib), 9.0, [1, 2]))


@given(mib=MIB)
@settings(max_examples=40)
def test_the_growth_of_programs_comes_to_that_of_all(mib: list[float]) -> None:
    """Where each holds a fixed part of it."""
    shown = soaked(mib, [0.1] * len(mib))
    parts = shown["growth_by_program_mib"]

    assert isinstance(parts, dict)
    assert sum(parts.values()) == pytest.approx(float(str(shown["growth_mib"])), abs=0.03)


@pytest.mark.parametrize("slower", [1.0, 1.5, 3.0])
def test_latency_that_rises_in_the_last_third_is_drift(slower: float) -> None:
    """By as much as it rises over the one before; the first third is not measured."""
    seconds = [9.0] * 10 + [0.1] * 10 + [0.1 * slower] * 10
    shown = soaked([100.0] * 30, seconds)

    assert shown["latency_drift"] == pytest.approx(slower - 1, abs=1e-3)


def test_a_soak_that_lost_requests_shows_them() -> None:
    """By their status, beside those that were answered."""
    answers = (*(Answer(at + 0.5, 0.1, 200, None) for at in range(8)), Answer(8.5, 1, LOST, None))
    flow = Flow(9.0, answers, 2, 0.5)
    shown = soak.figures(soak.Measured(1.0, flow, samples([100.0] * 9), 9.0, [1, 2]))

    assert shown["statuses"] == {str(LOST): 1, "200": 8}
    assert shown["unsent"] == 2


def turns(
    count: int, scale: float, seed: int
) -> list[np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Turns of 500 latencies."""
    draw = np.random.default_rng(seed)
    return [scale * draw.exponential(size=500) for _ in range(count)]


@given(scale=st.floats(0.2, 5.0))
@settings(max_examples=15, deadline=None)
def test_the_unit_of_latency_does_not_matter(scale: float) -> None:
    """A shift is a ratio."""
    quiet, beside = turns(6, 1.0, 1), turns(3, 1.3, 2)
    scaled = [scale * one for one in quiet], [scale * one for one in beside]

    assert moved(scaled[1], scaled[0]) == pytest.approx(moved(beside, quiet))


def test_a_turn_in_which_the_machine_did_something_else_moves_nothing() -> None:
    """The median over turns does not follow one of five."""
    quiet = [np.full(100, 0.1)] * 5
    beside = [*[np.full(100, 0.1)] * 4, np.full(100, 9.0)]

    assert moved(beside, quiet) == pytest.approx(0.0)
    assert p99(beside) == pytest.approx(0.1)


def test_a_turn_without_an_answer_is_left_out() -> None:
    """It has no percentile."""
    assert p99([np.array([]), np.full(10, 0.2)]) == pytest.approx(0.2)


def test_bounds_and_noise_are_the_same_in_every_run() -> None:
    """They are drawn by a seed."""
    quiet, beside = turns(8, 1.0, 3), turns(4, 1.2, 4)

    assert between(beside, quiet) == between(beside, quiet)
    assert noise(quiet, 3) == noise(quiet, 3)


def test_more_turns_make_less_noise() -> None:
    """Of the same machine."""
    few, many = noise(turns(8, 1.0, 5), 2), noise(turns(40, 1.0, 5), 10)

    assert few is not None
    assert many is not None
    assert many < few


@given(rate=st.floats(1, 200), seconds=st.floats(0.1, 5))
@settings(max_examples=40)
def test_arrivals_lie_within_their_time_and_rise(rate: float, seconds: float) -> None:
    """Each later than the last."""
    times = list(arrivals(rate, seconds))

    assert all(0 <= one < seconds for one in times)
    assert times == sorted(times)


def test_a_longer_flow_begins_like_a_shorter_one() -> None:
    """The same times, so that turns can be compared."""
    short, long = list(arrivals(50, 2)), list(arrivals(50, 4))

    assert long[: len(short)] == short


SCORES = st.lists(st.floats(-5, 5), min_size=2, max_size=5)


def one_round(seconds: float, *scores: list[float]) -> Round:
    """Groups with these scores, each of an equal part of the time."""
    each = seconds / len(scores)
    return Round(seconds, (each,) * len(scores), 0.1, list(scores))


@given(times=st.lists(st.tuples(st.floats(0.1, 9), st.floats(0.1, 9)), min_size=1, max_size=7))
def test_a_ratio_turned_round_is_its_inverse(times: list[tuple[float, float]]) -> None:
    """Of an odd number of rounds, whose median is one of them."""
    kept = times if len(times) % 2 else [*times, times[0]]
    ours = [one_round(a, [1.0, 2.0]) for a, _ in kept]
    theirs = [one_round(b, [1.0, 2.0]) for _, b in kept]

    product = rate_ratio(ours, theirs) * rate_ratio(theirs, ours)
    assert product == pytest.approx(1.0, rel=0.05)
    assert p50_ratio(ours, ours) == rate_ratio(ours, ours) == 1.0


def test_a_round_with_twice_the_candidates_in_the_same_time_is_twice_as_fast() -> None:
    """Candidates count, and not groups."""
    assert rate_ratio([one_round(1.0, [1.0] * 4)], [one_round(1.0, [1.0] * 2)]) == 2.0


@given(scores=SCORES)
def test_no_score_is_off_from_itself(scores: list[float]) -> None:
    """And a shift of one of them is the largest error."""
    shifted = [scores[0] + 0.5, *scores[1:]]

    assert largest_error([scores], [scores]) == 0.0
    assert largest_error([scores], [shifted]) == pytest.approx(0.5)


def test_a_score_that_is_no_number_is_off() -> None:
    """By no number, which no tolerance allows."""
    assert math.isnan(largest_error([[1.0, 2.0]], [[1.0, math.nan]]))


def test_a_sigmoid_that_ties_the_best_does_not_find_it() -> None:
    """Two scores that float32 cannot tell from 1."""
    logits = [[20.0, 25.0, 3.0]]
    squeezed = [[float(np.float32(1 / (1 + math.exp(-one)))) for one in logits[0]]]

    assert same_best(logits, logits) == 1.0
    assert same_best(logits, squeezed) == 0.0


def test_figures_of_a_way_count_its_processor_time_by_group() -> None:
    """Two groups in each of two rounds."""
    rounds = [one_round(1.0, [1.0], [2.0]), one_round(2.0, [1.0], [2.0])]
    shown = figures(rounds)

    assert shown.processor_milliseconds == pytest.approx(1000 * 0.2 / 4)
    assert (shown.slowest, shown.fastest) == (1.0, 2.0)
    assert shown.candidates_per_second == 1.5


@pytest.mark.parametrize("plan", [FULL, QUICK], ids=["full", "quick"])
def test_a_plan_needs_the_groups_of_all_its_rounds_and_one_more(plan: Plan) -> None:
    """The first round warms up; candidate sets take groups that are new to every cache."""
    assert plan.distinct > (plan.rounds + 1) * plan.groups
    assert plan.needed == plan.distinct + (plan.rounds + 1) * plan.drawn_groups
    assert plan.large_rounds < plan.distinct


def test_claims_rest_on_five_rounds_at_least() -> None:
    """Of the quick plan too."""
    assert min(FULL.rounds, QUICK.rounds) >= 5
    assert min(FULL.long_rounds, QUICK.long_rounds) >= 5
