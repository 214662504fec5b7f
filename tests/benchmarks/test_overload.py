"""The overload benchmark: its arithmetic, and a short run against a real server."""

import asyncio

import pytest

from benchmarks.deskcheck_serve import served
from benchmarks.overload import Measured, Plan, figures, measure, per_second
from benchmarks.process_samples import Sample
from benchmarks.traffic.flow import LOST, Answer, Flow


def answered(
    status: int, seconds: float = 0.1, *, at: float = 1.0, wait: int | None = None
) -> Answer:
    """One answer."""
    return Answer(at, seconds, status, wait)


def flow(*answers: Answer, unsent: int = 0) -> Flow:
    """Answers of ten seconds."""
    return Flow(10.0, answers, unsent, 0.5)


def measured(overload: Flow) -> Measured:
    """An overload of a server whose maximum was once two and once one request in ten seconds."""
    samples = [Sample(float(at), {"deskcheck": 100.0 + at}, 20) for at in range(9)]
    two, one = flow(answered(200), answered(200)), flow(answered(200))
    return Measured(two, overload, one, samples, 15.0)


def test_goodput_counts_what_was_answered_in_time() -> None:
    """Neither what came late, nor what came after the last request was sent."""
    late, after = answered(200, 2.5), answered(200, at=11.0)

    assert per_second(flow(answered(200), late, after, answered(503, wait=1)), bound=2.0) == 0.1


def test_goodput_is_compared_with_the_larger_maximum() -> None:
    """A machine that became slower does not flatter."""
    assert figures(measured(flow(answered(200))), bound=2.0)["goodput_ratio"] == 0.5


@pytest.mark.parametrize(
    ("answer", "unclear"),
    [
        (answered(503, wait=1), 0),
        (answered(429, wait=1), 0),
        (answered(503), 1),
        (answered(500, wait=1), 1),
        (answered(LOST), 1),
        (answered(504), 0),
    ],
)
def test_a_refusal_has_a_status_and_says_when_to_come_again(answer: Answer, unclear: int) -> None:
    """All others are counted; 504 is an accepted request that came late."""
    shown = figures(measured(flow(answered(200), answer)), bound=2.0)

    assert shown["refused_without_retry_after"] == unclear


def test_accepted_requests_that_came_late_are_over_the_bound() -> None:
    """A 504 is one of them, a refusal is none."""
    late = figures(measured(flow(answered(200), answered(504, 2.2))), bound=2.0)
    quick = figures(measured(flow(answered(200), answered(503, 9.0, wait=1))), bound=2.0)

    assert late["p99_over_bound"] == pytest.approx(1.09, abs=0.02)
    assert quick["p99_over_bound"] == 0.05
    assert late["growth_mib"] == 6.0


def test_a_server_without_a_model_is_measured() -> None:
    """From its start to the figures: what it has no room for it refuses clearly."""
    flags = ("--engine", "fake", "--workers", "1", "--max-pending-tokens", "5000")
    with served(*flags) as server:
        shown = figures(asyncio.run(measure(server, Plan(0.2, 0.5, 0.5, 2000))), bound=2.0)

    assert float(str(shown["goodput_ratio"])) > 0
    assert shown["refused_without_retry_after"] == 0
