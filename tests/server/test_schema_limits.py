"""Every limit of a request's fields, at its bound and one beyond it."""

import pytest
from pydantic import BaseModel

from deskcheck_server.errors import FieldError
from deskcheck_server.schemas.documents_request import DocumentsRequest
from deskcheck_server.schemas.feedback import FeedbackRequest
from deskcheck_server.schemas.requests import RerankRequest, ScoreRequest
from deskcheck_server.settings import Settings
from deskcheck_server.validation import validated

CAPS = Settings.read(None, max_candidates=3, max_groups=2, max_characters=30)
Body = dict[str, object]
NATIVE: Body = {"problem": "Add.", "candidates": ["x = 1"]}
DOCUMENTS: Body = {"query": "Add.", "documents": ["x = 1"]}
GROUPS: Body = {"groups": [NATIVE]}
REPORT: Body = {"request_id": "a", "index": 0, "passed": True}
MESSAGE: Body = {"role": "user", "content": "Add."}


def reports(**fields: object) -> Body:
    """A body with one report that has these fields besides."""
    return {"reports": [REPORT | fields]}


def refused(model: type[BaseModel], body: Body) -> FieldError | None:
    """Why a body is refused; None where it is taken."""
    try:
        validated(model, body, CAPS)
    except FieldError as error:
        return error
    return None


# The model, a body at the bound, one beyond it, the place that is named, and the remedy.
BOUNDS = [
    (RerankRequest, {"problem": "x" * 30}, {"problem": "x" * 31}, "problem", "takes 30"),
    (RerankRequest, {"problem": "ü" * 30}, {"problem": "ü" * 31}, "problem", "takes 30"),
    (RerankRequest, {"problem": "🎉" * 30}, {"problem": "🎉" * 31}, "problem", "takes 30"),
    (
        RerankRequest,
        {"problem": [MESSAGE | {"content": "x" * 30}]},
        {"problem": [MESSAGE | {"content": "x" * 31}]},
        "problem.0.content",
        "takes 30",
    ),
    (
        RerankRequest,
        {"problem": [MESSAGE] * 1000},
        {"problem": [MESSAGE] * 1001},
        "problem",
        "give 1 to 1000",
    ),
    (
        RerankRequest,
        {"problem": [MESSAGE | {"role": "r" * 64}]},
        {"problem": [MESSAGE | {"role": "r" * 65}]},
        "problem.0.role",
        "give at most 64",
    ),
    (
        RerankRequest,
        {"candidates": ["x"] * 3},
        {"candidates": ["x"] * 4},
        "candidates",
        "give 1 to 3",
    ),
    (RerankRequest, {"candidates": ["x"]}, {"candidates": []}, "candidates", "give 1 to 3"),
    (
        RerankRequest,
        {"candidates": [{"text": "x" * 30}]},
        {"candidates": [{"text": "x" * 31}]},
        "candidates.0.text",
        "takes 30",
    ),
    (
        RerankRequest,
        {"candidates": [{"text": "x", "id": "i" * 256}]},
        {"candidates": [{"text": "x", "id": "i" * 257}]},
        "candidates.0.id",
        "give at most 256",
    ),
    (RerankRequest, {"model": "m" * 256}, {"model": "m" * 257}, "model", "give at most 256"),
    (RerankRequest, {"language": "l" * 64}, {"language": "l" * 65}, "language", "at most 64"),
    (
        RerankRequest,
        {"entry_point": "e" * 256},
        {"entry_point": "e" * 257},
        "entry_point",
        "at most 256",
    ),
    (RerankRequest, {"top_n": 1}, {"top_n": 0}, "top_n", "give 1 or more"),
    (RerankRequest, {"timeout_ms": 1}, {"timeout_ms": 0}, "timeout_ms", "give 1 or more"),
    (ScoreRequest, {"groups": [NATIVE] * 2}, {"groups": [NATIVE] * 3}, "groups", "give 1 to 2"),
    (ScoreRequest, {"groups": [NATIVE]}, {"groups": []}, "groups", "give 1 to 2"),
    (
        ScoreRequest,
        {"groups": [NATIVE, NATIVE | {"candidates": ["x"] * 3}]},
        {"groups": [NATIVE, NATIVE | {"candidates": ["x"] * 4}]},
        "groups.1.candidates",
        "give 1 to 3",
    ),
    (DocumentsRequest, {"query": "x" * 30}, {"query": "x" * 31}, "query", "takes 30"),
    (
        DocumentsRequest,
        {"documents": [{"text": "x" * 30}] * 3},
        {"documents": [{"text": "x"}] * 4},
        "documents",
        "give 1 to 3",
    ),
    (DocumentsRequest, {"top_n": 0}, {"top_n": -1}, "top_n", "give 0 or more"),
    (DocumentsRequest, {"user": "u" * 256}, {"user": "u" * 257}, "user", "give at most 256"),
    (
        DocumentsRequest,
        {"max_tokens_per_doc": 0},
        {"max_tokens_per_doc": -1},
        "max_tokens_per_doc",
        "give 0 or more",
    ),
    (
        FeedbackRequest,
        {"reports": [REPORT] * 4096},
        {"reports": [REPORT] * 4097},
        "reports",
        "give 1 to 4096",
    ),
    (FeedbackRequest, reports(), {"reports": []}, "reports", "give 1 to 4096"),
    (
        FeedbackRequest,
        reports(request_id="i" * 128),
        reports(request_id="i" * 129),
        "reports.0.request_id",
        "at most 128",
    ),
    (
        FeedbackRequest,
        reports(request_id="i"),
        reports(request_id=""),
        "reports.0.request_id",
        "at least 1",
    ),
    (
        FeedbackRequest,
        reports(index=2**31 - 1),
        reports(index=2**31),
        "reports.0.index",
        "give 2147483647 or less",
    ),
    (FeedbackRequest, reports(index=0), reports(index=-1), "reports.0.index", "0 or more"),
    (FeedbackRequest, reports(group=0), reports(group=-1), "reports.0.group", "0 or more"),
    (
        FeedbackRequest,
        reports(seconds=1e6),
        reports(seconds=1000000.5),
        "reports.0.seconds",
        "give 1000000.0 or less",
    ),
    (FeedbackRequest, reports(seconds=0), reports(seconds=-0.1), "reports.0.seconds", "or more"),
    (
        FeedbackRequest,
        reports(policy="p" * 128),
        reports(policy="p" * 129),
        "reports.0.policy",
        "at most 128",
    ),
    (FeedbackRequest, reports(policy="p"), reports(policy=""), "reports.0.policy", "at least 1"),
]
WHOLE: dict[type[BaseModel], Body] = {
    RerankRequest: NATIVE,
    ScoreRequest: GROUPS,
    DocumentsRequest: DOCUMENTS,
    FeedbackRequest: reports(),
}


