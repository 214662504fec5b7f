"""The errors of the command line: their tree, their exit codes, and what becomes one of them."""

import errno
import inspect
import re

import pytest

from deskcheck_models import errors as model_errors
from deskcheck_server.command_line import errors
from deskcheck_server.command_line.exit_codes import ExitCode
from deskcheck_server.command_line.model_errors import translated
from deskcheck_server.errors import ServerError

ENTRY = re.compile(r"^( *)[*+-] (\w+Error)\b(?:.*: ([A-Z_]+)$)?", re.M)


def described() -> dict[str, str | None]:
    """Each error of the module's first page with its exit code, where it names one."""
    return {name: code or None for _, name, code in ENTRY.findall(inspect.getdoc(errors) or "")}


def defined() -> dict[str, type[errors.CommandError]]:
    """Each error of the module."""
    found = [one for one in vars(errors).values() if inspect.isclass(one)]
    return {one.__name__: one for one in found if issubclass(one, errors.CommandError)}


def test_the_page_shows_every_error_with_its_code() -> None:
    """As it is."""
    pages = described()

    assert set(pages) == {"ServerError", *defined()}
    for name, kind in defined().items():
        if kind is not errors.CommandError:
            assert pages[name] == kind.exit_code.name


def test_every_error_is_the_packages() -> None:
    """So that the edge of the process shows it in one sentence."""
    assert all(issubclass(kind, ServerError) for kind in defined().values())


def test_exit_codes_are_those_that_scripts_know() -> None:
    """None changes unnoticed."""
    assert {code.name: code.value for code in ExitCode} == {
        "DONE": 0,
        "UNSCORED": 1,
        "USAGE": 2,
        "UNAVAILABLE": 3,
        "INTERRUPTED": 130,
        "CLOSED_PIPE": 141,
    }


@pytest.mark.parametrize(
    ("error", "becomes"),
    [
        (model_errors.ProblemError("empty"), errors.UnscoredError),
        (model_errors.TooLongError("long"), errors.UnscoredError),
        (model_errors.CheckpointError("no weights"), errors.InputError),
        (model_errors.EngineArgumentError("unknown"), errors.InputError),
        (model_errors.DownloadError("hub away"), errors.UnavailableError),
        (model_errors.MissingExtraError("no vllm"), errors.UnavailableError),
        (model_errors.EngineError("pass failed"), errors.UnavailableError),
        (model_errors.EngineEndedError("died"), errors.UnavailableError),
        (model_errors.ExtractionError("worker died"), errors.UnavailableError),
        (model_errors.BusyError("full"), errors.UnavailableError),
    ],
)
def test_what_models_raise_has_an_exit_code(
    error: Exception, becomes: type[errors.CommandError]
) -> None:
    """1 for a group, 2 for what was asked for, 3 for all that may go well another time."""
    with pytest.raises(errors.CommandError) as caught, translated():
        raise error

    assert type(caught.value) is becomes
    assert str(caught.value) == str(error)
    assert caught.value.__cause__ is error


@pytest.mark.parametrize(
    "error", [ValueError("x"), OSError(errno.EIO, "x", "y"), errors.InputError("x"), SystemExit(1)]
)
def test_all_else_passes_as_it_is(error: BaseException) -> None:
    """It is a defect, or told already."""
    with pytest.raises(type(error)) as caught, translated():
        raise error

    assert caught.value is error
