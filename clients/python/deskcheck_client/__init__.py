"""Python client for a Deskcheck server.

`Client` blocks and `AsyncClient` is awaited; both take the same arguments and return the same
frozen values. The package neither scores nor extracts anything itself.
"""

from deskcheck_client.async_client import AsyncClient
from deskcheck_client.choices import Best
from deskcheck_client.client import Client
from deskcheck_client.errors import (
    ClientError,
    ConnectionFailedError,
    InputError,
    NotFoundError,
    NoValidCandidateError,
    OverloadedError,
    RejectedError,
    ReplyError,
    ServerError,
    StatusError,
    TimedOutError,
    UnauthorizedError,
)
from deskcheck_client.failures import Failure
from deskcheck_client.feedback import Receipt, RefusedReport, Report
from deskcheck_client.groups import Candidate, Group, Message
from deskcheck_client.options import BestOptions, RerankOptions, ScoreOptions
from deskcheck_client.results import (
    FailedGroup,
    Model,
    Ranking,
    Result,
    ScoredGroup,
    Scores,
    Summary,
    Timing,
    Usage,
)
from deskcheck_client.streams import AsyncGroupStream, GroupStream

__all__ = [
    "AsyncClient",
    "AsyncGroupStream",
    "Best",
    "BestOptions",
    "Candidate",
    "Client",
    "ClientError",
    "ConnectionFailedError",
    "FailedGroup",
    "Failure",
    "Group",
    "GroupStream",
    "InputError",
    "Message",
    "Model",
    "NoValidCandidateError",
    "NotFoundError",
    "OverloadedError",
    "Ranking",
    "Receipt",
    "RefusedReport",
    "RejectedError",
    "ReplyError",
    "Report",
    "RerankOptions",
    "Result",
    "ScoreOptions",
    "ScoredGroup",
    "Scores",
    "ServerError",
    "StatusError",
    "Summary",
    "TimedOutError",
    "Timing",
    "UnauthorizedError",
    "Usage",
]
