"""The rerank request of Cohere, Jina and vLLM: a query with documents.

What has an effect elsewhere and cannot have it here is refused with the reason, never ignored.
"""

from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from deskcheck_server.schemas.fields import (
    AS_OBJECT,
    AS_TEXT,
    Candidates,
    RequestBody,
    Text,
    form,
)
from deskcheck_server.schemas.requests import (
    EntryPointHint,
    ExtractionChoice,
    LanguageHint,
    ModelName,
    ReturnPrograms,
    TruncationName,
)


class DocumentBody(RequestBody):
    """A document as an object."""

    text: Text = Field(description="The document.", examples=["def add(a, b): return a + b"])


DocumentField = Annotated[
    Annotated[Text, Tag(AS_TEXT)] | Annotated[DocumentBody, Tag(AS_OBJECT)],
    Discriminator(
        form,
        custom_error_type="form",
        custom_error_message="give a text, or an object with text alone",
    ),
]


def _only(wanted: object, remedy: str) -> AfterValidator:
    """Refuses every other value than the one that changes nothing."""

    def check(value: object) -> object:
        if value is not None and value != wanted:
            raise PydanticCustomError("unsupported", "{told}", {"told": remedy})
        return value

    return AfterValidator(check)


_WHOLE = "documents are read whole: leave it out, and see truncation"
_UNCUT = "documents are not cut into chunks: leave it out or give 1"
_NO_PRIORITY = "documents are interactive work: leave it out or give 0"


class DocumentsRequest(RequestBody):
    """One group to rank, in the form of other rerank servers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "query": "Write add(a, b).",
                    "documents": [
                        "def add(a, b): return a + b",
                        "def add(a, b): return a - b",
                    ],
                    "top_n": 1,
                }
            ]
        }
    )

    query: Text = Field(description="The problem.", examples=["Write add(a, b)."])
    documents: Candidates[DocumentField] = Field(
        description="The candidates: texts, or objects with text.",
        examples=[["def add(a, b): return a + b"]],
    )
    model: ModelName = None
    top_n: int | None = Field(
        default=None,
        ge=0,
        description="How many of the best results to send; 0 for all.",
        examples=[1],
    )
    return_documents: bool | None = Field(
        default=None, description="Whether each result holds its document.", examples=[True]
    )
    raw_scores: bool | None = Field(
        default=None, description="True makes relevance_score the raw logit.", examples=[False]
    )
    use_activation: bool | None = Field(
        default=None, description="False makes relevance_score the raw logit.", examples=[True]
    )
    rank_fields: Annotated[
        list[str] | None,
        _only(["text"], 'documents have one field: leave it out or give ["text"]'),
    ] = Field(default=None, description='Only ["text"]: documents have no other field.')
    max_chunks_per_doc: Annotated[int | None, _only(1, _UNCUT)] = Field(
        default=None, description="Only 1: documents are not cut into chunks."
    )
    max_tokens_per_doc: int | None = Field(
        default=None,
        ge=0,
        description="Only values that cut nothing: 0, or what the verifier reads and more.",
        examples=[16384],
    )
    truncate: bool | None = Field(
        default=None, description="True is truncation program, false is refuse.", examples=[False]
    )
    truncate_prompt_tokens: Annotated[int | None, _only(None, _WHOLE)] = Field(
        default=None, description="Not supported: see truncation."
    )
    priority: Annotated[int | None, _only(0, _NO_PRIORITY)] = Field(
        default=None, description="Only 0: documents are interactive work."
    )
    user: str | None = Field(
        default=None,
        max_length=256,
        description="A label of the caller's; nothing is done with it.",
    )
    language: LanguageHint = None
    entry_point: EntryPointHint = None
    truncation: TruncationName | None = Field(
        default=None, description="Our own: as in the native request.", examples=["refuse"]
    )
    extraction: ExtractionChoice = "answer"
    return_programs: ReturnPrograms = False

    @property
    def raw(self) -> bool:
        """Whether the caller wants raw logits."""
        return self.raw_scores is True or self.use_activation is False

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        if self.raw_scores is not None and self.raw_scores is self.use_activation:
            told = (
                "has raw_scores and use_activation, which contradict each other: give one of them"
            )
            raise PydanticCustomError("contradiction", "{told}", {"told": told})
        if self.truncate is not None and self.truncation is not None:
            told = "has truncate and truncation, which mean the same: give one of them"
            raise PydanticCustomError("contradiction", "{told}", {"told": told})
        return self
