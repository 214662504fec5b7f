"""From arguments to the bodies of the wire: pure functions, no network."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from deskcheck_client.affinity import affinity, shared_affinity
from deskcheck_client.errors import InputError
from deskcheck_client.feedback import Report
from deskcheck_client.groups import Candidate, Group, Problem
from deskcheck_client.options import BestOptions, RerankOptions, ScoreOptions, chosen


@dataclass(frozen=True, slots=True)
class Call:
    """One request before it meets a connection; `content` is the encoded body, if any.

    `affinity` stands for the problem of a call that is about one alone.
    """

    method: str
    path: str
    content: bytes | None = None
    affinity: str | None = None


MODELS = Call("GET", "/v1/models")
READY = Call("GET", "/readyz")


def rerank_call(
    problem: Problem, candidates: Sequence[str | Candidate], options: RerankOptions
) -> Call:
    """The call that ranks one group; raises InputError, or TypeError on an unknown option."""
    body = _group_body(Group(problem, candidates), "")
    given = chosen(options, RerankOptions.__optional_keys__)
    return _post("/v1/rerank", body | given, affinity(problem))


def best_call(
    problem: Problem, candidates: Sequence[str | Candidate], options: BestOptions
) -> Call:
    """As `rerank_call`, without `top_n`: a best candidate is looked for among all."""
    body = _group_body(Group(problem, candidates), "")
    given = chosen(options, BestOptions.__optional_keys__)
    return _post("/v1/rerank", body | given, affinity(problem))


def score_call(groups: Sequence[Group], options: ScoreOptions, *, stream: bool) -> Call:
    """The call that scores many groups; raises InputError, or TypeError on an unknown option."""
    if not isinstance(groups, Sequence):
        raise InputError(f"groups is {_kind(groups)}; give a list of Group")
    if not groups:
        raise InputError("groups is empty; give at least one Group")
    bodies = [_group_body(group, f"groups[{index}].") for index, group in enumerate(groups)]
    given = chosen(options, ScoreOptions.__optional_keys__)
    body = {"groups": bodies, **given, "stream": stream}
    return _post("/v1/score", body, shared_affinity(groups))


def feedback_call(reports: Sequence[Report]) -> Call:
    """The call that reports on candidates; raises InputError."""
    if isinstance(reports, str) or not isinstance(reports, Sequence):
        raise InputError(f"reports is {_kind(reports)}; give a list of Report")
    if not reports:
        raise InputError("reports is empty; give at least one Report")
    bodies = [_report_body(report, f"reports[{place}]") for place, report in enumerate(reports)]
    return _post("/v1/feedback", {"reports": bodies}, None)


def _report_body(report: Report, place: str) -> dict[str, object]:
    if not isinstance(report, Report):
        raise InputError(f"{place} is {_kind(report)}; give a Report")
    if report.seconds is not None and not 0 <= report.seconds < math.inf:
        raise InputError(f"{place}.seconds is {report.seconds}; give 0 or more")
    return asdict(report)


def _post(path: str, body: Mapping[str, object], about: str | None) -> Call:
    text = json.dumps(body, ensure_ascii=False, allow_nan=False)
    try:
        return Call("POST", path, text.encode(), about)
    except UnicodeEncodeError as error:
        letter = f"U+{ord(text[error.start]):04X}"
        remedy = "replace it with text.encode('utf-8', 'replace').decode()"
        raise InputError(f"a text holds the lone surrogate {letter}; {remedy}") from error


def _group_body(group: Group, place: str) -> dict[str, object]:
    if not isinstance(group, Group):
        raise InputError(f"{place.rstrip('.')} is {_kind(group)}; give a Group")
    body: dict[str, object] = {
        "problem": _problem_body(group.problem, f"{place}problem"),
        "candidates": _candidate_bodies(group.candidates, f"{place}candidates"),
    }
    hints = {"language": group.language, "entry_point": group.entry_point}
    return body | {name: hint for name, hint in hints.items() if hint is not None}


def _problem_body(problem: Problem, place: str) -> object:
    if isinstance(problem, str):
        return problem
    if not isinstance(problem, Sequence):
        raise InputError(f"{place} is {_kind(problem)}; give text or messages")
    for index, message in enumerate(problem):
        if not _is_message(message):
            raise InputError(f"{place}[{index}] is no message; give role and content as text")
    return list(problem)


def _is_message(message: object) -> bool:
    if not isinstance(message, dict) or message.keys() != {"role", "content"}:
        return False
    return all(isinstance(value, str) for value in message.values())


def _candidate_bodies(candidates: Sequence[str | Candidate], place: str) -> list[object]:
    # A text is a sequence of texts to Python: its letters would be ranked one by one.
    if isinstance(candidates, str) or not isinstance(candidates, Sequence):
        raise InputError(f"{place} is {_kind(candidates)}; give a list of candidates")
    if not candidates:
        raise InputError(f"{place} is empty; give at least one candidate")
    return [_candidate_body(each, f"{place}[{index}]") for index, each in enumerate(candidates)]


def _candidate_body(candidate: str | Candidate, place: str) -> object:
    text = candidate.text if isinstance(candidate, Candidate) else candidate
    if not isinstance(text, str):
        raise InputError(f"{place} is {_kind(text)}; give text")
    if isinstance(candidate, str) or candidate.id is None:
        return text
    return {"id": candidate.id, "text": text}


def _kind(value: object) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"
