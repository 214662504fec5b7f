"""A whole group through extraction, template, engine, shaping and ranking."""

import math
from collections.abc import Sequence

import pytest

from deskcheck_models import (
    Candidate,
    EngineError,
    FakeEngine,
    Group,
    Logit,
    ProblemError,
    Reading,
    TokenGroup,
    Truncation,
)
from tests.models.ranked_group import ranked

RIGHT = "Sure!\n\n```python\ndef add(a, b):\n    return a + b\n```\n\nThis adds them."
SAME = "```py\ndef add(a, b):\n    return a + b\n```"
OTHER = "```python\ndef add(a, b):\n    return sum([a, b])\n```"
BROKEN = "```python\ndef add(a, b)\n    return a + b\n```"
REFUSAL = "I am sorry, I cannot help with that."


class Recording(FakeEngine):
    """A fake engine that keeps what it was asked."""

    def __init__(self, *, max_tokens: int = 4096, score: float | None = None) -> None:
        super().__init__(max_tokens=max_tokens)
        self.groups: list[TokenGroup] = []
        self._constant = score

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """Checksums, or the constant."""
        self.groups.append(group)
        logits = await super().score(group)
        if self._constant is None:
            return logits
        return [Logit(self._constant, logit.cached_tokens) for logit in logits]


def _group(*texts: str, reading: Reading = Reading.ANSWER, problem: str = "Add two.") -> Group:
    return Group(problem, tuple(map(Candidate, texts)), reading=reading)


def test_results_come_in_the_order_of_the_candidates() -> None:
    """Each with its rank."""
    ranking = ranked(_group(RIGHT, OTHER, BROKEN), Recording())

    assert [result.judged.index for result in ranking.results] == [0, 1, 2]
    assert sorted(result.rank for result in ranking.results) == [1, 2, 3]


def test_identical_programs_are_read_once_and_share_their_score() -> None:
    """The second one says whose score it has, and costs nothing."""
    engine = Recording()
    first, second, _ = ranked(_group(RIGHT, SAME, OTHER), engine).results

    assert [len(group.suffixes) for group in engine.groups] == [2]
    assert second.judged.duplicate_of == 0
    assert second.judged.score == first.judged.score
    assert second.judged.cached_tokens == second.judged.tokens


def test_duplicates_that_are_not_shared_are_read_each() -> None:
    """Then none is called a duplicate."""
    engine = Recording()
    ranking = ranked(_group(RIGHT, SAME, OTHER), engine, share_duplicates=False)
    first, second, _ = ranking.results

    assert [len(group.suffixes) for group in engine.groups] == [3]
    assert (second.judged.duplicate_of, ranking.usage.duplicates) == (None, 0)
    assert second.judged.score == first.judged.score
    assert second.judged.cached_tokens < second.judged.tokens


def test_different_programs_that_become_the_same_tokens_are_read_once() -> None:
    """Cut to the same beginning, they tie; the second costs nothing, and is no duplicate."""
    engine = Recording(max_tokens=200)
    same = "\n".join(f"x{n} = {n}" for n in range(500))
    texts = [f"```python\n{same}\n{end}\n```" for end in ("a = 1", "b = 2")]
    group = Group("Add.", tuple(map(Candidate, texts)), truncation=Truncation.PROGRAM)

    first, second = ranked(group, engine).results

    assert [len(group.suffixes) for group in engine.groups] == [1]
    assert second.judged.score == first.judged.score
    assert (second.judged.duplicate_of, second.near_tie) == (None, True)
    assert (first.judged.cached_tokens, second.judged.cached_tokens) == (0, 200)


def test_invalid_and_missing_programs_never_reach_the_engine() -> None:
    """They are ranked last with reward 0 and no score."""
    engine = Recording()
    ranking = ranked(_group(BROKEN, RIGHT, REFUSAL), engine)

    assert [len(group.suffixes) for group in engine.groups] == [1]
    assert [result.rank for result in ranking.results] == [2, 1, 3]
    assert [result.reward == 0.0 for result in ranking.results] == [True, False, True]
    assert [result.judged.score is None for result in ranking.results] == [True, False, True]


def test_a_group_without_any_program_is_answered_without_the_engine() -> None:
    """Nothing is scored as an empty text."""
    engine = Recording()
    ranking = ranked(_group(REFUSAL, ""), engine)

    assert engine.groups == []
    assert ranking.usage.tokens == 0


def test_usage_counts_what_was_computed_and_what_was_cached() -> None:
    """Sent is computed plus cached; a duplicate is cached whole."""
    ranking = ranked(_group(RIGHT, SAME, OTHER), Recording())
    usage = ranking.usage

    assert usage.tokens == sum(result.judged.tokens for result in ranking.results)
    assert usage.computed_tokens + usage.cached_tokens == usage.tokens
    assert (usage.candidates, usage.duplicates) == (3, 1)


def test_one_over_long_program_fails_alone() -> None:
    """The others are scored, and its error names both lengths."""
    long = "```python\n" + "\n".join(f"x{n} = {n}" for n in range(500)) + "\n```"
    right, over = ranked(_group(RIGHT, long), Recording(max_tokens=200)).results

    assert right.judged.score is not None
    assert over.judged.failure is not None
    assert over.judged.failure.code == "too_long"
    assert "the verifier reads 200" in over.judged.failure.message
    assert over.reward is None


def test_truncation_is_reported_where_it_was_asked_for() -> None:
    """The candidate is scored, and marked."""
    long = "```python\n" + "\n".join(f"x{n} = {n}" for n in range(500)) + "\n```"
    group = Group("Add.", (Candidate(RIGHT), Candidate(long)), truncation=Truncation.PROGRAM)

    right, over = ranked(group, Recording(max_tokens=200)).results

    assert (right.judged.truncated, over.judged.truncated) == (False, True)
    assert over.judged.score is not None


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
def test_a_score_that_is_no_number_becomes_an_error(score: float) -> None:
    """It never reaches a reply or a ranking."""
    (result,) = ranked(_group(RIGHT), Recording(score=score)).results

    assert result.judged.score is None
    assert result.judged.failure is not None
    assert result.judged.failure.code == "score_not_finite"


def test_bare_programs_are_read_as_they_are() -> None:
    """Fences inside are part of the program."""
    program = 'text = """\n```python\nx\n```\n"""'
    (result,) = ranked(_group(program, reading=Reading.PROGRAM), Recording()).results

    assert result.judged.extraction.program == program


def test_a_problem_that_cannot_be_rendered_fails_the_group() -> None:
    """It is the caller's to mend."""
    with pytest.raises(ProblemError, match="the problem is empty"):
        ranked(_group(RIGHT, problem=" "), Recording())


def test_a_failing_engine_fails_the_group() -> None:
    """No score is better than a made-up one."""
    with pytest.raises(EngineError, match="told to fail"):
        ranked(_group(RIGHT), FakeEngine(failing=True))


def test_a_candidate_keeps_its_id() -> None:
    """Callers find their own by it."""
    group = Group("Add.", (Candidate(RIGHT, id="sample-7"),))

    assert ranked(group, Recording()).results[0].judged.id == "sample-7"


def test_an_adapter_that_is_not_served_is_refused() -> None:
    """Scoring with the verifier in its place would be another score."""
    group = Group("Add.", (Candidate(RIGHT),), adapter="strict")

    with pytest.raises(EngineError, match="no adapter 'strict' is served"):
        ranked(group, Recording())
