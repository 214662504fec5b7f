"""Texts from files and from standard input: bounded, and in UTF-8."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

from deskcheck_server.command_line.errors import InputError

STANDARD_INPUT = "-"
MOST_BYTES = 4 * 2**20  # a server takes 2^20 characters, which are so many bytes at most


def read_text(source: str, what: str) -> str:
    """The text of a file, or of standard input for `-`; a byte order mark is left out.

    `what` names the text in messages, such as "problem". Raises InputError where it cannot be read,
    is no UTF-8, holds nothing but white space, or is larger than MOST_BYTES.
    """
    text = decoded(_content(source, what), f"{what} {shown(source)}")
    if not text.strip():
        raise InputError(f"{what} {shown(source)} is empty; give a file that holds text")
    return text


def read_answer(source: str, what: str) -> str:
    """As `read_text`, for texts that may be empty, since a code model may answer nothing."""
    return decoded(_content(source, what), f"{what} {shown(source)}")


def standard_input() -> BinaryIO:
    """The bytes of standard input; raises InputError where the caller has closed it."""
    if sys.stdin is None:
        raise InputError("standard input is closed; give it a file or a pipe, or name a file")
    return sys.stdin.buffer


def decoded(content: bytes, place: str) -> str:
    """UTF-8 as text; raises InputError naming the place and the first wrong byte."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{place} is not UTF-8 text (byte {content[error.start]:#04x} at {error.start}); "
            "convert it, or leave binary files out"
        ) from error


def shown(source: str) -> str:
    """A source as messages name it."""
    return "from standard input" if source == STANDARD_INPUT else repr(source)


def _content(source: str, what: str) -> bytes:
    try:
        content = _bounded(source)
    except OSError as error:
        raise InputError(
            f"{what} {shown(source)} cannot be read: {os.strerror(error.errno or 0)}; "
            "give a file, or - for standard input"
        ) from error
    if len(content) > MOST_BYTES:
        raise InputError(
            f"{what} {shown(source)} is larger than {MOST_BYTES // 2**20} MiB; "
            "shorten it: no more is read of one text"
        )
    return content


def _bounded(source: str) -> bytes:
    """Up to one byte more than is allowed: enough to tell, whatever is behind the name."""
    if source == STANDARD_INPUT:
        return standard_input().read(MOST_BYTES + 1)
    with Path(source).open("rb") as file:
        return file.read(MOST_BYTES + 1)
