"""The OpenAPI document: routes read their bodies themselves, so their models are named here."""

from collections.abc import Mapping
from typing import Literal

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from deskcheck_server.schemas.documents_request import DocumentsRequest
from deskcheck_server.schemas.error_reply import ErrorReply
from deskcheck_server.schemas.feedback import FeedbackRequest
from deskcheck_server.schemas.replies import FailedLine, LastLine, ScoredLine
from deskcheck_server.schemas.requests import RerankRequest, ScoreRequest

REQUESTS = (RerankRequest, DocumentsRequest, ScoreRequest, FeedbackRequest)
LINES = (ScoredLine, FailedLine, LastLine)
REFUSED = {
    400: "The body is not a JSON object.",
    401: "The key is missing or wrong.",
    404: "Another model is served, or no feedback is kept.",
    408: "The body comes too slowly.",
    413: "The body is too large, or has more tokens than the server holds at once.",
    415: "The body is not JSON.",
    422: "A field is missing, unknown, of another type, or beyond its cap.",
    429: "The key has used up its rate; retry-after says when to come back.",
    500: "The engine or the server failed.",
    503: "Too much is pending, or a part is down; retry-after says when to come back.",
    504: "The request took too long.",
}

Document = dict[str, object]
Responses = dict[int | str, dict[str, object]]


class DocumentedApi(FastAPI):
    """FastAPI whose document also holds the models of bodies that routes read themselves."""

    def openapi(self) -> Document:
        """The document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(_schemas())
        return super().openapi()


def body_of(**models: type[BaseModel]) -> Document:
    """The request body of a route, any of the models, each with its example under its name."""
    schemas = [_reference(model) for model in models.values()]
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    examples = {name: {"value": _example(model)} for name, model in models.items()}
    content = {"application/json": {"schema": schema, "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}


def replies_of(model: type[BaseModel], *others: type[BaseModel], lines: bool = False) -> Responses:
    """The replies of a scoring route: one of the models, lines of a stream, or an error."""
    good: dict[str, object] = {"description": "The result.", "model": model}
    if others:
        good["model"] = model | others[0]
    if lines:
        schema = {"anyOf": [_reference(line) for line in LINES]}
        good["content"] = {"application/x-ndjson": {"schema": schema}}
    replies: Responses = {200: good}
    for status, description in REFUSED.items():
        replies[status] = {"description": description, "model": ErrorReply}
    return replies


def _example(model: type[BaseModel]) -> Document:
    example = model.model_json_schema()["examples"][0]  # by name, and read best as declared
    return {name: example[name] for name in model.model_fields if name in example}


def _reference(model: type[BaseModel]) -> Mapping[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _schemas() -> Document:
    modes: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        (model, "validation") for model in REQUESTS
    ] + [(model, "serialization") for model in LINES]
    _, document = models_json_schema(modes, ref_template="#/components/schemas/{model}")
    found: Document = document["$defs"]
    return found
