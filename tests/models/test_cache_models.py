"""Both caches beside plain lists that do the same slowly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_models.embedded.prefix_cache import AttentionState, PrefixCache

TOKEN_BYTES = 16
_steps = st.lists(st.tuples(st.booleans(), st.integers(0, 6)), max_size=60)


def _state(length: int) -> AttentionState:
    tensor = np.zeros((1, 1, length, 2), np.float32)
    return AttentionState((tensor, tensor))


@given(steps=_steps, entries=st.integers(0, 5))
def test_scores_are_kept_by_their_last_use(steps: list[tuple[bool, int]], entries: int) -> None:
    """Looking up and keeping again are both uses."""
    cache, used = ScoreCache(entries), list[int]()
    for keeps, number in steps:
        key = bytes([number])
        if keeps:
            cache.keep(key, float(number))
        else:
            assert cache.find(key) == (float(number) if number in used else None)
        if keeps or number in used:
            used = [*(one for one in used if one != number), number]
        used = used[max(len(used) - entries, 0) :]

        assert len(cache) == len(used)


@given(steps=_steps, tokens=st.integers(0, 12))
def test_states_are_kept_by_their_last_use(steps: list[tuple[bool, int]], tokens: int) -> None:
    """A state of n tokens under prefix n; the bound counts their bytes."""
    cache, used = PrefixCache(tokens * TOKEN_BYTES), list[int]()
    for keeps, length in steps:
        if keeps:
            cache.keep((length,), _state(length))
        else:
            assert (cache.find((length,)) is not None) == (length in used)
        if length in used or (keeps and length <= tokens):
            used = [*(one for one in used if one != length), length]
        while sum(used) > tokens:
            used.pop(0)

        assert cache.size_bytes == sum(used) * TOKEN_BYTES


@pytest.mark.parametrize("score", [0.0, -0.0, 1e-300, -1e300])
def test_any_finite_score_is_kept_as_it_is(score: float) -> None:
    """Zero is a score."""
    cache = ScoreCache(1)
    cache.keep(b"key", score)

    assert str(cache.find(b"key")) == str(score)


def test_a_longer_state_under_the_same_prefix_replaces_the_shorter_one() -> None:
    """Its bytes are counted, those of the other no more."""
    cache = PrefixCache(10 * TOKEN_BYTES)
    cache.keep((1,), _state(2))
    cache.keep((1,), _state(7))
    found = cache.find((1,))

    assert cache.size_bytes == 7 * TOKEN_BYTES
    assert found is not None
    assert found.length == 7
