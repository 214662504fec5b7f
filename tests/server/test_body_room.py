"""Memory for bodies that arrive: bounded over all connections."""

import httpx2
import pytest

from deskcheck_server.edge.body_room import BodyRoom
from deskcheck_server.errors import OverloadedError
from tests.server.answers import ADD, PROBLEM
from tests.server.live_server import live_server


def test_room_is_taken_piece_by_piece_and_given_back() -> None:
    """Exactly all of it may be taken, by several bodies together."""
    room = BodyRoom(10)
    with room.enter() as first, room.enter() as second:
        first(4)
        second(4)
        first(2)

        assert room.held == 10

    assert room.held == 0


def test_a_body_without_room_is_told_to_come_back() -> None:
    """What it held is free again; the others keep theirs."""
    room = BodyRoom(10)
    with room.enter() as first:
        first(6)
        with pytest.raises(OverloadedError, match="6 bytes"), room.enter() as second:
            second(5)

        assert room.held == 6


def test_bodies_one_after_the_other_have_all_the_room() -> None:
    """Nothing is kept for a body that has been parsed or refused."""
    long = {"problem": PROBLEM, "candidates": [ADD, "x" * 800]}
    with live_server(max_body_bytes=1024) as server:
        url = f"{server.url}/v1/rerank"
        good = {httpx2.post(url, json=long).status_code for _ in range(20)}
        over = long | {"language": "y" * 400}
        large = {httpx2.post(url, json=over).status_code for _ in range(20)}
        last = httpx2.post(url, json=long).status_code

    assert (good, large, last) == ({200}, {413}, 200)
