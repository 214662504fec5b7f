"""What a verifier says of every program: asked once, through the path that users get."""

import asyncio
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from deskcheck_models.evaluation.labelled_groups import LabelledGroup, Question
from deskcheck_models.group import Candidate, Group, Reading
from deskcheck_models.ranking import Result
from deskcheck_models.reranker import Reranker

UNJUDGED = "unjudged"  # a language without a parser: every program goes to the verifier
AT_ONCE = 4  # groups handed to the engine together
PER_GROUP = 32  # programs of one of these


@dataclass(frozen=True, slots=True)
class Verdict:
    """One program as the verifier scores it, and as its language's parser reads it."""

    score: float  # the raw logit; minus infinity where there is none, such as beyond its length
    valid: bool | None

    @property
    def order(self) -> tuple[int, float]:
        """What a ranking goes by, higher first: known to be valid, unknown, unscored, invalid."""
        if self.valid is False:
            return 0, 0.0
        if math.isinf(self.score):
            return 1, 0.0
        return 3 if self.valid else 2, self.score


class Wanted:
    """The programs that figures need, each once for a problem and language."""

    def __init__(self) -> None:
        self._programs: dict[Question, dict[str, None]] = {}

    def add(self, question: Question, programs: Iterable[str]) -> None:
        """Ask for more programs of a problem."""
        self._programs.setdefault(question, {}).update(dict.fromkeys(programs))

    def add_groups(self, groups: Iterable[LabelledGroup]) -> None:
        """Ask for all programs of groups."""
        for group in groups:
            self.add(group.question, (program.text for program in group.programs))

    def __len__(self) -> int:
        return sum(map(len, self._programs.values()))

    def portions(self) -> list[tuple[Question, list[str]]]:
        """Up to 32 programs of one problem at a time."""
        return [
            (question, list(programs)[start : start + PER_GROUP])
            for question, programs in self._programs.items()
            for start in range(0, len(programs), PER_GROUP)
        ]


class Verdicts:
    """The verdicts on all programs that were wanted."""

    def __init__(self, verdicts: Mapping[tuple[Question, str], Verdict]) -> None:
        self._verdicts = verdicts

    def __len__(self) -> int:
        return len(self._verdicts)

    @property
    def unscored(self) -> int:
        """Programs without a score: too long for the verifier, or its logit was no number."""
        return sum(math.isinf(one.score) for one in self._verdicts.values())

    def of(self, question: Question, program: str) -> Verdict:
        """The verdict on one program; KeyError where it was not wanted."""
        return self._verdicts[question, program]

    def alone(self, group: LabelledGroup) -> list[float]:
        """The verifier's scores, whatever a parser says: labels speak of all programs."""
        return [self.of(group.question, one.text).score for one in group.programs]

    def whole_path(self, group: LabelledGroup) -> list[float]:
        """Places in the ranking that users get, where a program that does not parse is last."""
        orders = [self.of(group.question, one.text).order for one in group.programs]
        places = {order: place for place, order in enumerate(sorted(set(orders)))}
        return [float(places[order]) for order in orders]


async def verdicts(
    reranker: Reranker, wanted: Wanted, advance: Callable[[int], object] = lambda _: None
) -> Verdicts:
    """Score everything that is wanted; `advance` is told how many programs are done.

    Raises ProblemError for a problem that the verifier cannot read, EngineError where the forward
    pass failed.
    """
    found: dict[tuple[Question, str], Verdict] = {}
    portions = wanted.portions()
    for start in range(0, len(portions), AT_ONCE):
        together = portions[start : start + AT_ONCE]
        for (question, programs), read in zip(
            together, await _together(reranker, together), strict=True
        ):
            found.update(
                ((question, text), verdict) for text, verdict in zip(programs, read, strict=True)
            )
            advance(len(programs))
    return Verdicts(found)


async def _together(
    reranker: Reranker, portions: Sequence[tuple[Question, list[str]]]
) -> list[list[Verdict]]:
    tasks = [asyncio.create_task(_read(reranker, *portion)) for portion in portions]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def _read(reranker: Reranker, question: Question, programs: list[str]) -> list[Verdict]:
    """Verdicts in order; what the parser refuses is scored all the same, in a second call."""
    judged = await _results(reranker, question.problem, programs, question.language)
    refused = [place for place, one in enumerate(judged) if one.judged.extraction.valid is False]
    scores = [_score(one) for one in judged]
    if refused:
        again = await _results(reranker, question.problem, [programs[n] for n in refused], UNJUDGED)
        for place, one in zip(refused, again, strict=True):
            scores[place] = _score(one)
    return [
        Verdict(score, one.judged.extraction.valid)
        for score, one in zip(scores, judged, strict=True)
    ]


async def _results(
    reranker: Reranker, problem: str, programs: Sequence[str], language: str
) -> tuple[Result, ...]:
    candidates = tuple(map(Candidate, programs))
    group = Group(problem, candidates, language=language, reading=Reading.PROGRAM)
    return (await reranker.rerank(group)).results


def _score(result: Result) -> float:
    score = result.judged.score
    return -math.inf if score is None else score
