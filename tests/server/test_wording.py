"""What is wrong with a value is told in our own words, whatever pydantic calls it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_server.errors import FieldError, SettingsError
from deskcheck_server.schemas.documents_request import DocumentsRequest
from deskcheck_server.schemas.requests import RerankRequest, ScoreRequest
from deskcheck_server.settings import Settings
from deskcheck_server.validation import validated
from deskcheck_server.wording import shortened

CAPS = Settings.read(None, max_candidates=3, max_groups=2, max_characters=30)
REQUESTS = (RerankRequest, DocumentsRequest, ScoreRequest)
THEIRS = ("Input should", "Value error", "valid ", "does not fit")

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(["text", "user", "problem", "refuse"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["role", "content", "text", "id"]) | st.text(), inner)
    ),
    max_leaves=8,
)


def told(model: type[RerankRequest | DocumentsRequest | ScoreRequest], body: object) -> str:
    """What is wrong with a body; empty where nothing is."""
    if not isinstance(body, dict):
        raise TypeError("a body is an object")
    try:
        validated(model, body, CAPS)
    except FieldError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"problem": None}, "problem is null; give a text, or a list of messages"),
        ({"problem": "x" * 31}, "problem has 31 characters, and this server takes 30"),
        ({"problem": [1]}, "problem.0 is 1; give an object"),
        ({"candidates": ["x"] * 4}, "candidates has 4 candidates; give 1 to 3"),
        ({"candidates": {}}, "candidates is an object of 0; give a list"),
        ({"candidates": [True]}, "candidates.0 is true; give a text, or an object with text"),
        ({"top_n": 10**30}, ""),
        ({"top_n": -(10**30)}, f"top_n is -{10**30}; give 1 or more"),
        ({"top_n": "x" * 99}, f"top_n is '{'x' * 40}'…; give a whole number"),
        ({"language": "x" * 65}, "language has 65 characters; give at most 64"),
        ({"return_programs": 0}, "return_programs is 0; give true or false"),
        ({"{0}": 1}, "the body has the unknown field '{0}'"),
    ],
)
def test_a_fault_names_place_value_and_remedy(changes: dict[str, object], sentence: str) -> None:
    """In that order, in one sentence."""
    message = told(RerankRequest, {"problem": "p", "candidates": ["x"]} | changes)

    assert sentence in message
    assert bool(sentence) == bool(message)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rank_fields": ["a"]}, "rank_fields is a list of 1; documents have one field"),
        ({"priority": 3}, "priority is 3; documents are interactive work"),
        ({"max_chunks_per_doc": 2}, "max_chunks_per_doc is 2; documents are not cut"),
        ({"truncate_prompt_tokens": -1}, "truncate_prompt_tokens is -1; documents are read whole"),
        ({"documents": [{"title": "x"}]}, "documents.0 has the unknown field 'title': use text"),
        ({"raw_scores": True, "use_activation": True}, "the body has raw_scores and use_activat"),
    ],
)
def test_what_is_not_supported_names_the_value_too(
    changes: dict[str, object], sentence: str
) -> None:
    """With what to give instead."""
    assert told(DocumentsRequest, {"query": "p", "documents": ["x"]} | changes).startswith(sentence)


@given(
    model=st.sampled_from(REQUESTS),
    body=st.dictionaries(
        st.sampled_from(sorted({name for one in REQUESTS for name in one.model_fields}))
        | st.text(max_size=5),
        values,
        max_size=5,
    ),
)
def test_no_sentence_is_pydantics(
    model: type[RerankRequest | DocumentsRequest | ScoreRequest], body: dict[str, object]
) -> None:
    """Every type of error that a body can cause is in the table."""
    message = told(model, body)

    assert [words for words in THEIRS if words in message and words not in json.dumps(body)] == []


@given(
    st.sampled_from(sorted(Settings.model_fields)), values.filter(lambda value: value is not None)
)
def test_no_sentence_of_a_setting_is_pydantics(name: str, value: object) -> None:
    """As in bodies; and the flag is named."""
    try:
        Settings.read(None, **{name: value})
    except SettingsError as error:
        message = str(error)

        assert [words for words in THEIRS if words in message and words not in str(value)] == []
        assert name in message.replace("-", "_")


@pytest.mark.parametrize(
    ("value", "short"),
    [
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ("it's", '"it\'s"'),
        ("\x1b[31m", r"'\x1b[31m'"),
        ([1, 2], "a list of 2"),
        ({"a": 1}, "an object of 1"),
        ("x" * 41, f"'{'x' * 40}'…"),
    ],
)
def test_a_value_is_shown_in_a_few_words(value: object, short: str) -> None:
    """As JSON names it, escaped, and never whole where it is long."""
    assert shortened(value) == short


@given(values)
def test_a_shown_value_is_short(value: object) -> None:
    """Whatever it is: an answer must not repeat a large question."""
    assert len(shortened(value)) <= 4 * 40 + 3
