"""When garbage is collected around a start."""

import gc

import pytest

from deskcheck_models.collection_pause import collection_paused


def test_nothing_is_collected_within_and_all_is_as_before_afterwards() -> None:
    """The pause ends with its block."""
    with collection_paused():
        inside = gc.isenabled()

    assert (inside, gc.isenabled()) == (False, True)


def test_an_error_ends_the_pause_too() -> None:
    """A start that failed leaves nothing behind."""
    with pytest.raises(KeyError), collection_paused():
        raise KeyError

    assert gc.isenabled()


def test_who_had_switched_collection_off_keeps_it_off() -> None:
    """The pause is not the only one who may."""
    gc.disable()
    try:
        with collection_paused():
            pass
        after = gc.isenabled()
    finally:
        gc.enable()

    assert not after
