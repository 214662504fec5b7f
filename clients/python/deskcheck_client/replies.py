"""From the bodies of the wire to values: pure functions, no network.

All raise ReplyError naming the field where a reply is not what a Deskcheck server sends.
"""

from deskcheck_client.failures import Failure
from deskcheck_client.feedback import Receipt, RefusedReport
from deskcheck_client.fields import Fields, read_fields
from deskcheck_client.results import (
    FailedGroup,
    Model,
    Ranking,
    Result,
    ScoredGroup,
    Scores,
    Summary,
    Timing,
    Usage,
)


def parse_ranking(body: bytes, *, candidates: int) -> Ranking:
    """The ranking of a group of so many candidates."""
    reply = read_fields(body)
    whole = parse_summary(reply)
    results = _results(reply, candidates)
    return Ranking(whole.id, whole.model, results, whole.usage, whole.timing)


def parse_scores(body: bytes, *, sizes: tuple[int, ...]) -> Scores:
    """The scored groups of a request; `sizes` holds the number of candidates of each."""
    reply = read_fields(body)
    whole = parse_summary(reply)
    groups = reply.children("groups")
    if len(groups) != len(sizes):
        reply.refuse(
            "groups", f"has length {len(groups)}; the number of groups sent is {len(sizes)}"
        )
    scored = tuple(
        ScoredGroup(index, _all_results(group, size))
        for index, (group, size) in enumerate(zip(groups, sizes, strict=True))
    )
    return Scores(whole.id, whole.model, scored, whole.usage, whole.timing)


def parse_group(line: Fields, *, sizes: tuple[int, ...]) -> ScoredGroup | FailedGroup:
    """One group of a stream."""
    group = line.integer("group")
    if not 0 <= group < len(sizes):
        line.refuse("group", f"is {group}; the number of groups sent is {len(sizes)}")
    if line.values.get("error") is not None:
        return FailedGroup(group, _failure(line.child("error")))
    return ScoredGroup(group, _all_results(line, sizes[group]))


def parse_summary(reply: Fields) -> Summary:
    """What a reply, or the last line of a stream, says of the whole request."""
    return Summary(
        id=reply.text("id"),
        model=reply.text("model"),
        usage=_usage(reply.child("usage")),
        timing=_timing(reply.child("timing")),
    )


def parse_models(body: bytes) -> tuple[Model, ...]:
    """The verifiers that a server has loaded."""
    return tuple(
        Model(model.text("id"), model.text("engine"), model.integer("max_tokens"))
        for model in read_fields(body).children("data")
    )


def parse_receipt(body: bytes, *, reports: int) -> Receipt:
    """What became of so many reports."""
    reply = read_fields(body)
    refused = tuple(_refused_report(one, reports) for one in reply.children("refused"))
    kept = reply.integer("kept")
    if kept + len(refused) != reports:
        reply.refuse("kept", f"is {kept}; the number of reports sent is {reports}")
    return Receipt(reply.text("id"), kept, refused)


def _refused_report(refused: Fields, reports: int) -> RefusedReport:
    report = refused.integer("report")
    if not 0 <= report < reports:
        refused.refuse("report", f"is {report}; the number of reports sent is {reports}")
    return RefusedReport(report, refused.text("code"), refused.text("message"))


def _all_results(group: Fields, candidates: int) -> tuple[Result, ...]:
    results = _results(group, candidates)
    if [result.index for result in results] != list(range(candidates)):
        group.refuse(
            "results", f"are not one per candidate in order; the number sent is {candidates}"
        )
    return results


def _results(group: Fields, candidates: int) -> tuple[Result, ...]:
    return tuple(_result(result, candidates) for result in group.children("results"))


def _result(result: Fields, candidates: int) -> Result:
    index = result.integer("index")
    if not 0 <= index < candidates:
        result.refuse("index", f"is {index}; the number of candidates sent is {candidates}")
    error = result.optional(result.child, "error")
    return Result(
        index=index,
        id=result.optional(result.text, "id"),
        rank=result.integer("rank"),
        score=result.optional(result.number, "score"),
        reward=result.optional(result.number, "reward"),
        valid=result.optional(result.flag, "valid"),
        language=result.optional(result.text, "language"),
        origin=result.text("origin"),
        tokens=result.integer("tokens"),
        cached_tokens=result.integer("cached_tokens"),
        truncated=result.flag("truncated"),
        duplicate_of=result.optional(result.integer, "duplicate_of"),
        near_tie=result.flag("near_tie"),
        error=None if error is None else Failure(error.text("message"), code=error.text("code")),
        reason=result.optional(result.text, "reason"),
        program=result.optional(result.text, "program"),
    )


def _failure(error: Fields) -> Failure:
    return Failure(
        message=error.text("message"),
        type=error.optional(error.text, "type"),
        param=error.optional(error.text, "param"),
        code=error.optional(error.text, "code"),
    )


def _usage(usage: Fields) -> Usage:
    return Usage(
        tokens=usage.integer("tokens"),
        computed_tokens=usage.integer("computed_tokens"),
        cached_tokens=usage.integer("cached_tokens"),
        candidates=usage.integer("candidates"),
        duplicates=usage.integer("duplicates"),
    )


def _timing(timing: Fields) -> Timing:
    return Timing(
        extract=timing.number("extract"),
        render=timing.number("render"),
        engine=timing.number("engine"),
        rank=timing.number("rank"),
        total=timing.number("total"),
    )
