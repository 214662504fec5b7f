"""Errors of the models package as errors of the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

from deskcheck_models.errors import (
    CheckpointError,
    DownloadError,
    EngineArgumentError,
    ModelError,
    ProblemError,
    TooLongError,
)
from deskcheck_server.command_line.errors import InputError, UnavailableError, UnscoredError


@contextmanager
def translated() -> Iterator[None]:
    """Turn what is wrong with a group into UnscoredError, with what was asked for into InputError.

    All else becomes UnavailableError: another time, or on another machine, it may go well.
    """
    try:
        yield
    except (ProblemError, TooLongError) as error:
        raise UnscoredError(str(error)) from error
    except DownloadError as error:
        raise UnavailableError(str(error)) from error
    except (CheckpointError, EngineArgumentError) as error:
        raise InputError(str(error)) from error
    except ModelError as error:
        raise UnavailableError(str(error)) from error
