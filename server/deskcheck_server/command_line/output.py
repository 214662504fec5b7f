"""Standard output: results only, written at once, and nothing else."""

import os
import sys
from typing import TextIO

from deskcheck_server.command_line.errors import ClosedPipeError, OutputError
from deskcheck_server.command_line.visible import visible


def write(text: str) -> None:
    """Write the text as it is; raises ClosedPipeError, or OutputError where it cannot be."""
    if sys.stdout is None:
        raise OutputError("standard output is closed; give it a file or a pipe")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ClosedPipeError("standard output was closed") from error
    except OSError as error:
        raise OutputError(
            f"standard output cannot be written: {os.strerror(error.errno or 0)}; "
            "free space or choose another place"
        ) from error


def is_watched(stream: TextIO | None) -> bool:
    """Whether somebody looks at a stream; None is one that the caller has closed."""
    return stream is not None and stream.isatty()


def write_text(text: str) -> None:
    """Write text of strangers: exactly, or with its control characters visible on a terminal."""
    write(visible(text) if is_watched(sys.stdout) else text)


def write_lines(text: str) -> None:
    """As `write_text`, with a line end after the last line."""
    write_text(text if text.endswith("\n") else text + "\n")
