"""The route that takes reports of unit tests."""

from functools import partial

from fastapi import APIRouter
from starlette.requests import Request

from deskcheck_server.edge.body import read_body
from deskcheck_server.edge.body_room import BODIES, BodyRoom
from deskcheck_server.edge.record import record_of
from deskcheck_server.errors import FeedbackOffError
from deskcheck_server.feedback.feedback import Feedback
from deskcheck_server.feedback.kept import storable
from deskcheck_server.feedback.noting import Noted, Unknown
from deskcheck_server.feedback.reports import Report
from deskcheck_server.openapi import body_of, replies_of
from deskcheck_server.queue.deadline import Deadline
from deskcheck_server.schemas.feedback import FeedbackReply, FeedbackRequest, RefusedReport
from deskcheck_server.settings import Settings
from deskcheck_server.validation import validated

MOST_BYTES = 2**20  # of a body
OFF = "this server keeps no feedback: start it with feedback_database"


class FeedbackRoutes:
    """The route over the feedback of a server; without any it answers 404."""

    def __init__(self, feedback: Feedback | None, settings: Settings) -> None:
        self._feedback = feedback
        self._settings = settings
        self._room = BodyRoom(BODIES * MOST_BYTES)

    def router(self) -> APIRouter:
        """The route, for an application to include."""
        router = APIRouter(tags=["feedback"])
        router.add_api_route(
            "/v1/feedback",
            self.report,
            summary="Report what unit tests said of ranked candidates",
            methods=["POST"],
            responses=replies_of(FeedbackReply),
            openapi_extra=body_of(reports=FeedbackRequest),
        )
        return router

    async def report(self, request: Request) -> FeedbackReply:
        """Keep which candidates of earlier replies passed their tests, and how long those took.

        The reply comes once all that it calls kept is written. A 503 says that the database takes
        nothing now; sending the same reports again is safe.
        """
        if self._feedback is None:
            raise FeedbackOffError(OFF)
        deadline = Deadline.read(request.headers, longest=self._settings.timeout_seconds)
        reports = await read_body(
            request,
            partial(_reports, self._settings),
            room=self._room,
            most=MOST_BYTES,
            seconds=deadline.seconds,
        )
        noted = await self._feedback.report(reports, seconds=deadline.left())
        return _reply(record_of(request).id, reports, noted)


def _reports(caps: Settings, given: dict[str, object]) -> tuple[Report, ...]:
    body = validated(FeedbackRequest, given, caps)
    return tuple(
        Report(
            storable(one.request_id),
            one.group,
            one.index,
            one.passed,
            one.seconds,
            storable(one.policy) if one.policy else None,
        )
        for one in body.reports
    )


def _reply(request_id: str, reports: tuple[Report, ...], noted: Noted) -> FeedbackReply:
    refused = [
        RefusedReport(report=place, code=fault, message=_message(reports[place], fault))
        for place, fault in sorted(noted.unknown.items())
    ]
    return FeedbackReply(id=request_id, kept=len(reports) - len(refused), refused=refused)


def _message(report: Report, fault: Unknown) -> str:
    ranking = f"group {report.group} of request {report.request_id!r}"
    if fault is Unknown.CANDIDATE:
        return f"{ranking} has no candidate {report.index}: give the index of its result"
    return f"{ranking} is not kept here: give the id of a reply, within a day of it"
