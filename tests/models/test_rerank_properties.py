"""Any group through the whole library: nothing lost, nothing doubled, one bad item alone."""

import asyncio
import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskcheck_models import (
    Candidate,
    EngineError,
    FakeEngine,
    Group,
    Logit,
    Ranking,
    Reading,
    Reranker,
    TokenGroup,
    Truncation,
)
from tests.models.ranked_group import VERIFIER, ranked

PROGRAMS = st.sampled_from(["x = 1", "x = 2", "def f(:", "", "print('ä')", "x=1"])
TEXTS = st.one_of(PROGRAMS, st.text(max_size=30), PROGRAMS.map("```python\n{}\n```".format))


class Numbers(FakeEngine):
    """Gives these scores, one after the other."""

    def __init__(self, *scores: float) -> None:
        super().__init__()
        self._scores = scores

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """So many as were given, whatever was asked."""
        return [Logit(one, 0) for one in self._scores]


def ranked_programs(
    engine: FakeEngine, *texts: str, share: bool = True, **options: object
) -> Ranking:
    """The ranking of one group."""
    group = Group(
        "Add two numbers.",
        tuple(map(Candidate, texts)),
        reading=Reading.PROGRAM,
        language="python",
        **options,  # type: ignore[arg-type]
    )
    return ranked(group, engine, share_duplicates=share)


@settings(deadline=None, max_examples=60)
@given(
    texts=st.lists(TEXTS, max_size=6),
    reading=st.sampled_from(Reading),
    truncation=st.sampled_from(Truncation),
    share=st.booleans(),
)
def test_every_candidate_has_one_result(
    texts: list[str], reading: Reading, truncation: Truncation, share: bool
) -> None:
    """In its place, with a rank, and either a score, or a failure, or no valid program."""
    group = Group("Add.", tuple(map(Candidate, texts)), reading=reading, truncation=truncation)
    results = ranked(group, FakeEngine(), share_duplicates=share).results
    assert [one.judged.index for one in results] == list(range(len(texts)))
    assert sorted(one.rank for one in results) == list(range(1, len(texts) + 1))
    for one in results:
        judged = one.judged
        assert (judged.score is None) == (
            judged.extraction.valid is False or judged.failure is not None
        )


@settings(deadline=None, max_examples=40)
@given(texts=st.lists(PROGRAMS, min_size=1, max_size=6), seed=st.randoms())
def test_a_program_has_the_same_score_wherever_it_stands(texts: list[str], seed: object) -> None:
    """And whatever stands beside it."""
    turned = list(texts)
    seed.shuffle(turned)  # type: ignore[attr-defined]
    before = {
        one.judged.extraction.program: one.judged.score
        for one in ranked_programs(FakeEngine(), *texts).results
    }
    after = ranked_programs(FakeEngine(), *turned).results

    assert all(before[one.judged.extraction.program] == one.judged.score for one in after)


@settings(deadline=None, max_examples=40)
@given(texts=st.lists(PROGRAMS, min_size=1, max_size=6))
def test_sharing_duplicates_changes_no_score(texts: list[str]) -> None:
    """Only what they cost."""
    shared, each = (ranked_programs(FakeEngine(), *texts, share=share) for share in (True, False))

    assert [one.judged.score for one in shared.results] == [
        one.judged.score for one in each.results
    ]
    assert [one.rank for one in shared.results] == [one.rank for one in each.results]


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_score_that_is_no_number_fails_its_candidate_alone(bad: float, place: int) -> None:
    """The others keep theirs, and their order."""
    scores = [1.0, 2.0, 3.0]
    scores[place] = bad
    results = ranked_programs(Numbers(*scores), "x = 1", "x = 2", "x = 3").results
    failed = results[place].judged
    others = [one.judged.score for one in results if one.judged is not failed]

    assert failed.failure is not None
    assert failed.failure.code == "score_not_finite"
    assert failed.score is None
    assert others == [score for score in scores if math.isfinite(score)]
    assert results[place].rank == 3


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_engine_that_gives_other_numbers_of_scores_is_an_error(count: int) -> None:
    """Guessing whose score is missing would rank wrongly."""
    with pytest.raises(EngineError, match=f"gave {count} scores for 2 programs"):
        ranked_programs(Numbers(*[1.0] * count), "x = 1", "x = 2")


def test_programs_that_are_all_invalid_never_reach_the_engine() -> None:
    """An engine that fails is not asked."""
    ranking = ranked_programs(FakeEngine(failing=True), "def f(:", "x = (")

    assert [one.reward for one in ranking.results] == [0.0, 0.0]
    assert ranking.usage.tokens == 0


def test_usage_counts_every_candidate_once() -> None:
    """Duplicates among them; an invalid program costs nothing."""
    ranking = ranked_programs(FakeEngine(), "x = 1", "x = 1", "x = 2", "def f(:")
    tokens = [one.judged.tokens for one in ranking.results]

    assert (ranking.usage.candidates, ranking.usage.duplicates) == (4, 1)
    assert ranking.usage.tokens == sum(tokens)
    assert tokens[3] == 0


def test_candidates_may_share_an_id_or_have_none() -> None:
    """They are told apart by their place."""
    group = Group("Add.", (Candidate("x = 1", "a"), Candidate("x = 2", "a"), Candidate("x = 3")))

    assert [one.judged.id for one in ranked(group, FakeEngine()).results] == ["a", "a", None]


def test_an_adapter_that_is_not_served_is_refused_by_name() -> None:
    """Before anything is read."""
    with pytest.raises(EngineError, match="no adapter 'java' is served; leave it out"):
        ranked_programs(FakeEngine(failing=True), "x = 1", adapter="java")


def test_groups_at_once_do_not_mix() -> None:
    """Forty of them over one engine, each with programs of its own."""

    async def run() -> bool:
        async with Reranker(VERIFIER, FakeEngine(seconds=0.02)) as reranker:
            groups = [
                Group(f"Add {n}.", tuple(Candidate(f"x = {n + k}") for k in range(3)))
                for n in range(40)
            ]
            alone = [await reranker.rerank(one) for one in groups[:5]]
            together = await asyncio.gather(*map(reranker.rerank, groups))
            return [one.results for one in alone] == [one.results for one in together[:5]]

    assert asyncio.run(run())
