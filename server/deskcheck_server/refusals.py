"""The one table from errors to statuses, and the envelope that goes with them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from deskcheck_models.errors import (
    BusyError,
    CheckpointError,
    EngineEndedError,
    EngineError,
    ExtractionError,
    ProblemError,
    TooLongError,
)
from deskcheck_server.errors import (
    BodyError,
    BodyTooLargeError,
    ClientGoneError,
    ContentTypeError,
    DeadlineError,
    EngineDownError,
    FeedbackOffError,
    FeedbackUnavailableError,
    FieldError,
    GroupError,
    LaterError,
    MethodError,
    NotReadyError,
    OverloadedError,
    RateLimitedError,
    RequestError,
    RequestTooLargeError,
    SlowBodyError,
    StartingError,
    StoppingError,
    UnauthorizedError,
    UnknownModelError,
    UnknownRouteError,
)
from deskcheck_server.schemas.error_reply import ErrorBody

INVALID, NOT_FOUND = "invalid_request_error", "not_found_error"
UNAUTHORIZED, RATE_LIMITED = "authentication_error", "rate_limit_error"
OVERLOADED, FAILED = "overloaded_error", "server_error"
INTERNAL, UNAVAILABLE = 500, 503


@dataclass(frozen=True, slots=True)
class Kind:
    """How errors of one type are answered."""

    status: int
    type: str
    code: str


KINDS: Mapping[type[Exception], Kind] = MappingProxyType(
    {
        BodyError: Kind(400, INVALID, "invalid_body"),
        UnauthorizedError: Kind(401, UNAUTHORIZED, "unauthorized"),
        UnknownModelError: Kind(404, NOT_FOUND, "unknown_model"),
        UnknownRouteError: Kind(404, NOT_FOUND, "unknown_route"),
        FeedbackOffError: Kind(404, NOT_FOUND, "feedback_off"),
        MethodError: Kind(405, INVALID, "method_not_allowed"),
        SlowBodyError: Kind(408, INVALID, "slow_body"),
        BodyTooLargeError: Kind(413, INVALID, "body_too_large"),
        RequestTooLargeError: Kind(413, INVALID, "request_too_large"),
        ContentTypeError: Kind(415, INVALID, "unsupported_content_type"),
        FieldError: Kind(422, INVALID, "invalid_field"),
        ProblemError: Kind(422, INVALID, "invalid_problem"),
        TooLongError: Kind(422, INVALID, "too_long"),
        RateLimitedError: Kind(429, RATE_LIMITED, "rate_limited"),
        ClientGoneError: Kind(499, INVALID, "client_gone"),  # for logs and metrics: nobody reads it
        CheckpointError: Kind(INTERNAL, FAILED, "verifier_failed"),
        EngineError: Kind(INTERNAL, FAILED, "engine_failed"),
        ExtractionError: Kind(INTERNAL, FAILED, "extraction_failed"),
        OverloadedError: Kind(UNAVAILABLE, OVERLOADED, "overloaded"),
        BusyError: Kind(UNAVAILABLE, OVERLOADED, "overloaded"),
        EngineEndedError: Kind(UNAVAILABLE, FAILED, "engine_down"),
        EngineDownError: Kind(UNAVAILABLE, FAILED, "engine_down"),
        NotReadyError: Kind(UNAVAILABLE, OVERLOADED, "not_ready"),
        StartingError: Kind(UNAVAILABLE, OVERLOADED, "starting"),
        StoppingError: Kind(UNAVAILABLE, OVERLOADED, "stopping"),
        FeedbackUnavailableError: Kind(UNAVAILABLE, OVERLOADED, "feedback_unavailable"),
        DeadlineError: Kind(504, FAILED, "deadline_exceeded"),
    }
)
UNEXPECTED = Kind(INTERNAL, FAILED, "internal_error")
CODES = sorted({kind.code for kind in (*KINDS.values(), UNEXPECTED)})


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error as it goes out."""

    status: int
    body: ErrorBody
    headers: Mapping[str, str]


def refusal(error: Exception, *, overload_status: int = UNAVAILABLE) -> Refusal:
    """The status, envelope and headers of an error; one that is not in the table is a bare 500.

    `overload_status` is for the errors of too much work: some callers come again after a 503 alone,
    others after a 429.
    """
    if isinstance(error, GroupError):
        answer = _refusal(error.error, _place(error))
    else:
        answer = _refusal(error, error.param if isinstance(error, RequestError) else None)
    return replace(answer, status=overload_status) if _overloaded(answer) else answer


def _overloaded(answer: Refusal) -> bool:
    return answer.status == UNAVAILABLE and answer.body.code == "overloaded"


def _refusal(error: Exception, param: str | None) -> Refusal:
    kind = KINDS.get(type(error), UNEXPECTED)
    message = str(error)
    if kind is UNEXPECTED:
        message = "the server failed unexpectedly; its log names the place under this request's id"
    body = ErrorBody(message=message, type=kind.type, param=param, code=kind.code)
    return Refusal(kind.status, body, _headers(error, kind))


def _place(error: GroupError) -> str | None:
    if isinstance(error.error, ProblemError):
        return error.problem
    return error.problem.rpartition(".")[0] or None


def _headers(error: Exception, kind: Kind) -> Mapping[str, str]:
    if isinstance(error, MethodError):
        return {"allow": error.allowed}
    if isinstance(error, UnauthorizedError):
        return {"www-authenticate": "Bearer"}
    if isinstance(error, LaterError | DeadlineError) and error.retry_after is not None:
        return {"retry-after": str(error.retry_after)}
    return {"retry-after": "1"} if kind.status == UNAVAILABLE else {}
