"""`POST /v1/score`: many groups, results in the order of the request."""

from collections.abc import Sequence

from deskcheck_models.group import Candidate, Group, Reading, Truncation
from deskcheck_models.ranking import Result
from deskcheck_models.text.problem import Message, Problem
from deskcheck_server.dialects.reply_parts import result_fields, timing_body, usage_body
from deskcheck_server.schemas.replies import GroupReply, LastLine, ScoredLine, ScoreReply
from deskcheck_server.schemas.requests import (
    CandidateBody,
    GroupBody,
    MessageBody,
    ScoreRequest,
    ScoringOptions,
)
from deskcheck_server.schemas.results import ResultFields
from deskcheck_server.scored import Scored


def groups(body: ScoreRequest) -> tuple[Group, ...]:
    """The groups of a request."""
    return tuple(group(one, body) for one in body.groups)


def reply(body: ScoreRequest, scored: Scored) -> ScoreReply:
    """The scored groups as one object."""
    programs = body.return_programs
    return ScoreReply(
        id=scored.id,
        model=scored.model,
        groups=[GroupReply(results=_fields(one.results, programs)) for one in scored.rankings],
        usage=usage_body(scored),
        timing=timing_body(scored),
    )


def line(body: ScoreRequest, number: int, results: Sequence[Result]) -> ScoredLine:
    """One group as a line of a stream."""
    return ScoredLine(group=number, results=_fields(results, body.return_programs))


def last_line(scored: Scored) -> LastLine:
    """The line that ends a stream."""
    return LastLine(
        id=scored.id, model=scored.model, usage=usage_body(scored), timing=timing_body(scored)
    )


def group(body: GroupBody, options: ScoringOptions) -> Group:
    """One group with the options of its request."""
    return Group(
        problem=_problem(body.problem),
        candidates=tuple(_candidate(one) for one in body.candidates),
        language=body.language,
        entry_point=body.entry_point,
        reading=Reading(options.extraction),
        truncation=Truncation(options.truncation),
    )


def _problem(given: str | list[MessageBody]) -> Problem:
    if isinstance(given, str):
        return given
    return tuple(Message(turn.role, turn.content) for turn in given)


def _candidate(given: str | CandidateBody) -> Candidate:
    return Candidate(given) if isinstance(given, str) else Candidate(given.text, given.id)


def _fields(results: Sequence[Result], programs: bool) -> list[ResultFields]:
    return [result_fields(result, programs=programs) for result in results]
