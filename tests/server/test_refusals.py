"""The table from errors to statuses: whole, and silent about what it does not know."""

import pytest

from deskcheck_models import errors as model_errors
from deskcheck_server import errors
from deskcheck_server.errors import (
    DeadlineError,
    FieldError,
    GroupError,
    LaterError,
    MethodError,
    OverloadedError,
    RequestError,
    StoppingError,
    UnauthorizedError,
    UnknownModelError,
)
from deskcheck_server.refusals import KINDS, refusal

SECRET = "def secret(): pass"
FAMILIES = {RequestError, LaterError}


def test_every_refusal_has_a_status() -> None:
    """No request error falls through to a bare 500."""
    kinds = {one for one in vars(errors).values() if isinstance(one, type)}
    refusals = {one for one in kinds if issubclass(one, RequestError)} - FAMILIES

    assert refusals - set(KINDS) == set()


def test_every_status_is_an_errors() -> None:
    """400 to 599, and a code of its own for each kind but two pairs that mean the same."""
    codes = [kind.code for kind in KINDS.values()]

    assert all(400 <= kind.status <= 599 for kind in KINDS.values())
    assert len(codes) - len(set(codes)) == 2


def test_an_unknown_error_tells_nothing() -> None:
    """Its message may quote a candidate."""
    answer = refusal(RuntimeError(SECRET))

    assert (answer.status, answer.body.code) == (500, "internal_error")
    assert SECRET not in answer.body.message


@pytest.mark.parametrize(
    ("error", "headers"),
    [
        (OverloadedError("full", retry_after=7), {"retry-after": "7"}),
        (model_errors.BusyError("full"), {"retry-after": "1"}),
        (errors.StoppingError("stopping"), {"retry-after": "1"}),
        (MethodError("no", allowed="GET"), {"allow": "GET"}),
        (FieldError("no"), {}),
    ],
)
def test_headers_say_what_to_do_next(error: Exception, headers: dict[str, str]) -> None:
    """Where waiting or another method helps."""
    assert refusal(error).headers == headers


@pytest.mark.parametrize(
    ("error", "place", "param"),
    [
        (model_errors.ProblemError("empty"), "problem", "problem"),
        (model_errors.ProblemError("empty"), "groups.3.problem", "groups.3.problem"),
        (model_errors.TooLongError("long"), "groups.3.problem", "groups.3"),
        (model_errors.EngineError("gone"), "query", None),
    ],
)
def test_a_failed_group_is_named_by_its_place(
    error: Exception, place: str, param: str | None
) -> None:
    """The problem where that is at fault, else the group, else nothing."""
    answer = refusal(GroupError(error, place))

    assert (answer.body.param, answer.body.message) == (param, str(error))


def test_a_field_is_named_by_its_error() -> None:
    """As param of the envelope."""
    assert refusal(UnknownModelError("no", param="model")).body.param == "model"


def test_the_status_of_overload_alone_can_be_chosen() -> None:
    """A server that stops is no overload, and says 503 whatever was chosen."""
    busy = refusal(OverloadedError("busy", retry_after=3), overload_status=429)
    extraction = refusal(GroupError(model_errors.BusyError("busy"), "problem"), overload_status=429)
    stopping = refusal(StoppingError("stopping"), overload_status=429)

    assert [one.status for one in (busy, extraction, stopping)] == [429, 429, 503]
    assert [one.headers["retry-after"] for one in (busy, extraction, stopping)] == ["3", "1", "1"]


def test_a_missing_key_is_told_how_to_be_shown() -> None:
    """As HTTP asks for."""
    assert refusal(UnauthorizedError("no key")).headers == {"www-authenticate": "Bearer"}


@pytest.mark.parametrize(("wait", "headers"), [(None, {}), (4, {"retry-after": "4"})])
def test_a_late_request_comes_again_where_that_helps(
    wait: int | None, headers: dict[str, str]
) -> None:
    """Not where its own work took too long."""
    assert refusal(DeadlineError("late", retry_after=wait)).headers == headers
