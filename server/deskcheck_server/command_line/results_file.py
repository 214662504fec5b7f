"""Where the lines of `deskcheck score` go: standard output, or a file that can be resumed."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from pydantic_core import from_json

from deskcheck_server.command_line import output
from deskcheck_server.command_line.errors import InputError, OutputError


@dataclass(frozen=True, slots=True)
class Sink:
    """Takes lines without their ends; `done` counts the groups that an earlier run has finished."""

    write: Callable[[str], None]
    done: int = 0


@contextmanager
def opened_sink(path: Path | None, *, resume: bool) -> Iterator[Sink]:
    """A sink for the file, or for standard output without one; each line is there once written.

    Without `resume` the file begins anew, once there is a first line. With it, a half line at the
    end is dropped and new lines follow the whole ones. Raises InputError for a file that another
    program wrote, OutputError for one that cannot be opened.
    """
    if path is None:
        yield Sink(lambda line: output.write(line + "\n"))
        return
    done = _done(path) if resume and path.exists() else _Done(0, 0)
    with _opened(path, done.end) as file:
        # What an earlier run left behind this place is dropped late: loading may still fail.
        cut = path.is_file()

        def write(line: str) -> None:
            try:
                _write_whole(file, line.encode() + b"\n")
                if cut:
                    file.truncate()
            except OSError as error:
                raise _unwritable(path, error) from error

        yield Sink(write, done.groups)
        if cut:
            file.truncate()


@dataclass(frozen=True, slots=True)
class _Done:
    """The groups that an earlier run has finished, and the byte at which their lines end."""

    groups: int
    end: int


def _opened(path: Path, end: int) -> FileIO:
    try:
        # Unbuffered: an error is told where it happens, and not once more on closing.
        if not path.is_file():
            return path.open("wb", buffering=0)
        file = path.open("r+b", buffering=0)
        file.seek(end)
        return file
    except OSError as error:
        raise _unwritable(path, error) from error


def _write_whole(file: FileIO, content: bytes) -> None:
    while content:
        content = content[file.write(content) :]


def _unwritable(path: Path, error: OSError) -> OutputError:
    reason = os.strerror(error.errno or 0)
    return OutputError(f"{str(path)!r} cannot be written: {reason}; choose another file with -o")


def _done(path: Path) -> _Done:
    """Count the whole lines."""
    if not path.is_file():
        raise InputError(f"{str(path)!r} is no file that can be resumed; leave --resume out")
    count = end = 0
    last = b""
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            count, end, last = count + 1, end + len(line), line
    if count and _group(last) != count - 1:
        raise InputError(
            f"{str(path)!r} cannot be resumed: its line {count} is not that of group {count - 1}; "
            "choose another file with -o, or leave --resume out to begin anew"
        )
    return _Done(count, end)


def _group(line: bytes) -> object:
    try:
        value: object = from_json(line)
    except ValueError:
        return None
    return value.get("group") if isinstance(value, dict) else None
