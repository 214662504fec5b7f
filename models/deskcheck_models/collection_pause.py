"""No garbage collection while libraries are imported: it finds nothing, and looks at everything."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Collect no cycles of the whole process until the end, if they were collected before.

    Thousands of modules make objects that stay; Python would walk all of them again and again, for
    a fifth of the time that importing vLLM takes.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
