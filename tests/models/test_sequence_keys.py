"""Keys that stand for whole sequences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models import EngineError, TokenGroup
from deskcheck_models.cache.sequence_keys import KEY_BYTES, SequenceKeys

TOKENS = st.lists(st.integers(0, 2**31 - 1), max_size=8).map(tuple)


def key_of(tokens: tuple[int, ...], *, prefix: int = 0, revision: str = "r") -> bytes:
    """The key of one sequence, of which so many tokens are the prefix."""
    (key,) = SequenceKeys(revision).of(TokenGroup(tokens[:prefix], (tokens[prefix:],)))
    return key


@given(tokens=TOKENS, prefix=st.integers(0, 8))
def test_a_key_does_not_tell_where_the_prefix_ended(tokens: tuple[int, ...], prefix: int) -> None:
    """The same sequence has the same key."""
    key = key_of(tokens, prefix=prefix)

    assert key == key_of(tokens)
    assert len(key) == KEY_BYTES


@given(first=TOKENS, second=TOKENS)
def test_different_sequences_have_different_keys(
    first: tuple[int, ...], second: tuple[int, ...]
) -> None:
    """Lengths, order and zeros count."""
    assert (key_of(first) == key_of(second)) == (first == second)


def test_another_revision_makes_another_key() -> None:
    """Its scores are other scores."""
    assert key_of((1, 2), revision="a") != key_of((1, 2), revision="b")


def test_keys_come_in_the_order_of_the_suffixes() -> None:
    """One for each, repeats included."""
    keys = SequenceKeys("r").of(TokenGroup((1,), ((2,), (3, 4), (2,))))

    assert keys == [key_of((1, 2)), key_of((1, 3, 4)), key_of((1, 2))]


def test_an_id_that_no_vocabulary_has_is_refused() -> None:
    """With its value."""
    with pytest.raises(EngineError, match=f"token id {10**30} does not fit 32 bits"):
        key_of((1, 10**30))
