"""A call that stays in work."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx2


@contextmanager
def held_call(url: str, body: Mapping[str, object]) -> Iterator[None]:
    """A POST in a thread while the block runs; whatever becomes of it is right."""

    def post() -> None:
        with httpx2.Client(timeout=60) as http:
            http.post(url, json=body)

    thread = threading.Thread(target=post)
    thread.start()
    try:
        yield
    finally:
        thread.join()
