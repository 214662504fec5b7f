"""The bound and the order of kept scores."""

import math
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.cache.score_cache import ScoreCache


def test_a_kept_score_is_found_again() -> None:
    """To the last bit; zero is a score like any other."""
    cache = ScoreCache(10)
    cache.keep(b"a", 0.1 + 0.2)
    cache.keep(b"b", 0.0)

    assert (cache.find(b"a"), cache.find(b"b"), cache.find(b"c")) == (0.1 + 0.2, 0.0, None)


def test_the_score_unused_for_longest_is_dropped_first() -> None:
    """Finding a score counts as use, and so does keeping it again."""
    cache = ScoreCache(3)
    for key in (b"a", b"b", b"c"):
        cache.keep(key, 1.0)
    cache.find(b"a")
    cache.keep(b"b", 2.0)
    cache.keep(b"d", 1.0)

    assert [cache.find(key) for key in (b"a", b"b", b"c", b"d")] == [1.0, 2.0, None, 1.0]


@given(
    entries=st.integers(0, 5),
    keys=st.lists(st.binary(min_size=1, max_size=1), max_size=50),
)
def test_the_bound_holds_whatever_is_kept(entries: int, keys: list[bytes]) -> None:
    """And the last ones kept are there."""
    cache = ScoreCache(entries)
    for key in keys:
        cache.keep(key, 1.0)
    last = list(dict.fromkeys(reversed(keys)))[:entries]

    assert len(cache) == len(last)
    assert all(cache.find(key) == 1.0 for key in last)


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
def test_a_score_that_is_no_number_is_not_kept(score: float) -> None:
    """It may be the fault of one pass."""
    cache = ScoreCache(10)
    cache.keep(b"a", score)

    assert (len(cache), cache.find(b"a")) == (0, None)


def test_an_entry_takes_no_more_memory_than_is_said() -> None:
    """Even after nine in ten were dropped again."""
    cache = ScoreCache(5_000)
    tracemalloc.start()
    for number in range(50_000):
        cache.keep(number.to_bytes(16, "big"), number + 0.5)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert len(cache) == 5_000
    assert size / 5_000 <= 256
