"""The end of a request's time: the shortest wish counts, and no number breaks it."""

from time import monotonic

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_server.errors import FieldError
from deskcheck_server.queue.deadline import HEADER, Deadline
from tests.server.answers import ADD, PROBLEM

BODY = {"problem": PROBLEM, "candidates": [ADD]}


@given(st.integers(1, 10**12 - 1), st.floats(0.001, 1e6))
def test_a_header_may_shorten_the_servers_time(milliseconds: int, longest: float) -> None:
    """And never lengthen it."""
    deadline = Deadline.read({HEADER: str(milliseconds)}, longest=longest)

    assert deadline.seconds == pytest.approx(min(longest, milliseconds / 1000))


@given(st.integers(1), st.floats(0.001, 1e6))
def test_a_body_may_shorten_it_further(milliseconds: int, seconds: float) -> None:
    """With any whole number that JSON can hold."""
    shorter = Deadline(monotonic(), seconds).within(milliseconds)

    assert 0 < shorter.seconds <= seconds
    assert shorter.seconds == seconds or shorter.seconds * 1000 == pytest.approx(milliseconds)


@pytest.mark.parametrize("digits", [30, 309, 400, 4000])
def test_a_time_beyond_all_numbers_is_no_limit(http: httpx2.Client, digits: int) -> None:
    """A whole number that no float can hold is answered like a large one."""
    text = f'{{"problem": "p", "candidates": ["x = 1"], "timeout_ms": 1{"0" * digits}}}'
    reply = http.post("/v1/rerank", content=text, headers={"content-type": "application/json"})

    assert reply.status_code == 200


def test_the_clock_of_a_shorter_time_is_not_started_anew() -> None:
    """What was spent on reading the body is gone."""
    began = monotonic() - 10
    shorter = Deadline(began, 60).within(2000)

    assert shorter.began == began
    assert shorter.left() < -7


def test_no_wish_is_the_servers_own_time() -> None:
    """Neither header nor field."""
    deadline = Deadline.read({}, longest=30)

    assert deadline.within(None) == deadline
    assert deadline.seconds == 30
    assert 20 < deadline.left() <= 30


@pytest.mark.parametrize(
    "given",
    ["", "0", "-1", "+1", "1.5", "1e3", " 10", "10 ", "1_000", "٣", "²", "ten", "9" * 13, "0x10"],
)
def test_a_header_that_is_no_time_is_told_with_its_value(given: str) -> None:
    """Whole milliseconds in plain digits, and nothing that only resembles them."""
    with pytest.raises(FieldError, match="give whole milliseconds, 1 or more") as caught:
        Deadline.read({HEADER: given}, longest=30)

    assert caught.value.param == HEADER
    assert repr(given) in str(caught.value)


def test_leading_zeros_are_a_number() -> None:
    """As gateways pad them."""
    assert Deadline.read({HEADER: "000250"}, longest=30).seconds == 0.25


def test_a_long_header_is_not_sent_back_whole() -> None:
    """A refusal is no longer than it must be."""
    with pytest.raises(FieldError) as caught:
        Deadline.read({HEADER: "9" * 5000}, longest=30)

    assert len(str(caught.value)) < 150
