"""The errors of this package; `refusals` holds the one table from them to HTTP statuses.

* ServerError
  + SettingsError         a setting is unknown or cannot work; names it and where it came from
  + ListenError           the address cannot be listened on
  + DeploymentError       no replica starts on Ray
  + ClientGoneError       the caller hung up; nobody is left to answer
  + GroupError            one group of a request failed; holds its place and the reason
  + RequestError          the request is refused; `param` names the field, if one is at fault
    - BodyError           the body is not one JSON object in UTF-8
    - ContentTypeError    the body says that it is something else than JSON
    - BodyTooLargeError   the body is larger than the server takes
    - SlowBodyError       the body comes too slowly to be waited for
    - FieldError          a field is missing, unknown, of another type or beyond its cap
    - UnknownModelError   another verifier is served
    - UnknownRouteError   no route has the path
    - MethodError         the route is there, for other methods; `allowed` lists them
    - UnauthorizedError   the key is missing or wrong
    - RequestTooLargeError  it has more tokens than the server holds at once
    - LaterError          `retry_after` seconds may help
      . RateLimitedError  the key has used up its rate
      . OverloadedError   too much is pending
      . EngineDownError   the engine has ended, and the next one is not there yet
      . FeedbackUnavailableError  the feedback database does not take reports now
    - FeedbackOffError    no feedback database is configured
    - DeadlineError       the request took longer than it may
    - NotReadyError       another server may take it
      . StartingError     the server does not take requests yet
      . StoppingError     the server takes no requests any more
"""


class ServerError(Exception):
    """Root of all errors that this package raises on purpose."""


class SettingsError(ServerError):
    """A setting is unknown or cannot work; the message names it and the remedy."""


class ListenError(ServerError):
    """The address cannot be listened on: taken, not ours, or not allowed."""


class DeploymentError(ServerError):
    """No replica starts on Ray; the message is Ray's."""


class ClientGoneError(ServerError):
    """The caller closed the connection before the reply."""


class GroupError(ServerError):
    """One group of a request failed: `error` is why, `problem` the place of its problem."""

    def __init__(self, error: Exception, problem: str) -> None:
        super().__init__(f"the group of {problem} failed")
        self.error = error
        self.problem = problem


class RequestError(ServerError):
    """A request is refused; the message holds the value and the remedy."""

    def __init__(self, message: str, *, param: str | None = None) -> None:
        super().__init__(message)
        self.param = param


class BodyError(RequestError):
    """The body is not one JSON object in UTF-8."""


class ContentTypeError(RequestError):
    """The body says that it is something else than JSON."""


class BodyTooLargeError(RequestError):
    """The body is larger than the server takes."""


class SlowBodyError(RequestError):
    """The body comes too slowly to be waited for."""


class FieldError(RequestError):
    """A field is missing, unknown, of another type or beyond its cap."""


class UnknownModelError(RequestError):
    """Another verifier is served."""


class UnknownRouteError(RequestError):
    """No route has the path."""


class MethodError(RequestError):
    """The route is there, for the methods of `allowed` only."""

    def __init__(self, message: str, *, allowed: str) -> None:
        super().__init__(message)
        self.allowed = allowed


class UnauthorizedError(RequestError):
    """The key is missing or wrong; the message never holds it."""


class RequestTooLargeError(RequestError):
    """The request has more tokens than the server holds at once; waiting does not help."""


class LaterError(RequestError):
    """The request may be taken after `retry_after` seconds."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RateLimitedError(LaterError):
    """The key has used up its rate."""


class OverloadedError(LaterError):
    """Too much is pending."""


class FeedbackUnavailableError(LaterError):
    """The feedback database does not take reports now."""


class FeedbackOffError(RequestError):
    """No feedback database is configured."""


class EngineDownError(LaterError):
    """The engine has ended, and the next one is not there yet."""


class DeadlineError(RequestError):
    """The request took longer than it or the server allows.

    `retry_after` is None where waiting would not help: the work itself took too long.
    """

    def __init__(self, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotReadyError(RequestError):
    """The server is at the beginning or the end of its life."""


class StartingError(NotReadyError):
    """The server does not take requests yet."""


class StoppingError(NotReadyError):
    """The server takes no requests any more."""
