"""The native requests: one group to rank, or many to score."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag
from pydantic.config import JsonDict

from deskcheck_server.schemas.fields import (
    AS_LIST,
    AS_OBJECT,
    AS_TEXT,
    Candidates,
    Groups,
    Messages,
    RequestBody,
    Text,
    form,
)

TruncationName = Literal["refuse", "problem", "program"]
ReadingName = Literal["answer", "program", "reference"]
PriorityName = Literal["interactive", "bulk"]

# What the native requests and those of other servers have in common.
ModelName = Annotated[
    str | None,
    Field(
        max_length=256,
        description="The verifier that must answer, or an adapter of it; the verifier if left out.",
        examples=["deskcheck-nano"],
    ),
]
LanguageHint = Annotated[
    str | None,
    Field(
        max_length=64,
        description="Hint for extraction: the language that the problem asks for.",
        examples=["python"],
    ),
]
EntryPointHint = Annotated[
    str | None,
    Field(
        max_length=256,
        description="Hint for extraction: the function or class that the problem asks for.",
        examples=["add"],
    ),
]
ExtractionChoice = Annotated[
    ReadingName,
    Field(
        description="How the program is found: in an answer, as the program that the text already "
        "is, or by CodeScaler's reference rule.",
        examples=["answer"],
    ),
]
ReturnPrograms = Annotated[
    bool,
    Field(description="Whether each result holds the program that was read.", examples=[False]),
]

_ANSWER = "Here it is:\n```python\ndef add(a, b):\n    return a + b\n```"
_GROUP: JsonDict = {
    "problem": "Write add(a, b).",
    "candidates": [_ANSWER, "def add(a, b): return a - b"],
}


class MessageBody(RequestBody):
    """One turn of a conversation."""

    role: str = Field(
        max_length=64,
        description="user or assistant; the last message is the user's.",
        examples=["user"],
    )
    content: Text = Field(description="What was said.", examples=["Write add(a, b)."])


class CandidateBody(RequestBody):
    """An answer, or a bare program, with a name of the caller's own."""

    id: str | None = Field(
        default=None,
        max_length=256,
        description="Comes back in the result; need not be unique, results have an index too.",
        examples=["sample-7"],
    )
    text: Text = Field(
        description="The raw text of a code model, or a program.", examples=[_ANSWER]
    )


ProblemField = Annotated[
    Annotated[Text, Tag(AS_TEXT)] | Annotated[Messages[MessageBody], Tag(AS_LIST)],
    Discriminator(
        form,
        custom_error_type="form",
        custom_error_message="give a text, or a list of messages with role and content",
    ),
]
CandidateField = Annotated[
    Annotated[Text, Tag(AS_TEXT)] | Annotated[CandidateBody, Tag(AS_OBJECT)],
    Discriminator(
        form,
        custom_error_type="form",
        custom_error_message="give a text, or an object with text and id",
    ),
]


class GroupBody(RequestBody):
    """One problem with its candidates."""

    model_config = ConfigDict(json_schema_extra={"examples": [_GROUP]})

    problem: ProblemField = Field(
        description="What was asked of the code model: a text, or messages up to the user's.",
        examples=["Write add(a, b)."],
    )
    candidates: Candidates[CandidateField] = Field(
        description="What is to be ranked: texts, or objects with text and id.",
        examples=[_GROUP["candidates"]],
    )
    language: LanguageHint = None
    entry_point: EntryPointHint = None


class ScoringOptions(RequestBody):
    """How the candidates of a request are to be read."""

    truncation: TruncationName = Field(
        default="refuse",
        description="What happens to a sequence longer than the verifier reads: refuse gives the "
        "candidate an error, problem leaves out the problem's middle, program the program's end.",
        examples=["refuse"],
    )
    extraction: ExtractionChoice = "answer"
    return_programs: ReturnPrograms = False
    model: ModelName = None
    priority: PriorityName | None = Field(
        default=None,
        description="Whether somebody waits for the reply: interactive work has the larger share "
        "of the engine while both wait. /v1/rerank is interactive and /v1/score bulk if left out.",
        examples=["interactive"],
    )
    timeout_ms: int | None = Field(
        default=None,
        ge=1,
        description="Milliseconds after which the reply is of no use: then 504, and the work is "
        "dropped. The server's own limit if left out; the header x-request-timeout-ms says the "
        "same.",
        examples=[30_000],
    )


class RerankRequest(ScoringOptions, GroupBody):
    """One group to rank."""

    top_n: int | None = Field(
        default=None,
        ge=1,
        description="How many of the best results to send; all if left out.",
        examples=[3],
    )


class ScoreRequest(ScoringOptions):
    """Many groups to score."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"groups": [_GROUP]}]})

    groups: Groups[GroupBody] = Field(
        description="The groups; each is ranked by itself.", examples=[[_GROUP]]
    )
    stream: bool = Field(
        default=False,
        description="Whether to answer with one JSON line per group as it finishes, then a last "
        "line with usage and timing.",
        examples=[False],
    )
