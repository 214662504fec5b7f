"""The first passes of an engine, so that no caller has to wait for them."""

from collections.abc import Sequence
from itertools import cycle, islice

from deskcheck_models.engine import Engine, TokenGroup
from deskcheck_models.verifier import Verifier

PROGRAM = "def add(first, second):\n    return first + second\n"
SHAPES = ((256, 4, 256), (0, 1, 1024))  # tokens of the prefix, programs, tokens of each


async def warm_up(verifier: Verifier, engine: Engine, adapters: Sequence[str] = ()) -> None:
    """Score a group as it is usual, and a long sequence; raises what the engine raises.

    Then something short through each adapter, so that one which cannot be loaded is known before
    anybody asks for it. Each shape is bounded by what the engine reads. The scores mean nothing.
    """
    text = verifier.text.plain(PROGRAM)
    for prefix, programs, tokens in SHAPES:
        shared = min(prefix, engine.max_tokens // 2)
        own = min(tokens, engine.max_tokens - shared)
        lengths = range(max(own - programs, 0) + 1, own + 1)  # all different, as programs are
        suffixes = tuple(tuple(islice(cycle(text), length)) for length in lengths)
        await engine.score(TokenGroup(tuple(islice(cycle(text), shared)), suffixes))
    for adapter in adapters:
        await engine.score(TokenGroup((), (text,), adapter))
