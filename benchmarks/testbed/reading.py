"""What a verifier says of one list: an order of its candidates, or nothing that can be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.testbed.lists import CandidateList

Orders = tuple[float, ...]
Readings = Mapping[str, Orders | None]
"""By the fingerprint of a list: higher is better; None for a verdict that cannot be read."""


@dataclass(frozen=True, slots=True)
class Read:
    """A list with its reading."""

    list: CandidateList
    orders: Orders | None

    @property
    def right(self) -> int:
        """The index of the right candidate; only lists that have one are asked."""
        if self.list.right is None:
            raise ValueError(f"no candidate of list {self.list.fingerprint} is right")
        return self.list.right


def read(lists: Sequence[CandidateList], readings: Readings) -> list[Read]:
    """Those of the lists that were answered, in order."""
    named = [(one, one.fingerprint) for one in lists]
    return [Read(one, readings[name]) for one, name in named if name in readings]
