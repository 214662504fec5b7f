"""The document of the API: what each route takes and answers, as generators of clients read it."""

from typing import Any

import httpx2
import pytest

from deskcheck_server.openapi import LINES, REFUSED, REQUESTS, body_of, replies_of
from deskcheck_server.schemas.feedback import FeedbackRequest
from deskcheck_server.schemas.replies import RerankReply
from deskcheck_server.schemas.requests import RerankRequest, ScoreRequest
from tests.server.live_server import LiveServer

Document = dict[str, Any]
ROUTES = ("/v1/rerank", "/v2/rerank", "/rerank", "/v1/score", "/v1/feedback")


@pytest.fixture(scope="module")
def document(server: LiveServer) -> Document:
    """The document as it is served."""
    found: Document = httpx2.get(f"{server.url}/openapi.json").json()
    return found


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_tells_every_status(document: Document, route: str) -> None:
    """Success, and each refusal in the one envelope with its reason."""
    replies = document["paths"][route]["post"]["responses"]

    assert set(replies) == {"200", *map(str, REFUSED)}
    for status, told in REFUSED.items():
        schema = replies[str(status)]["content"]["application/json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/ErrorReply"}
        assert replies[str(status)]["description"] == told


@pytest.mark.parametrize(
    ("route", "models"),
    [
        ("/v1/rerank", ["RerankRequest", "DocumentsRequest"]),
        ("/v2/rerank", ["RerankRequest", "DocumentsRequest"]),
        ("/rerank", ["RerankRequest", "DocumentsRequest"]),
        ("/v1/score", ["ScoreRequest"]),
        ("/v1/feedback", ["FeedbackRequest"]),
    ],
)
def test_a_route_tells_every_form_of_its_body(
    document: Document, route: str, models: list[str]
) -> None:
    """One of them must be there."""
    body = document["paths"][route]["post"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]
    named = schema["anyOf"] if len(models) > 1 else [schema]

    assert body["required"] is True
    assert [one["$ref"].rpartition("/")[2] for one in named] == models


def test_a_stream_is_told_line_by_line(document: Document) -> None:
    """Beside the whole reply."""
    content = document["paths"]["/v1/score"]["post"]["responses"]["200"]["content"]
    lines = content["application/x-ndjson"]["schema"]["anyOf"]

    assert [one["$ref"].rpartition("/")[2] for one in lines] == [one.__name__ for one in LINES]
    assert content["application/json"]["schema"]["$ref"].endswith("/ScoreReply")


def test_all_bodies_are_closed(document: Document) -> None:
    """An unknown field is an error, which a generated client can know."""
    schemas = document["components"]["schemas"]
    requests = {model.__name__ for model in REQUESTS} | {
        *("MessageBody", "CandidateBody", "GroupBody", "DocumentBody", "ReportBody"),
    }

    assert {
        name for name in requests if schemas[name]["additionalProperties"] is not False
    } == set()


def test_the_document_is_made_once(server: LiveServer) -> None:
    """And is the same for everybody."""
    first, second = (httpx2.get(f"{server.url}/openapi.json").content for _ in range(2))

    assert first == second


def test_an_example_reads_as_its_model_is_declared() -> None:
    """By the order of its fields, and not by their names."""
    examples = body_of(groups=ScoreRequest, reports=FeedbackRequest)["requestBody"]
    assert isinstance(examples, dict)
    shown = examples["content"]["application/json"]["examples"]

    assert list(shown) == ["groups", "reports"]
    assert list(body_example(RerankRequest)) == ["problem", "candidates"]


def body_example(model: type[RerankRequest]) -> Document:
    """The example of a model's body."""
    body = body_of(native=model)["requestBody"]
    if not isinstance(body, dict):
        raise TypeError("no body")
    value: Document = body["content"]["application/json"]["examples"]["native"]["value"]
    return value


def test_one_model_is_no_choice() -> None:
    """Its schema stands there by itself, and its reply too."""
    body = body_of(native=RerankRequest)["requestBody"]
    assert isinstance(body, dict)

    assert body["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/RerankRequest"
    }
    assert replies_of(RerankReply)[200] == {"description": "The result.", "model": RerankReply}
