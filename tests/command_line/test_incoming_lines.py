"""Lines out of chunks, whatever the chunks are."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from deskcheck_server.command_line.group_lines import numbered
from deskcheck_server.command_line.incoming import arriving_chunks, bounded_lines


async def _chunks(pieces: Sequence[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def _lines(pieces: Sequence[bytes], most: int) -> list[bytes]:
    return [line async for line in bounded_lines(_chunks(pieces), most=most)]


@given(st.lists(st.binary(max_size=6), max_size=16))
def test_chunks_do_not_change_lines(pieces: list[bytes]) -> None:
    """They are those of the whole, without their ends, and here none is too long."""
    whole = b"".join(pieces).split(b"\n")
    expected = whole if whole[-1] else whole[:-1]

    assert asyncio.run(_lines(pieces, 100)) == expected


@given(st.lists(st.binary(max_size=6)), st.integers(1, 4))
def test_long_lines_are_cut_behind_the_most(pieces: list[bytes], most: int) -> None:
    """One byte is left over, so that it can be told."""
    lines = asyncio.run(_lines(pieces, most))

    assert lines == [line[: most + 1] for line in asyncio.run(_lines(pieces, 100))]


def test_a_pipe_is_read_to_its_end() -> None:
    """Without a thread."""

    async def read(descriptor: int) -> bytes:
        return b"".join([chunk async for chunk in arriving_chunks(descriptor)])

    ours, theirs = os.pipe()
    os.write(theirs, b"a\nb")
    os.close(theirs)
    content = asyncio.run(read(ours))
    os.close(ours)

    assert content == b"a\nb"


def test_blank_lines_are_no_groups_but_count_as_lines() -> None:
    """Skipped groups keep their numbers."""

    async def read() -> list[tuple[int, int]]:
        lines = bounded_lines(_chunks([b"a\n\n \nb\nc"]))
        return [(line.number, line.group) async for line in numbered(lines, skipped=1)]

    assert asyncio.run(read()) == [(4, 1), (5, 2)]
