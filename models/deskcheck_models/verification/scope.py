"""How much a verification asks: all of it, or less where time is short."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Sizes of the exercises; lengths and `longest` are cut to what the verifier reads."""

    lengths: tuple[int, ...]  # of programs, in tokens
    longest: int | None  # of sequences, in tokens; None for what the verifier reads
    together: int  # how many of the longest are scored at once
    groups: tuple[int, ...]  # programs in each group
    halves: int  # programs in half a group
    aborts: int  # how many calls are cancelled


# Around the sizes of blocks and chunks, where engines go wrong.
_AROUND = tuple(
    length for power in range(4, 15) for length in (2**power - 1, 2**power, 2**power + 1)
)

FULL = Scope(
    lengths=(1, 2, 3, 7, *_AROUND),
    longest=None,
    together=4,
    groups=(1, 2, 3, 8, 17, 64),
    halves=8,
    aborts=3,
)
QUICK = Scope(
    lengths=(1, 16, 33, 129, 300),
    longest=1024,
    together=2,
    groups=(1, 4, 16),
    halves=4,
    aborts=1,
)
