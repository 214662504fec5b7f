"""The edge of the process: errors become one sentence and an exit code, libraries stay quiet."""

import errno
import logging
import os
import sys
import warnings
from collections.abc import Sequence
from io import TextIOWrapper
from typing import NoReturn

from deskcheck_server.command_line.errors import ClosedPipeError, CommandError
from deskcheck_server.command_line.exit_codes import ExitCode
from deskcheck_server.errors import RequestError, ServerError, SettingsError

HIGHEST_STREAM = 2  # the descriptor of standard error

# Of names that somebody gave: to ask whether such a file is there fails already.
UNUSABLE = frozenset({errno.ENAMETOOLONG, errno.EACCES})


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process; the arguments are those of the process unless given.

    Raises SystemExit with an ExitCode. Errors that are no part of the package's trees keep their
    traceback, but for those of names that no file can have: they are defects.
    """
    _settle_streams()
    try:
        # Imported here so that Ctrl-C is quiet from the start.
        from deskcheck_server.command_line.commands import commands

        commands(arguments, prog_name="deskcheck")
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except ClosedPipeError as error:
        _drop_standard_output()
        sys.exit(error.exit_code)
    except ServerError as error:
        _refuse(str(error), _exit_code(error))
    except OSError as error:
        if error.errno not in UNUSABLE or error.filename is None:
            raise
        told = f"{str(error.filename)!r:.80} cannot be used: {error.strerror}; give another name"
        _refuse(told, ExitCode.USAGE)


def _refuse(message: str, code: ExitCode) -> NoReturn:
    from deskcheck_server.command_line.terminal import show_error

    show_error(message)
    sys.exit(code)


def _exit_code(error: ServerError) -> ExitCode:
    if isinstance(error, CommandError):
        return error.exit_code
    if isinstance(error, SettingsError | RequestError):
        return ExitCode.USAGE
    return ExitCode.UNAVAILABLE


def _settle_streams() -> None:
    """Write UTF-8 whatever the locale says, and leave standard error to the command."""
    _occupy_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    # Without any handler, Python writes the warnings of every library to standard error.
    logging.getLogger().addHandler(logging.NullHandler())


def _occupy_closed_streams() -> None:
    """Let no socket or file become a standard stream that the caller has closed.

    Libraries write there whatever it is. Nobody reads standard error then, so it goes nowhere.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= HIGHEST_STREAM:
        os.set_inheritable(descriptor, True)  # as standard streams are
    os.close(descriptor)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process


def _drop_standard_output() -> None:
    # The interpreter flushes standard output once more at its end, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
