"""A number that a worker process shares with its parent, which no message has to carry."""

from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap
from tempfile import TemporaryFile
from typing import Self

_BYTES = 8


class Progress:
    """How many answers of the group in work have been begun.

    The parent reads it when the worker is dead: the last one that was begun is the one to blame.
    """

    def __init__(self, descriptor: int = -1) -> None:
        """`descriptor` is that of `shared`, -1 where nobody shares it."""
        self._memory = mmap(descriptor, _BYTES)

    @classmethod
    @contextmanager
    def shared(cls) -> Iterator[tuple[Self, int]]:
        """A new one, and a descriptor to hand to the worker within the block."""
        with TemporaryFile() as file:
            file.truncate(_BYTES)
            yield cls(file.fileno()), file.fileno()

    @property
    def begun(self) -> int:
        """How many answers were begun."""
        return int.from_bytes(self._memory[:], "little")

    @begun.setter
    def begun(self, count: int) -> None:
        self._memory[:] = count.to_bytes(_BYTES, "little")
