"""The engine without a model: scores that depend on ids alone, and an end that can be chosen."""

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from time import monotonic
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models import EngineError, FakeEngine, Logit, TokenGroup
from deskcheck_models.errors import EngineEndedError

IDS = st.lists(st.integers(0, 2**31 - 1), max_size=6).map(tuple)


def run(work: Coroutine[Any, Any, Sequence[Logit]]) -> list[float]:
    """The scores."""
    return [logit.score for logit in asyncio.run(work)]


@given(prefix=IDS, suffixes=st.lists(IDS, max_size=5))
def test_a_score_depends_on_its_sequence_alone(
    prefix: tuple[int, ...], suffixes: list[tuple[int, ...]]
) -> None:
    """Not on its neighbours, nor on where the prefix ends."""
    together = run(FakeEngine().score(TokenGroup(prefix, tuple(suffixes))))
    alone = [run(FakeEngine().score(TokenGroup((), (prefix + one,))))[0] for one in suffixes]

    assert together == alone
    assert all(-10.0 <= one <= 10.0 for one in together)


def test_an_adapter_gives_other_scores() -> None:
    """As a trained one would."""
    plain, adapted = (
        run(FakeEngine().score(TokenGroup((1,), ((2,), (3,)), name))) for name in (None, "java")
    )

    assert plain != adapted


def test_the_prefix_is_computed_once() -> None:
    """The first sequence pays for it."""
    logits = asyncio.run(FakeEngine().score(TokenGroup((1, 2, 3), ((4,), (5,), (6,)))))

    assert [one.cached_tokens for one in logits] == [0, 3, 3]


def test_a_group_of_nothing_has_no_scores() -> None:
    """And takes no harm."""
    assert run(FakeEngine().score(TokenGroup((1,), ()))) == []


def test_it_fails_where_it_is_told_to_and_goes_on_living() -> None:
    """As an engine whose forward pass failed once."""
    engine = FakeEngine(failing=True)

    with pytest.raises(EngineError, match="was told to fail"):
        run(engine.score(TokenGroup((), ((1,),))))
    assert engine.alive


def test_a_closed_engine_scores_nothing() -> None:
    """Closing twice is allowed."""

    async def work() -> Sequence[Logit]:
        engine = FakeEngine()
        await engine.close()
        await engine.close()
        assert not engine.alive
        return await engine.score(TokenGroup((), ((1,),)))

    with pytest.raises(EngineEndedError, match="is closed"):
        run(work())


def test_it_dies_in_the_middle_of_a_group() -> None:
    """From another thread, and says so within moments."""
    death = threading.Event()
    engine = FakeEngine(seconds=30.0, death=death)
    threading.Timer(0.1, death.set).start()
    began = monotonic()

    with pytest.raises(EngineEndedError, match="has died"):
        run(engine.score(TokenGroup((), ((1,),))))
    assert monotonic() - began < 5.0
    assert not engine.alive


def test_it_takes_as_long_as_it_is_told() -> None:
    """And others are served meanwhile."""

    async def work() -> float:
        engine = FakeEngine(seconds=0.1)
        began = monotonic()
        await asyncio.gather(*(engine.score(TokenGroup((), ((n,),))) for n in range(20)))
        return monotonic() - began

    assert 0.1 <= asyncio.run(work()) < 1.5
