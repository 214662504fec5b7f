"""Keys: found among several, never kept as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_server.access.keys import Key, Keyring, digest_of, fault_of, plain_keys
from deskcheck_server.access.rate_limit import RateLimits
from deskcheck_server.errors import RateLimitedError
from tests.server.hand_clock import HandClock

LIST = "first-secret, second-secret"


def test_every_key_of_a_list_is_found() -> None:
    """Under a name that may be logged."""
    keys = plain_keys(LIST)
    found = [keys.find(text) for text in ("first-secret", "second-secret")]

    assert [key.name for key in found if key] == ["key 1", "key 2"]


@given(st.text())
def test_nothing_else_is_found(text: str) -> None:
    """Whatever is shown, lone surrogates of a header included."""
    assert plain_keys(LIST).find(text) is None
    assert plain_keys(LIST).find("first-secret\udcff") is None


def test_a_key_is_not_kept() -> None:
    """Neither it nor its digest can be printed."""
    key = Key("trainer", digest_of("first-secret"))

    assert "secret" not in repr(key)
    assert repr(key.digest) not in repr(key)


@pytest.mark.parametrize("text", ["short", "two words", "schlüssel-lang", "line-ends\n"])
def test_what_no_header_holds_is_no_key(text: str) -> None:
    """The reason does not show it."""
    fault = fault_of(text)

    assert fault is not None
    assert text.strip() not in fault


def test_no_keys_are_no_guard() -> None:
    """An empty ring is false, and one with a key is not."""
    assert not Keyring()
    assert Keyring() + plain_keys(LIST)


def test_a_rate_is_a_seconds_worth_at_once_and_then_one_by_one() -> None:
    """And says when the next may come."""
    clock = HandClock()
    limits, key = RateLimits(clock), Key("trainer", b"", requests_per_second=2)
    for _ in range(2):
        limits.take(key)
    with pytest.raises(RateLimitedError, match="2 times per second") as caught:
        limits.take(key)
    clock.now += 0.5
    limits.take(key)

    assert caught.value.retry_after == 1


def test_a_slow_rate_tells_its_wait() -> None:
    """One request in twenty seconds."""
    clock = HandClock()
    limits, key = RateLimits(clock), Key("trainer", b"", requests_per_second=0.05)
    limits.take(key)
    clock.now += 5
    with pytest.raises(RateLimitedError) as caught:
        limits.take(key)

    assert caught.value.retry_after == 15


def test_keys_do_not_use_up_each_others_rate() -> None:
    """And a key without a rate is not counted."""
    limits = RateLimits(HandClock())
    limits.take(Key("one", b"", requests_per_second=1))
    limits.take(Key("two", b"", requests_per_second=1))
    for _ in range(100):
        limits.take(Key("free", b""))

    with pytest.raises(RateLimitedError):
        limits.take(Key("one", b"", requests_per_second=1))
