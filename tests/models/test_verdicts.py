"""Every program is scored once, through the Reranker."""

import asyncio
import math
from collections.abc import Sequence

import pytest

from deskcheck_models import FakeEngine, Logit, ProblemError, Reranker, TokenGroup, Verifier
from deskcheck_models.evaluation.labelled_groups import LabelledGroup, Question
from deskcheck_models.evaluation.scores import PER_GROUP, Verdict, Verdicts, Wanted, verdicts
from deskcheck_models.group import Candidate, Group, Reading
from deskcheck_models.ranking import Result
from tests.models.labelled_group_builder import group
from tests.models.ranked_group import ranked

BROKEN = "def f(:"
GROUP = group(("def f(x):\n    return x", True), ("def f(x):\n    pass", False), (BROKEN, False))


class CountingEngine(FakeEngine):
    """The fake engine, with a count of the programs that it has read."""

    read = 0

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """One checksum per suffix."""
        self.read += len(group.suffixes)
        return await super().score(group)


def _verdicts(wanted: Wanted, engine: FakeEngine | None = None) -> Verdicts:
    async def run() -> Verdicts:
        async with Reranker(
            Verifier.find("deskcheck-nano"), engine or CountingEngine()
        ) as reranker:
            return await verdicts(reranker, wanted)

    return asyncio.run(run())


def _ranked(one: LabelledGroup) -> tuple[Result, ...]:
    candidates = tuple(Candidate(program.text) for program in one.programs)
    asked = Group(one.question.problem, candidates, one.question.language, reading=Reading.PROGRAM)
    return ranked(asked, FakeEngine()).results


def _wanted(*groups: LabelledGroup) -> Wanted:
    wanted = Wanted()
    wanted.add_groups(groups)
    return wanted


def test_every_program_is_scored_even_where_it_does_not_parse() -> None:
    """Labels speak of programs, so no parser takes any away."""
    alone = _verdicts(_wanted(GROUP)).alone(GROUP)

    assert all(map(math.isfinite, alone))


def test_scores_are_those_that_users_get() -> None:
    """The same logits, and behind the parser the same order."""
    found, ranked = _verdicts(_wanted(GROUP)), _ranked(GROUP)
    best_first = sorted(range(3), key=lambda place: -found.whole_path(GROUP)[place])

    assert found.alone(GROUP)[:2] == [one.judged.score for one in ranked[:2]]
    assert best_first == sorted(range(3), key=lambda place: ranked[place].rank)


def test_what_does_not_parse_is_last_behind_the_parser() -> None:
    """And wherever its score puts it without."""
    found = _verdicts(_wanted(GROUP))

    assert found.whole_path(GROUP)[2] == 0.0
    assert found.of(GROUP.question, BROKEN).valid is False


def test_the_order_is_valid_then_unknown_then_unscored_then_invalid() -> None:
    """As in every ranking."""
    first_to_last = [
        Verdict(-5.0, True),
        Verdict(5.0, None),
        Verdict(-math.inf, True),
        Verdict(9.0, False),
    ]

    assert sorted(first_to_last, key=lambda one: one.order, reverse=True) == first_to_last


def test_a_program_of_two_groups_is_read_once() -> None:
    """All figures come from the stored scores."""
    engine = CountingEngine()
    found = _verdicts(_wanted(GROUP, GROUP, group(*[("x = 1", True), ("x = 1", False)])), engine)

    assert (len(found), engine.read) == (4, 4)


def test_the_same_program_is_read_again_for_another_problem() -> None:
    """Its score is another one."""
    other = group(("x = 1", True), problem="mbpp/2")
    found = _verdicts(_wanted(other, group(("x = 1", True))))

    assert len(found) == 2


def test_a_program_that_is_too_long_counts_as_the_worst() -> None:
    """It does not drop out, and neither does its group; how many there are is told."""
    long = group(("x = 1\n" * 200, True), ("y = 1", False))
    found = _verdicts(_wanted(long), CountingEngine(max_tokens=100))

    assert found.unscored == 1
    assert found.alone(long)[0] == -math.inf
    assert found.whole_path(long) == [0.0, 1.0]


def test_many_programs_are_read_in_portions() -> None:
    """So that progress can be told."""
    wanted = Wanted()
    wanted.add(Question("P", "python"), [f"x = {number}" for number in range(70)])

    assert [len(programs) for _, programs in wanted.portions()] == [PER_GROUP, PER_GROUP, 6]
    assert len(wanted) == 70


def test_progress_counts_programs() -> None:
    """Up to all of them."""
    told: list[int] = []

    async def run() -> None:
        async with Reranker(Verifier.find("deskcheck-nano"), FakeEngine()) as reranker:
            await verdicts(reranker, _wanted(GROUP), told.append)

    asyncio.run(run())

    assert sum(told) == 3


def test_a_problem_that_cannot_be_read_ends_the_run() -> None:
    """It is not left out unseen."""
    wanted = Wanted()
    wanted.add(Question(" ", "python"), ["x = 1"])

    with pytest.raises(ProblemError, match="the problem is empty"):
        _verdicts(wanted)
