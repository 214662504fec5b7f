"""Candidates as arguments name them: files, directories, or JSON lines on standard input."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import from_json

from deskcheck_server.command_line.errors import InputError
from deskcheck_server.command_line.texts import (
    STANDARD_INPUT,
    decoded,
    read_answer,
    standard_input,
)
from deskcheck_server.wording import shortened

MOST_CANDIDATES = 1024  # as many as a server takes, unless it is told otherwise
MOST_LINE_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True)
class NamedText:
    """The text of a candidate; its id is the path that it was read from, or what its line says."""

    id: str | None
    text: str


def read_candidates(sources: Sequence[str]) -> tuple[NamedText, ...]:
    """The candidates in the order given; a directory stands for its files by name.

    Hidden files of a directory are left out. Raises InputError for no candidate, too many, a
    directory that is empty or has folders in it, and a text or line that cannot be read.
    """
    candidates: list[NamedText] = []
    for source in sources:
        for candidate in _of_source(source):
            candidates.append(candidate)
            if len(candidates) > MOST_CANDIDATES:
                raise InputError(
                    f"there are more than {MOST_CANDIDATES} candidates; rank fewer at once"
                )
    if not candidates:
        raise InputError("no candidate is given; name files, a directory, or - for JSON lines")
    return tuple(candidates)


def _of_source(source: str) -> Iterator[NamedText]:
    if source == STANDARD_INPUT:
        return _lines()
    if Path(source).is_dir():
        return map(_file, _files(Path(source)))
    return iter((_file(source),))


def _file(path: str) -> NamedText:
    # A name that is no UTF-8 could not be written as JSON.
    name = os.fsencode(path).decode(errors="replace")
    return NamedText(name, read_answer(path, "candidate"))


def _files(directory: Path) -> list[str]:
    try:
        entries = sorted(entry for entry in directory.iterdir() if entry.name[0] != ".")
    except OSError as error:
        raise InputError(
            f"directory {str(directory)!r} cannot be listed: {error.strerror}; "
            "check its permissions"
        ) from error
    folders = [entry.name for entry in entries if entry.is_dir()]
    if folders:
        raise InputError(
            f"directory {str(directory)!r} has the folder {folders[0]!r} in it; "
            "name the files, or a directory with files only"
        )
    if not entries:
        raise InputError(
            f"directory {str(directory)!r} has no file; put one candidate in each file"
        )
    return [str(entry) for entry in entries]


def _lines() -> Iterator[NamedText]:
    number = 0
    while line := _next_line():
        number += 1
        place = f"line {number} of standard input"
        if len(line) > MOST_LINE_BYTES:
            raise InputError(f"{place} is longer than {MOST_LINE_BYTES // 2**20} MiB; shorten it")
        if line.strip():
            yield _line(line, place)


def _next_line() -> bytes:
    try:
        return standard_input().readline(MOST_LINE_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"standard input cannot be read: {os.strerror(error.errno or 0)}; name files instead"
        ) from error


def _line(line: bytes, place: str) -> NamedText:
    form = 'give a JSON string, or an object {"id": ..., "text": ...}, on each line'
    try:
        value: object = from_json(decoded(line, place), allow_inf_nan=False)
    except ValueError as error:
        raise InputError(f"{place} is not JSON ({error}); {form}") from error
    if isinstance(value, str):
        return NamedText(None, value)
    if isinstance(value, Mapping):
        return _object(value, place, form)
    raise InputError(f"{place} is {shortened(value)}; {form}")


def _object(value: Mapping[object, object], place: str, form: str) -> NamedText:
    unknown = sorted(str(name) for name in value.keys() - {"id", "text"})
    if unknown:
        raise InputError(f"{place} has the unknown key {unknown[0]!r:.60}; {form}")
    identity, text = value.get("id"), value.get("text")
    if not isinstance(text, str) or not isinstance(identity, str | None):
        raise InputError(f"{place} has no text, or an id that is no string; {form}")
    return NamedText(identity, text)
