"""The errors, their table of statuses, and the pages that tell of both."""

import inspect
import re

import pytest

from deskcheck_models import errors as model_errors
from deskcheck_server import errors
from deskcheck_server.errors import ServerError
from deskcheck_server.openapi import REFUSED
from deskcheck_server.refusals import KINDS, UNEXPECTED, refusal
from deskcheck_server.schemas.error_reply import ErrorBody

ENTRY = re.compile(r"^( *)[*+.-] (\w+Error)\b", re.M)

# Status, class and code of every error, as callers have been told: none changes unnoticed.
PUBLISHED = {
    "BodyError": (400, "invalid_request_error", "invalid_body"),
    "UnauthorizedError": (401, "authentication_error", "unauthorized"),
    "UnknownModelError": (404, "not_found_error", "unknown_model"),
    "UnknownRouteError": (404, "not_found_error", "unknown_route"),
    "FeedbackOffError": (404, "not_found_error", "feedback_off"),
    "MethodError": (405, "invalid_request_error", "method_not_allowed"),
    "SlowBodyError": (408, "invalid_request_error", "slow_body"),
    "BodyTooLargeError": (413, "invalid_request_error", "body_too_large"),
    "RequestTooLargeError": (413, "invalid_request_error", "request_too_large"),
    "ContentTypeError": (415, "invalid_request_error", "unsupported_content_type"),
    "FieldError": (422, "invalid_request_error", "invalid_field"),
    "ProblemError": (422, "invalid_request_error", "invalid_problem"),
    "TooLongError": (422, "invalid_request_error", "too_long"),
    "RateLimitedError": (429, "rate_limit_error", "rate_limited"),
    "ClientGoneError": (499, "invalid_request_error", "client_gone"),
    "CheckpointError": (500, "server_error", "verifier_failed"),
    "EngineError": (500, "server_error", "engine_failed"),
    "ExtractionError": (500, "server_error", "extraction_failed"),
    "OverloadedError": (503, "overloaded_error", "overloaded"),
    "BusyError": (503, "overloaded_error", "overloaded"),
    "EngineEndedError": (503, "server_error", "engine_down"),
    "EngineDownError": (503, "server_error", "engine_down"),
    "NotReadyError": (503, "overloaded_error", "not_ready"),
    "StartingError": (503, "overloaded_error", "starting"),
    "StoppingError": (503, "overloaded_error", "stopping"),
    "FeedbackUnavailableError": (503, "overloaded_error", "feedback_unavailable"),
    "DeadlineError": (504, "server_error", "deadline_exceeded"),
}


def described() -> dict[str, str]:
    """Each error of the module's first page with the one under which it stands."""
    above: list[tuple[int, str]] = []
    found: dict[str, str] = {}
    for spaces, name in ENTRY.findall(inspect.getdoc(errors) or ""):
        above = [one for one in above if one[0] < len(spaces)]
        found[name] = above[-1][1] if above else "Exception"
        above.append((len(spaces), name))
    return found


def defined() -> dict[str, str]:
    """Each error of the module with its base."""
    classes = [one for one in vars(errors).values() if inspect.isclass(one)]
    ours = [one for one in classes if issubclass(one, ServerError)]
    return {one.__name__: one.__bases__[0].__name__ for one in ours}


def test_the_page_shows_the_tree_as_it_is() -> None:
    """Every error, under its base."""
    assert described() == defined()


def test_every_error_is_answered_as_it_was_published() -> None:
    """Callers branch on status and code."""
    table = {kind.__name__: (found.status, found.type, found.code) for kind, found in KINDS.items()}

    assert table == PUBLISHED


def test_the_document_tells_every_status_of_a_ranking_route() -> None:
    """All of the table but those of another route, another method, or nobody."""
    statuses = {kind.status for kind in (*KINDS.values(), UNEXPECTED)}

    assert set(REFUSED) == statuses - {405, 499}


def test_the_document_tells_every_class_of_error() -> None:
    """In the description of the field."""
    told = ErrorBody.model_fields["type"].description or ""
    classes = {kind.type for kind in (*KINDS.values(), UNEXPECTED)}

    assert classes == set(re.findall(r"\w+_error", told))


@pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.__name__)
def test_a_message_is_sent_as_it_is(kind: type[Exception]) -> None:
    """Errors of the table hold what the caller may read; waiting helps where all is busy."""
    more: dict[str, object] = {}
    if kind is errors.MethodError:
        more = {"allowed": "GET"}
    elif issubclass(kind, errors.LaterError):
        more = {"retry_after": 7}
    answer = refusal(kind("the value and the remedy", **more))
    wait = "7" if "retry_after" in more else "1" if answer.status == 503 else None

    assert answer.body.message == "the value and the remedy"
    assert (answer.status, answer.body.type, answer.body.code) == PUBLISHED[kind.__name__]
    assert answer.headers.get("retry-after") == wait


@pytest.mark.parametrize(
    "error",
    [
        KeyError("x = 1"),
        MemoryError("x = 1"),
        UnicodeDecodeError("utf-8", b"x = 1", 0, 1, "x = 1"),
        RecursionError("x = 1"),
        model_errors.ModelError("x = 1"),
        errors.RequestError("x = 1"),
        errors.LaterError("x = 1", retry_after=9),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_is_not_in_the_table_is_not_quoted(error: Exception) -> None:
    """Its message may hold a candidate: families of errors are no exception."""
    answer = refusal(error)

    assert (answer.status, answer.body.code) == (500, "internal_error")
    assert "x = 1" not in answer.body.message
    assert "the server failed unexpectedly" in answer.body.message


def test_an_error_below_one_of_the_table_is_not_taken_for_it() -> None:
    """Somebody must decide what each means."""

    class Unforeseen(errors.FieldError):
        """An error that nobody has put into the table."""

    assert refusal(Unforeseen("x = 1")).status == 500
