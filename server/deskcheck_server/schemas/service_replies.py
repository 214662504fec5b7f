"""The replies of the routes for operators."""

from typing import Literal

from pydantic import Field

from deskcheck_server.schemas.results import ReplyBody


class ModelBody(ReplyBody):
    """One verifier that is served."""

    id: str = Field(description="Its name in requests.", examples=["deskcheck-nano"])
    object: Literal["model"] = Field(default="model", description="Always model.")
    engine: str = Field(description="What runs it: embedded, vllm or fake.", examples=["embedded"])
    max_tokens: int = Field(description="The longest sequence that it reads.", examples=[4096])
    parent: str | None = Field(
        default=None, description="The verifier that it adapts; null for the verifier itself."
    )


class ModelsReply(ReplyBody):
    """The verifiers that are served."""

    object: Literal["list"] = Field(default="list", description="Always list.")
    data: list[ModelBody] = Field(description="One per verifier.")


class StatusReply(ReplyBody):
    """How the server is."""

    status: Literal["alive", "ready"] = Field(description="alive or ready.")


class VersionReply(ReplyBody):
    """What runs here."""

    version: str = Field(description="Version of Deskcheck.", examples=["0.1.0"])
