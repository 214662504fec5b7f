"""Lines of a file or pipe as they arrive, without holding up what is in work meanwhile."""

import asyncio
import os
from collections.abc import AsyncIterator

from deskcheck_server.command_line.errors import InputError

CHUNK_BYTES = 2**16
MOST_LINE_BYTES = 16 * 2**20  # as large as the largest request body of a server


async def arriving_chunks(descriptor: int) -> AsyncIterator[bytes]:
    """What can be read from a file descriptor, up to its end.

    Raises InputError where nothing can be read from it.
    """
    while True:
        await _readable(descriptor)
        chunk = _read(descriptor)
        if not chunk:
            return
        yield chunk


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, CHUNK_BYTES)
    except OSError as error:
        raise InputError(
            f"the input cannot be read: {error.strerror}; give a file of JSON lines, or -"
        ) from error


async def bounded_lines(
    chunks: AsyncIterator[bytes], *, most: int = MOST_LINE_BYTES
) -> AsyncIterator[bytes]:
    """The lines without their ends; of a line longer than `most` bytes the first most + 1."""
    line = bytearray()
    async for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            line += piece[: most + 1 - len(line)]
            yield bytes(line)
            line.clear()
        line += rest[: most + 1 - len(line)]
    if line:
        yield bytes(line)


async def _readable(descriptor: int) -> None:
    # A blocking read would stop the whole loop, and in a thread it could not be interrupted.
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except PermissionError:
        return  # a regular file: it never makes anybody wait
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
