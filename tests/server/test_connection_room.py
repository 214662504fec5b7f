"""Who gives way when there are more connections than places."""

from deskcheck_server.edge.connection_room import ConnectionRoom


class Guest:
    """A connection that remembers whether it had to go."""

    def __init__(self) -> None:
        self.gone = False

    def give_way(self) -> None:
        self.gone = True


def guests(room: ConnectionRoom[Guest], count: int) -> list[Guest]:
    """Guests that have entered, in this order."""
    entered = [Guest() for _ in range(count)]
    for guest in entered:
        room.enter(guest)
    return entered


def test_who_waits_longest_gives_way() -> None:
    """One for each that comes, and nobody while there is a place."""
    room: ConnectionRoom[Guest] = ConnectionRoom(3)
    entered = guests(room, 5)

    assert [guest.gone for guest in entered] == [True, True, False, False, False]
    assert len(room) == 3


def test_a_request_in_work_gives_way_to_nobody() -> None:
    """Where all have one, the new connection is refused."""
    room: ConnectionRoom[Guest] = ConnectionRoom(2)
    entered = guests(room, 2)
    for guest in entered:
        room.works(guest)

    assert not room.enter(Guest())
    assert not any(guest.gone for guest in entered)


def test_strangers_give_way_before_those_that_were_answered() -> None:
    """However long ago: a crowd does not shut out a load balancer."""
    room: ConnectionRoom[Guest] = ConnectionRoom(3)
    known, *strangers = guests(room, 3)
    room.works(known)
    room.waits(known)
    guests(room, 10)

    assert not known.gone
    assert all(stranger.gone for stranger in strangers)


def test_the_known_give_way_too_in_the_order_in_which_they_became_idle() -> None:
    """Not in the order in which they came."""
    room: ConnectionRoom[Guest] = ConnectionRoom(2)
    early, late = guests(room, 2)
    for guest in (early, late):
        room.works(guest)
    for guest in (late, early):
        room.waits(guest)
    room.waits(late)  # once more, which changes nothing
    guests(room, 1)

    assert late.gone
    assert not early.gone


def test_who_leaves_frees_a_place() -> None:
    """Waiting or at work, once or twice."""
    room: ConnectionRoom[Guest] = ConnectionRoom(2)
    waiting, working = guests(room, 2)
    room.works(working)
    for guest in (waiting, working, working):
        room.leave(guest)
    guests(room, 2)

    assert len(room) == 2
    assert not waiting.gone
    assert not working.gone
