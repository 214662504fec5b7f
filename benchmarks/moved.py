"""How far the 99th percentile of one set of turns lies from that of another, and how sure that is.

Requests of one turn wait for one another, so whole turns are drawn again and no single requests.
Every turn has requests at the same times: its percentile can be held against any other's, and the
median over turns does not follow one in which the machine did something else.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Latencies: TypeAlias = NDArray[np.float64]  # of one turn, in seconds

DRAWS = 2000
SEED = 20261126
CERTAIN = 0.95


def p99(turns: Sequence[Latencies]) -> float:
    """The median over the turns of the 99th percentile of each, in seconds."""
    return float(np.median([np.quantile(turn, 0.99) for turn in turns if turn.size]))


def moved(turns: Sequence[Latencies], quiet: Sequence[Latencies]) -> float:
    """The 99th percentile over that of the quiet turns, less one."""
    return p99(turns) / p99(quiet) - 1


def between(turns: Sequence[Latencies], quiet: Sequence[Latencies]) -> list[float]:
    """Two bounds of `moved`, where turns of both sets are drawn again."""
    draw = np.random.default_rng(SEED)

    def again(those: Sequence[Latencies]) -> list[Latencies]:
        return [those[place] for place in draw.integers(len(those), size=len(those))]

    values = [moved(again(turns), again(quiet)) for _ in range(DRAWS)]
    aside = (1 - CERTAIN) / 2
    return [round(float(bound), 3) for bound in np.quantile(values, (aside, 1 - aside))]


def noise(quiet: Sequence[Latencies], size: int) -> float | None:
    """How far so many of the quiet turns lie from the rest; None where no rest is left."""
    if size >= len(quiet):
        return None
    draw = np.random.default_rng(SEED)

    def value() -> float:
        order = [quiet[place] for place in draw.permutation(len(quiet))]
        return abs(moved(order[:size], order[size:]))

    return round(float(np.quantile([value() for _ in range(DRAWS)], CERTAIN)), 3)
