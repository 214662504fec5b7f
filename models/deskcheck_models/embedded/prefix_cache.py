"""Keys and values of prefixes, kept from call to call within a bound in bytes."""

import mmap
import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Smaller states are left to the allocator: a process may have 65,530 mappings.
LEAST_MAPPED_BYTES = 128 * 1024
_OWN_PAGES = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
_AT_ONCE = getattr(mmap, "MAP_POPULATE", 0)  # all pages in one go, where the system can: Linux


@dataclass(frozen=True, slots=True)
class AttentionState:
    """What a decoder remembers of the tokens it has read.

    Key and value of layer 0, of layer 1, ...: each float32 [key_value_heads, 1, length, head_size].
    """

    tensors: tuple[NDArray[np.float32], ...]

    @property
    def length(self) -> int:
        """How many tokens were read."""
        return int(self.tensors[0].shape[2])

    @property
    def size_bytes(self) -> int:
        """The memory of the tensors, in bytes."""
        return sum(tensor.nbytes for tensor in self.tensors)

    def apart(self) -> "AttentionState":
        """The same in memory of its own, which goes back to the system once it is dropped.

        States come and go in all lengths for as long as a server runs: side by side with everything
        else they would leave holes that nothing fits into.
        """
        if self.size_bytes < LEAST_MAPPED_BYTES:
            return self
        memory = mmap.mmap(-1, self.size_bytes, flags=_OWN_PAGES | _AT_ONCE)
        numbers, end = np.frombuffer(memory, np.float32), 0
        copies = []
        for tensor in self.tensors:
            begin, end = end, end + tensor.size
            copies.append(numbers[begin:end].reshape(tensor.shape))
            copies[-1][:] = tensor
        return AttentionState(tuple(copies))


class PrefixCache:
    """The states of the prefixes used last; the one unused for longest is dropped first.

    The bound counts the tensors, not the token ids. A state larger than the bound is not kept.
    Safe to use from several threads.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._size_bytes = 0
        self._states: OrderedDict[tuple[int, ...], AttentionState] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def size_bytes(self) -> int:
        """The memory of all kept states, in bytes."""
        return self._size_bytes

    def find(self, prefix: tuple[int, ...]) -> AttentionState | None:
        """The state of exactly this prefix, or None where it is not kept."""
        with self._lock:
            if prefix not in self._states:
                return None
            self._states.move_to_end(prefix)
            return self._states[prefix]

    def keep(self, prefix: tuple[int, ...], state: AttentionState) -> None:
        """Keep the state, and drop old ones until all fit."""
        if state.size_bytes > self._limit_bytes:
            return
        with self._lock:
            self._drop(prefix)
            self._states[prefix] = state
            self._size_bytes += state.size_bytes
            while self._size_bytes > self._limit_bytes:
                self._drop(next(iter(self._states)))

    def clear(self) -> None:
        """Drop all states."""
        with self._lock:
            self._states.clear()
            self._size_bytes = 0

    def _drop(self, prefix: tuple[int, ...]) -> None:
        if prefix in self._states:
            self._size_bytes -= self._states.pop(prefix).size_bytes
