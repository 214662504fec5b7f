"""The bound and the order of the states kept for prefixes."""

from pathlib import Path

import numpy as np

from deskcheck_models.embedded.prefix_cache import (
    LEAST_MAPPED_BYTES,
    AttentionState,
    PrefixCache,
)


def state_of(length: int) -> AttentionState:
    """A state of two tensors with one head of two floats: 16 bytes for a token."""
    tensor = np.zeros((1, 1, length, 2), np.float32)
    return AttentionState((tensor, tensor))


def resident() -> int:
    """Bytes of this process in memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def test_a_state_knows_its_length_and_size() -> None:
    """Tokens along the last axis but one; bytes of all tensors."""
    state = state_of(5)

    assert (state.length, state.size_bytes) == (5, 80)


def test_a_state_apart_is_the_same_and_shares_no_memory() -> None:
    """Tensor by tensor; a small one is left where it is."""
    draw = np.random.default_rng(7)
    shapes = ((2, 1, 300, 64), (2, 1, 300, 64), (1, 1, 300, 32))
    tensors = tuple(draw.normal(size=shape).astype(np.float32) for shape in shapes)
    state = AttentionState(tensors)
    copy, small = state.apart(), state_of(5)

    assert state.size_bytes > LEAST_MAPPED_BYTES
    assert (copy.length, copy.size_bytes) == (300, state.size_bytes)
    for one, other in zip(copy.tensors, tensors, strict=True):
        assert np.array_equal(one, other)
        assert not np.shares_memory(one, other)
    assert small.apart() is small


def test_memory_of_a_dropped_state_goes_back_to_the_system() -> None:
    """At once, however many were kept between others that stay."""
    states = [AttentionState((np.ones((1, 1, 2048, 64), np.float32),)).apart() for _ in range(128)]
    before = resident()
    del states[::2]

    assert before - resident() > 24 * 2**20  # of 32


def test_a_kept_state_is_found_by_exactly_its_prefix() -> None:
    """A longer or shorter prefix is another one."""
    cache, state = PrefixCache(1000), state_of(2)
    cache.keep((1, 2), state)

    assert cache.find((1, 2)) is state
    assert cache.find((1,)) is None
    assert cache.find((1, 2, 3)) is None


def test_the_state_unused_for_longest_is_dropped_first() -> None:
    """Finding a state counts as use."""
    cache = PrefixCache(limit_bytes=2 * 16)
    cache.keep((1,), state_of(1))
    cache.keep((2,), state_of(1))
    cache.find((1,))
    cache.keep((3,), state_of(1))

    assert cache.find((2,)) is None
    assert cache.find((1,)) is not None
    assert cache.find((3,)) is not None


def test_the_bound_in_bytes_holds() -> None:
    """As many small states go as a large one needs."""
    cache = PrefixCache(limit_bytes=100)
    for token in range(6):
        cache.keep((token,), state_of(1))
    cache.keep((9, 9, 9, 9, 9), state_of(5))

    assert cache.size_bytes == 96
    assert cache.find((4,)) is None
    assert cache.find((5,)) is not None


def test_a_state_beyond_the_bound_is_not_kept_and_drops_nothing() -> None:
    """It would push out everything and then itself."""
    cache = PrefixCache(limit_bytes=20)
    cache.keep((1,), state_of(1))
    cache.keep((2, 2), state_of(2))

    assert cache.find((1,)) is not None
    assert cache.find((2, 2)) is None


def test_a_prefix_kept_twice_counts_once() -> None:
    """The second state takes the place of the first."""
    cache = PrefixCache(limit_bytes=100)
    cache.keep((1,), state_of(1))
    cache.keep((1,), state_of(1))

    assert cache.size_bytes == 16


def test_a_cleared_cache_holds_nothing() -> None:
    """Neither states nor bytes."""
    cache = PrefixCache(limit_bytes=100)
    cache.keep((1,), state_of(1))
    cache.clear()

    assert cache.size_bytes == 0
    assert cache.find((1,)) is None
