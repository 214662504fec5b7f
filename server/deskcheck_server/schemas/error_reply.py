"""The one envelope of all errors, as OpenAI's and vLLM's clients read it."""

from pydantic import Field

from deskcheck_server.schemas.results import ReplyBody


class ErrorBody(ReplyBody):
    """What went wrong."""

    message: str = Field(
        description="The value and the remedy, in a sentence.",
        examples=["top_n is 0; give 1 or more"],
    )
    type: str = Field(
        description="Class of error: invalid_request_error, authentication_error, not_found_error, "
        "rate_limit_error, overloaded_error or server_error.",
        examples=["invalid_request_error"],
    )
    param: str | None = Field(
        description="The field of the request that is at fault.", examples=["top_n"]
    )
    code: str = Field(description="One word for programs.", examples=["invalid_field"])


class ErrorReply(ReplyBody):
    """An error."""

    error: ErrorBody = Field(description="Message, type, place and code.")
