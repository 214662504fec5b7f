"""How sure a shift of the 99th percentile is: turns that differ, and turns that do not."""

import numpy as np

from benchmarks.moved import between, moved, noise


def turns(count: int, scale: float, seed: int) -> list[np.ndarray]:
    """Turns of 2,000 latencies, all of one distribution."""
    draw = np.random.default_rng(seed)
    return [scale * draw.exponential(size=2000) for _ in range(count)]


def test_what_is_slower_by_half_is_seen() -> None:
    """The shift lies within its bounds, and these beyond the noise."""
    quiet, slower = turns(12, 1.0, seed=1), turns(4, 1.5, seed=2)
    low, high = between(slower, quiet)

    assert low < moved(slower, quiet) < high
    assert low > 0.2
    assert moved(slower, quiet) > (noise(quiet, 4) or 0)


def test_what_is_no_slower_is_not() -> None:
    """Its bounds hold zero, and the noise is that of the turns themselves."""
    quiet, same = turns(12, 1.0, seed=3), turns(4, 1.0, seed=4)
    low, high = between(same, quiet)

    assert low < 0 < high
    assert 0.01 < (noise(quiet, 4) or 0) < 0.3


def test_noise_needs_turns_that_are_left_over() -> None:
    """With as many as are drawn nothing is left to compare with; equal turns have none."""
    quiet = [np.ones(10)] * 3

    assert noise(quiet, 3) is None
    assert noise(quiet, 1) == 0.0
