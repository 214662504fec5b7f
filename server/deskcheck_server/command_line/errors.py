"""The errors of the command line; each carries the exit code with which the process ends.

* ServerError (the root of the package's tree)
  + CommandError         shown as one sentence on standard error
    - InputError         options, files or the verifier are not what the command takes: USAGE
    - UnscoredError      a group, or the one candidate, cannot be scored: UNSCORED
    - UnavailableError   no engine could be started, or hub or server reached: UNAVAILABLE
    - OutputError        a result cannot be written: USAGE
    - ClosedPipeError    nobody reads standard output any more; not shown: CLOSED_PIPE
"""

from deskcheck_server.command_line.exit_codes import ExitCode
from deskcheck_server.errors import ServerError


class CommandError(ServerError):
    """The command cannot go on; the message holds the value and the remedy."""

    exit_code = ExitCode.USAGE


class InputError(CommandError):
    """An option, a file, a verifier or a line is not what the command takes."""


class UnscoredError(CommandError):
    """The group cannot be scored; others may."""

    exit_code = ExitCode.UNSCORED


class UnavailableError(CommandError):
    """The engine could not start or has failed, or hub or server could not be reached."""

    exit_code = ExitCode.UNAVAILABLE


class OutputError(CommandError):
    """A result cannot be written."""


class ClosedPipeError(CommandError):
    """The reader of standard output went away, as `head` does."""

    exit_code = ExitCode.CLOSED_PIPE
