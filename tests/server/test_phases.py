"""Seconds by phase: summed, never negative, and counted whatever happens."""

from time import time_ns

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.reranker import Timing
from deskcheck_server.phases import Phase, Stopwatch, spent_by

seconds = st.floats(0, 1e6)
GROUP_PHASES = [Phase.EXTRACT, Phase.RENDER, Phase.QUEUE, Phase.ENGINE, Phase.RANK]


@given(seconds, seconds, seconds, seconds, seconds)
def test_the_wait_in_line_is_taken_out_of_the_engines_time(
    extract: float, render: float, engine: float, rank: float, queued: float
) -> None:
    """The sum stays, unless a clock says that more was waited than passed."""
    spent = spent_by(Timing(extract, render, engine, rank), queued=queued)

    assert list(spent) == GROUP_PHASES
    assert min(spent.values()) >= 0
    assert (spent[Phase.EXTRACT], spent[Phase.RENDER], spent[Phase.RANK]) == (extract, render, rank)
    assert spent[Phase.QUEUE] == queued
    assert spent[Phase.ENGINE] == max(engine - queued, 0.0)


@given(st.lists(st.dictionaries(st.sampled_from(list(Phase)), seconds), max_size=10))
def test_the_groups_of_a_request_are_summed(spent: list[dict[Phase, float]]) -> None:
    """Phase by phase; one that no group had is not there."""
    watch = Stopwatch()
    for one in spent:
        watch.add(one)

    assert set(watch.seconds) == {phase for one in spent for phase in one}
    for phase, total in watch.seconds.items():
        assert total == pytest.approx(sum(one.get(phase, 0.0) for one in spent))


def test_a_phase_that_fails_is_counted_as_well() -> None:
    """The time was spent."""
    watch = Stopwatch()
    with pytest.raises(ValueError, match="broken"), watch.during(Phase.READ):
        raise ValueError("broken")

    assert watch.seconds[Phase.READ] >= 0
    assert set(watch.bounds) == {Phase.READ}


def test_bounds_are_those_of_the_first_and_the_last_time() -> None:
    """A reply is written piece by piece."""
    watch, before = Stopwatch(), time_ns()
    with watch.during(Phase.WRITE):
        pass
    first = watch.bounds[Phase.WRITE]
    with watch.during(Phase.WRITE):
        pass
    began, ended = watch.bounds[Phase.WRITE]

    assert before <= began == first[0]
    assert first[1] <= ended <= time_ns()


def test_what_was_measured_elsewhere_has_no_bounds() -> None:
    """Only its seconds are known."""
    watch = Stopwatch()
    watch.add({Phase.ENGINE: 1.5})

    assert (watch.seconds, watch.bounds) == ({Phase.ENGINE: 1.5}, {})
