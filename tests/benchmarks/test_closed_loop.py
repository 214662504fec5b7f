"""How several ways of scoring are compared: by turns, within rounds, and only if they agree."""

import asyncio

import pytest

from benchmarks.closed_loop import (
    Round,
    Way,
    by_turns,
    check_rounds,
    check_same,
    figures,
    largest_error,
    p50_ratio,
    rate_ratio,
    same_best,
)
from benchmarks.load import LoadGroup
from deskcheck_models import TokenGroup


def group(name: str) -> LoadGroup:
    """A group of two candidates."""
    return LoadGroup(name, ("a", "b"), ("a", "b"), TokenGroup((1,), ((2,), (3,))))


def measured(seconds: float, *group_seconds: float) -> Round:
    """A round of groups of two candidates."""
    return Round(seconds, group_seconds, 0.1, [[0.0, 1.0] for _ in group_seconds])


def test_every_way_scores_every_group_and_another_one_begins_each_round() -> None:
    """Who goes first in a round profits from nothing."""
    order: list[str] = []

    def way(name: str) -> Way:
        async def score(one: LoadGroup) -> list[float]:
            order.append(name + one.problem)
            return [0.0, 1.0]

        return Way(name, score)

    done = asyncio.run(by_turns([way("x"), way("y")], [[group("1")], [group("2")]], 1, 0.0))

    assert order == ["x1", "y1", "y2", "x2"]
    assert [len(each) for each in done.values()] == [2, 2]
    assert done["x"][0].scores == [[0.0, 1.0]]


def test_a_way_that_fails_ends_the_comparison() -> None:
    """Times of a way that did not answer all would flatter it."""

    async def score(one: LoadGroup) -> list[float]:
        if one.problem == "2":
            raise SystemExit("only 1 of 2 candidates has a score")
        return [0.0, 1.0]

    with pytest.raises(SystemExit, match="only 1 of 2"):
        asyncio.run(by_turns([Way("x", score)], [[group("1"), group("2")]], 1, 0.0))


def test_scores_come_in_the_order_of_the_groups() -> None:
    """Though the last one may be done first."""

    async def score(one: LoadGroup) -> list[float]:
        await asyncio.sleep(0.002 * (5 - int(one.problem)))
        return [float(one.problem)]

    groups = [group(str(n)) for n in range(5)]
    done = asyncio.run(by_turns([Way("x", score)], [groups], 5, 0.0))

    assert done["x"][0].scores == [[0.0], [1.0], [2.0], [3.0], [4.0]]


def test_no_more_groups_than_asked_are_in_work() -> None:
    """The loop is closed: a group begins when another one ends."""
    working = most = 0

    async def score(_: LoadGroup) -> list[float]:
        nonlocal working, most
        working += 1
        most = max(most, working)
        await asyncio.sleep(0.001)
        working -= 1
        return [0.0, 1.0]

    asyncio.run(by_turns([Way("x", score)], [[group(str(n)) for n in range(9)]], 3, 0.0))

    assert most == 3


def test_ratios_are_taken_within_a_round() -> None:
    """A machine that is slow for one round slows both, and the ratio stays."""
    own = [measured(1.0, 0.5, 0.5), measured(10.0, 5.0, 5.0), measured(1.0, 0.5, 0.5)]
    peer = [measured(2.0, 1.0, 1.0), measured(20.0, 10.0, 10.0), measured(2.0, 1.0, 1.0)]

    assert rate_ratio(own, peer) == 2.0
    assert p50_ratio(own, peer) == 0.5


def test_figures_hold_middle_and_spread() -> None:
    """Candidates per second over rounds, milliseconds over groups."""
    shown = figures([measured(1.0, 0.5, 0.5), measured(2.0, 1.0, 1.0), measured(4.0, 2.0, 2.0)])

    assert (shown.slowest, shown.candidates_per_second, shown.fastest) == (1.0, 2.0, 4.0)
    assert shown.p50_milliseconds == 1000
    assert shown.processor_milliseconds == 50


def test_a_way_that_gives_other_scores_is_named_and_not_timed() -> None:
    """NaN is another score too."""
    expected = [[1.0, 2.0]]

    check_same(expected, {"near": [[1.0, 2.0005]]}, 1e-3)
    with pytest.raises(SystemExit, match="far is off by"):
        check_same(expected, {"far": [[1.0, 2.5]]}, 1e-3)
    with pytest.raises(SystemExit, match="lost is off by nan"):
        check_same(expected, {"lost": [[1.0, float("nan")]]}, 1e-3)


def test_every_round_is_compared_with_the_way_that_is_right() -> None:
    """One that goes wrong only later is named all the same."""
    good, bad = (Round(1.0, (1.0,), 0.0, [[1.0, second]]) for second in (2.0, 2.5))

    check_rounds({"sure": [good, good], "other": [good, good]}, "sure", 1e-3)
    with pytest.raises(SystemExit, match="other is off by"):
        check_rounds({"sure": [good, good], "other": [good, bad]}, "sure", 1e-3)


def test_the_same_best_must_come_out_alone() -> None:
    """A tie at the top, as a saturated sigmoid makes it, chooses nothing."""
    expected = [[1.0, 2.0], [2.0, 1.0], [1.0, 2.0]]

    assert same_best(expected, [[0.1, 0.9], [0.9, 0.1], [0.1, 0.2]]) == 1.0
    assert same_best(expected, [[1.0, 1.0], [0.9, 0.1], [0.2, 0.1]]) == pytest.approx(1 / 3)
    assert largest_error(expected, [[1.0, 2.0], [2.0, 1.0], [1.0, 1.0]]) == 1.0
