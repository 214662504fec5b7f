"""Large blocks of memory that go back to the system as soon as they are free."""

import ctypes

THRESHOLD = -3  # M_MMAP_THRESHOLD in glibc's malloc.h
LARGE_BYTES = 2**20


def map_large_blocks() -> None:
    """Let the C library map every block of a mebibyte or more by itself, where it can be told to.

    glibc does so at first, and stops once it has freed such a block. From then on the table of the
    score cache, which is made anew every few minutes, leaves a hole of 5 MiB each time, and so do
    large bodies.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(THRESHOLD, LARGE_BYTES)
