"""The replies of the ranking routes, and the lines of a stream."""

from pydantic import Field

from deskcheck_server.schemas.error_reply import ErrorBody
from deskcheck_server.schemas.results import DocumentResult, ReplyBody, ResultFields


class UsageBody(ReplyBody):
    """Tokens and candidates of a request."""

    tokens: int = Field(description="Tokens of all candidates, each with its problem.")
    computed_tokens: int = Field(description="Tokens that went through the model.")
    cached_tokens: int = Field(description="Tokens taken from a cache, or of a duplicate.")
    candidates: int = Field(description="Candidates in the request.")
    duplicates: int = Field(description="Candidates whose program an earlier one had as well.")


class TimingBody(ReplyBody):
    """Milliseconds by phase, summed over groups; groups run side by side."""

    extract: float = Field(description="Finding the programs, with the wait for a worker.")
    render: float = Field(description="Template and tokenizer.")
    engine: float = Field(description="The forward pass, with the wait for the engine.")
    rank: float = Field(description="Shaping and ranking.")
    total: float = Field(description="From the parsed request to its reply, by the clock.")


class WholeReply(ReplyBody):
    """What every scoring reply says of the whole request."""

    id: str = Field(description="The request's id, as in the x-request-id header and the logs.")
    model: str = Field(
        description="The verifier that answered, or its adapter.", examples=["deskcheck-nano"]
    )


class RerankReply(WholeReply):
    """A ranking."""

    results: list[ResultFields] = Field(description="One per candidate, best first.")
    usage: UsageBody = Field(description="Tokens and candidates.")
    timing: TimingBody = Field(description="Milliseconds by phase.")


class GroupReply(ReplyBody):
    """One scored group."""

    results: list[ResultFields] = Field(description="One per candidate, in the request's order.")


class ScoreReply(WholeReply):
    """Scored groups."""

    groups: list[GroupReply] = Field(description="One per group, in the request's order.")
    usage: UsageBody = Field(description="Tokens and candidates of all groups.")
    timing: TimingBody = Field(description="Milliseconds by phase.")


class ScoredLine(ReplyBody):
    """A line of a stream: a group that has finished."""

    group: int = Field(description="The group's place in the request, from 0.")
    results: list[ResultFields] = Field(description="One per candidate, in the request's order.")


class FailedLine(ReplyBody):
    """A line of a stream: a group that failed; the others go on."""

    group: int = Field(description="The group's place in the request, from 0.")
    error: ErrorBody = Field(description="Why it failed.")


class LastLine(WholeReply):
    """The last line of a stream."""

    usage: UsageBody = Field(description="Tokens and candidates of the groups that finished.")
    timing: TimingBody = Field(description="Milliseconds by phase.")


class DocumentsUsage(ReplyBody):
    """Token counts under the names of other rerank servers."""

    prompt_tokens: int = Field(description="Tokens of all documents, each with the query.")
    total_tokens: int = Field(description="The same: nothing is generated.")


class ApiVersion(ReplyBody):
    """The form of the reply."""

    version: str = Field(description="1 or 2, as in the path.", examples=["2"])


class BilledUnits(ReplyBody):
    """Units that other servers bill; here they only count."""

    search_units: int = Field(description="Always 1.")
    total_tokens: int = Field(description="Tokens of all documents, each with the query.")


class InputTokens(ReplyBody):
    """Tokens read."""

    input_tokens: int = Field(description="Tokens of all documents, each with the query.")


class MetaBody(ReplyBody):
    """The counts again, where Cohere's clients look for them."""

    api_version: ApiVersion = Field(description="That of the path.")
    billed_units: BilledUnits = Field(description="Counts.")
    tokens: InputTokens = Field(description="What was read.")


class DocumentsReply(WholeReply):
    """A ranking in the form of other rerank servers."""

    object: str = Field(default="list", description="Always list.")
    results: list[DocumentResult] = Field(description="One per document, best first.")
    usage: DocumentsUsage = Field(description="Token counts.")
    meta: MetaBody = Field(description="Form of the reply, and the counts again.")
    timing: TimingBody = Field(description="Milliseconds by phase.")