@pytest.mark.parametrize(("model", "within", "beyond", "place", "remedy"), BOUNDS)
def test_a_limit_is_where_it_is_said_to_be(
    model: type[BaseModel], within: Body, beyond: Body, place: str, remedy: str
) -> None:
    """What is at the bound is taken; one more is refused at its place, with the bound."""
    error = refused(model, WHOLE[model] | beyond)

    assert refused(model, WHOLE[model] | within) is None
    assert error is not None
    assert error.param == place
    assert str(error).startswith(place)
    assert remedy in str(error)


@pytest.mark.parametrize("name", ["truncation", "extraction", "priority"])
def test_a_choice_is_one_of_its_words(name: str) -> None:
    """Written as they are: no capitals, no blanks, nothing empty."""
    for wrong in ("", "Refuse", "answer ", "BULK", "none", "all"):
        error = refused(RerankRequest, NATIVE | {name: wrong})

        assert error is not None
        assert (error.param, "; give '" in str(error)) == (name, True)


@pytest.mark.parametrize("model", list(WHOLE), ids=lambda model: model.__name__)
def test_every_field_that_may_be_left_out_may_be_its_default(model: type[BaseModel]) -> None:
    """Clients that write out all fields are served like those that write out none."""
    defaults = {
        name: field.default for name, field in model.model_fields.items() if not field.is_required()
    }

    assert refused(model, WHOLE[model] | defaults) is None


@pytest.mark.parametrize("model", list(WHOLE), ids=lambda model: model.__name__)
def test_every_field_that_must_be_there_is_missed(model: type[BaseModel]) -> None:
    """By its name, and no other is."""
    for name, field in model.model_fields.items():
        if field.is_required():
            error = refused(model, {key: WHOLE[model][key] for key in WHOLE[model] if key != name})

            assert (error and error.param, str(error)) == (name, f"{name} is missing")


@pytest.mark.parametrize("model", list(WHOLE), ids=lambda model: model.__name__)
def test_no_field_takes_what_is_of_another_type(model: type[BaseModel]) -> None:
    """Nothing is converted: a number in quotes is a text, and true is no number."""
    others: tuple[object, ...] = (1.5, {"a": {}}, [[1]])
    for name in model.model_fields:
        for wrong in others:
            error = refused(model, WHOLE[model] | {name: wrong})

            assert error is not None, (name, wrong)
            assert str(error.param).partition(".")[0] == name


def test_ten_faults_are_told_and_the_others_counted() -> None:
    """So that an answer is never much longer than its question."""
    error = refused(RerankRequest, NATIVE | {"problem": [{"role": 1}] * 30})

    assert error is not None
    assert str(error).count("; ") == 10 + 5  # between faults, and before the remedy of every other
    assert str(error).endswith("and 50 more")


def test_a_thousand_wrong_items_are_one_fault() -> None:
    """The first one is enough to refuse."""
    caps = Settings.read(None)
    with pytest.raises(FieldError) as caught:
        validated(RerankRequest, NATIVE | {"candidates": [None] * 1000}, caps)

    assert caught.value.param == "candidates.0"
    assert str(caught.value).count("candidates") == 1
