"""Reports of unit tests, and what became of them."""

from typing import Annotated

from pydantic import ConfigDict, FailFast, Field
from pydantic.config import JsonDict

from deskcheck_server.schemas.fields import RequestBody, few_enough
from deskcheck_server.schemas.results import ReplyBody

MOST_REPORTS = 4096
LARGEST = 2**31 - 1

_REPORT: JsonDict = {
    "request_id": "5a1f0c62b7e84d5f9a3e6c1d2b4f8a70",
    "index": 0,
    "passed": True,
    "seconds": 1.75,
    "policy": "qwen2.5-coder-7b",
}


class ReportBody(RequestBody):
    """What became of one candidate when its tests were run."""

    request_id: str = Field(
        min_length=1,
        max_length=128,
        description="The id of the reply that ranked it.",
        examples=[_REPORT["request_id"]],
    )
    group: int = Field(
        default=0,
        ge=0,
        le=LARGEST,
        description="The group's place in that request, from 0.",
        examples=[0],
    )
    index: int = Field(
        ge=0, le=LARGEST, description="The candidate's place in its group, from 0.", examples=[0]
    )
    passed: bool = Field(description="Whether it passed all its tests.", examples=[True])
    seconds: float | None = Field(
        default=None,
        ge=0,
        le=1e6,
        allow_inf_nan=False,
        description="How long its tests took; left out where nobody knows.",
        examples=[1.75],
    )
    policy: str | None = Field(
        default=None,
        min_length=1,
        max_length=128,
        description="The model that wrote it, for those who train with the reports.",
        examples=["qwen2.5-coder-7b"],
    )


class FeedbackRequest(RequestBody):
    """Reports on candidates that were ranked before."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reports": [_REPORT]}]})

    reports: Annotated[
        list[ReportBody], FailFast(), few_enough("reports", lambda _: MOST_REPORTS)
    ] = Field(
        description="One per candidate; a later one on the same candidate replaces the earlier.",
        examples=[[_REPORT]],
    )


class RefusedReport(ReplyBody):
    """A report that was not kept; the others were."""

    report: int = Field(description="The report's place in the request, from 0.")
    code: str = Field(
        description="unknown_ranking or unknown_candidate.", examples=["unknown_ranking"]
    )
    message: str = Field(description="One sentence with the value and the remedy.")


class FeedbackReply(ReplyBody):
    """What became of the reports."""

    id: str = Field(description="The request's id, as in the x-request-id header and the logs.")
    kept: int = Field(description="Reports that are kept now.")
    refused: list[RefusedReport] = Field(description="Those that are not, and why.")
