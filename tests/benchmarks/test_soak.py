"""The soak benchmark: its arithmetic, and a short run against a real server."""

import asyncio

import pytest

from benchmarks.deskcheck_serve import served
from benchmarks.process_samples import Sample
from benchmarks.soak import Measured, Plan, figures, measure
from benchmarks.traffic.flow import Answer, Flow


def measured(seconds: list[float], mib: list[float], descriptors: list[int]) -> Measured:
    """A soak of nine seconds, with an answer and a sample in each."""
    answers = tuple(Answer(at + 0.5, one, 200, None) for at, one in enumerate(seconds))
    samples = [
        Sample(float(at), {"deskcheck": size - 30, "worker": 30.0}, files)
        for at, (size, files) in enumerate(zip(mib, descriptors, strict=True))
    ]
    return Measured(10.0, Flow(9.0, answers, 0, 0.5), samples, 9.0, [8, 8])


def test_what_is_the_same_at_the_end_has_not_grown() -> None:
    """Whatever filled up in the first third."""
    steady = figures(measured([0.1] * 9, [50.0] + [100.0] * 8, [20] * 9))

    assert steady["growth_mib"] == steady["growth_descriptors"] == steady["latency_drift"] == 0
    assert steady["mib_per_hour"] == pytest.approx(0, abs=1e-6)


def test_a_leak_is_seen_in_all_three_figures() -> None:
    """A mebibyte, a descriptor and a hundredth of a second more in each second; whose is told."""
    times, sizes = [0.1 + 0.01 * at for at in range(9)], [100.0 + at for at in range(9)]
    grown = figures(measured(times, sizes, list(range(9))))

    assert (grown["growth_mib"], grown["growth_descriptors"]) == (3.0, 3)
    assert grown["growth_by_program_mib"] == {"deskcheck": 3.0, "worker": 0.0}
    assert grown["latency_drift"] == pytest.approx(0.03 / 0.14, abs=1e-3)
    assert grown["mib_per_hour"] == pytest.approx(3600)


def test_the_whole_time_is_shown_in_few_samples() -> None:
    """Of every program, evenly, however many were taken."""
    held = figures(measured([0.1] * 400, [100.0] * 400, [20] * 400))["held"]

    assert held["seconds"] == list(range(0, 400, 5))
    assert held["mib"] == {"deskcheck": [70.0] * 80, "worker": [30.0] * 80}
    assert held["descriptors"] == [20] * 80


def test_a_server_without_a_model_is_soaked() -> None:
    """From its start to the figures: everything that was sent is answered."""
    with served("--engine", "fake", "--workers", "1") as server:
        shown = figures(asyncio.run(measure(server, Plan(0.3, 1.2))))

    assert shown["statuses"] == {"200": shown["sent"]}
    assert shown["growth_descriptors"] < 30
    assert shown["growth_by_program_mib"].keys() == {"deskcheck", "extraction_worker"}
    assert 0 < shown["score_cache_entries"][0] < shown["score_cache_entries"][1]
