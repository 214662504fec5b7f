"""The first passes of an engine: of every shape, within its bounds, through every adapter."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models import FakeEngine, TokenGroup, Verifier
from deskcheck_models.engine import Logit
from deskcheck_models.errors import EngineError
from deskcheck_server.life.warm_up import warm_up

VERIFIER = Verifier.find("deskcheck-nano")


class Remembering(FakeEngine):
    """A fake engine that keeps the groups it is given."""

    def __init__(self, *, max_tokens: int = 4096, failing: bool = False) -> None:
        super().__init__(max_tokens=max_tokens, failing=failing)
        self.groups: list[TokenGroup] = []

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """As the fake engine."""
        self.groups.append(group)
        return await super().score(group)


def warmed(max_tokens: int, *adapters: str) -> list[TokenGroup]:
    """What an engine that reads so many tokens is given."""
    engine = Remembering(max_tokens=max_tokens)
    asyncio.run(warm_up(VERIFIER, engine, adapters))
    return engine.groups


def test_a_usual_group_and_a_long_sequence_are_scored() -> None:
    """Both shapes that callers send: a problem with programs, and one long text."""
    usual, long = warmed(4096)

    assert (len(usual.prefix), [len(one) for one in usual.suffixes]) == (256, [253, 254, 255, 256])
    assert (len(long.prefix), [len(one) for one in long.suffixes]) == (0, [1024])


@given(st.integers(1, 3000))
def test_no_sequence_is_longer_than_the_engine_reads(max_tokens: int) -> None:
    """However little that is; and none of them is empty."""
    for group in warmed(max_tokens):
        lengths = [len(group.prefix) + len(suffix) for suffix in group.suffixes]

        assert lengths
        assert all(suffix for suffix in group.suffixes)
        assert max(lengths) <= max_tokens


def test_every_adapter_is_tried_once() -> None:
    """After the verifier itself, so that one which cannot be loaded stops the start."""
    groups = warmed(4096, "first", "second")

    assert [group.adapter for group in groups] == [None, None, "first", "second"]


def test_the_tokens_are_the_verifiers_own() -> None:
    """Ids of another vocabulary could be out of its range."""
    text = set(VERIFIER.text.plain("def add(first, second):\n    return first + second\n"))
    tokens = {token for group in warmed(4096, "one") for token in (*group.prefix, *group.suffixes)}

    assert {
        one for token in tokens for one in (token if isinstance(token, tuple) else (token,))
    } == (text)


def test_an_engine_that_fails_is_told() -> None:
    """At the start, and not by the first caller."""
    with pytest.raises(EngineError):
        asyncio.run(warm_up(VERIFIER, Remembering(failing=True)))
