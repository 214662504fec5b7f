"""What both clients do around one HTTP exchange, short of waiting for it."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from deskcheck_client.deadlines import Deadline
from deskcheck_client.errors import ConnectionFailedError, ReplyError, TimedOutError
from deskcheck_client.requests import Call
from deskcheck_client.settings import Settings, without_password

CONNECT_SECONDS = 5.0  # at most
AFFINITY_HEADER = "x-deskcheck-affinity"  # by which a load balancer may choose a replica
TIMEOUT_HEADER = "x-request-timeout-ms"
# Calls beyond it wait for one that ends. Kept for less than servers keep them (75 s): who closes
# first cannot meet a call that comes just then.
POOL = httpx2.Limits(max_connections=128, max_keepalive_connections=128, keepalive_expiry=60.0)


def build_request(
    http: httpx2.Client | httpx2.AsyncClient,
    settings: Settings,
    call: Call,
    url: str,
    deadline: Deadline | None,
) -> httpx2.Request:
    """The request of a call to one base URL, complete with its key and limits.

    What is left of the deadline goes along, so that the server drops what comes too late. Without
    one, as for a stream, the settings' timeout bounds each wait. Raises TimedOutError where nothing
    is left.
    """
    left = settings.timeout if deadline is None else deadline.remaining()
    headers = {"content-type": "application/json"} if call.content is not None else {}
    if settings.api_key is not None:
        headers["authorization"] = f"Bearer {settings.api_key}"
    if call.affinity is not None:
        headers[AFFINITY_HEADER] = call.affinity
    if deadline is not None:
        headers[TIMEOUT_HEADER] = str(math.ceil(left * 1000))
    return http.build_request(
        call.method,
        url + call.path,
        content=call.content,
        headers=headers,
        timeout=httpx2.Timeout(left, connect=min(CONNECT_SECONDS, left)),
    )


def check_time(status: int, deadline: Deadline | None) -> None:
    """Raises TimedOutError for a server that gave up because the caller's own time is over."""
    if status == 504 and deadline is not None:
        deadline.remaining()


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turns the errors of httpx2 into those of this package; `url` is who was asked."""
    try:
        yield
    except httpx2.TimeoutException as error:
        raise TimedOutError(_message(url, "no reply in time", error)) from error
    except httpx2.DecodingError as error:
        raise ReplyError(_message(url, "the reply cannot be decoded", error)) from error
    except httpx2.RequestError as error:
        raise ConnectionFailedError(_message(url, "no reply", error)) from error


def _message(url: str, what: str, error: httpx2.RequestError) -> str:
    reason = str(error) or type(error).__name__
    asked = without_password(url)
    return f"{what} from {asked} ({reason}); is the server up, and is this its address?"
