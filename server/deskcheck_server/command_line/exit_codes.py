"""How a run of the command line ends."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The status that the shell sees.

    In `score` a group fails alone: its line holds the error, and the run goes on to end with
    UNSCORED. Usage errors that typer finds itself end with USAGE too.
    """

    DONE = 0
    UNSCORED = 1  # some input not scored, no candidate valid, or a check does not hold
    USAGE = 2  # a wrong option, a file that cannot be read, understood or written, no verifier
    UNAVAILABLE = 3  # the engine could not start, or hub or server not be reached
    INTERRUPTED = 130  # Ctrl-C
    CLOSED_PIPE = 141  # the reader of standard output went away


EXPLAINED = (
    "Exit codes: 0 done; 1 some of the input could not be scored, no candidate is valid, or a "
    "check does not hold; 2 wrong usage, or a file or verifier that cannot be used; 3 the engine "
    "could not start, or the hub or the server not be reached; "
    "130 interrupted; 141 the reader of standard output went away."
)
