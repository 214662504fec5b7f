"""What is kept of a ranking until somebody says which of its programs passed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from deskcheck_models.group import Group
from deskcheck_models.ranking import Result
from deskcheck_models.reranker import Ranking
from deskcheck_models.text.problem import conversation

ROW_BYTES = 200  # what a candidate takes beside its program, about


@dataclass(frozen=True, slots=True)
class KeptCandidate:
    """One candidate of a ranking; `program` is "" where its answer held none."""

    index: int
    program: str
    language: str | None
    valid: bool | None
    score: float | None
    rank: int


@dataclass(frozen=True, slots=True)
class KeptGroup:
    """One ranked group under its request's id and its number there.

    `problem` is the conversation as JSON, `problem_id` its hash. `seconds` is what ranking took,
    `ranked_at` seconds since 1970.
    """

    request_id: str
    number: int
    model: str
    problem_id: str
    problem: str
    seconds: float
    ranked_at: float
    candidates: tuple[KeptCandidate, ...]

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        programs = sum(len(one.program) + ROW_BYTES for one in self.candidates)
        return len(self.problem) + programs


def kept_group(
    request_id: str, number: int, model: str, group: Group, ranking: Ranking, *, now: float
) -> KeptGroup:
    """What is kept of a ranking: the programs, not the answers around them."""
    problem = _as_json(group)
    return KeptGroup(
        request_id,
        number,
        model,
        sha256(problem.encode()).hexdigest()[:32],
        problem,
        ranking.timing.total,
        now,
        tuple(map(_candidate, ranking.results)),
    )


def turns(problem: str) -> Sequence[tuple[str, str]]:
    """Role and content of each turn of a kept problem."""
    return [(role, content) for role, content in json.loads(problem)]


def storable(text: str) -> str:
    """The text as every database can hold it: PostgreSQL's know no NUL."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _as_json(group: Group) -> str:
    spoken = [[turn.role, turn.content] for turn in conversation(group.problem)]
    return json.dumps(spoken, ensure_ascii=False)


def _candidate(result: Result) -> KeptCandidate:
    judged, found = result.judged, result.judged.extraction
    program = storable(found.program)
    language = found.language[:64] if found.language else None
    return KeptCandidate(judged.index, program, language, found.valid, judged.score, result.rank)
