"""How much of a shared problem an engine saves, next to arithmetic."""

import asyncio
from collections.abc import Sequence

from benchmarks.load import LoadGroup
from benchmarks.prefix_saving import prefix_saving
from deskcheck_models import FakeEngine, Logit, TokenGroup

PROBLEM = tuple(range(40, 140))


class BlockEngine(FakeEngine):
    """Takes whole blocks of 32 tokens of the problem from its cache, for all but the first."""

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """No score, and the tokens that were not computed."""
        assert len({suffix[0] for suffix in group.suffixes}) == len(group.suffixes)
        whole = len(group.prefix) // 32 * 32
        return [Logit(0.0, whole if place else 0) for place in range(len(group.suffixes))]


def groups() -> list[LoadGroup]:
    """Three problems with 16 programs each, which all begin alike."""
    tokens = TokenGroup(PROBLEM, tuple((7, 8, number) for number in range(16)))
    return [LoadGroup("p", ("a",) * 16, ("a",) * 16, tokens)] * 3


def test_a_saving_is_named_by_its_number_of_programs() -> None:
    """Of 100 tokens 96 are in whole blocks; what the programs share does not count."""
    shares = asyncio.run(prefix_saving(BlockEngine(), groups()))

    assert shares == {"8": 0.96, "16": 0.96, "64": 0.96}


def test_the_whole_problem_saved_is_all_that_arithmetic_predicts() -> None:
    """The fake engine shares every token of it."""
    shares = asyncio.run(prefix_saving(FakeEngine(), groups()))

    assert set(shares.values()) == {1.0}
