"""Scores of the vLLM engine against transformers in float32, with and without its cache."""

import asyncio
import math
import time
from collections.abc import Iterator

import pytest

from deskcheck_models.engine import TokenGroup
from deskcheck_models.errors import EngineError, TooLongError
from deskcheck_models.vllm.plan import CPU_BLOCK_TOKENS
from tests.models.random_checkpoint import VOCABULARY_SIZE, random_tokens
from tests.models.random_classifier import LONGEST, POISON
from tests.models.served_classifier import (
    MARKS,
    MISLEADING,
    ServedClassifier,
    served_classifier,
)

pytestmark = MARKS

TOLERANCE = 1e-3
PAD = 0  # of the tiny config


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedClassifier]:
    with served_classifier(tmp_path_factory.mktemp("classifier")) as served:
        yield served


def random_group(prefix: int, *suffixes: int, seed: int) -> TokenGroup:
    """A group of the given lengths, unlike that of any other seed."""
    return TokenGroup(
        prefix=random_tokens(prefix, seed),
        suffixes=tuple(
            random_tokens(length, 1000 * seed + index + 1) for index, length in enumerate(suffixes)
        ),
    )


@pytest.mark.parametrize("length", [1, 2, 31, 32, 33, 127, 128, 129, 700, LONGEST])
def test_a_score_is_the_transformers_logit_of_the_whole_sequence(
    served: ServedClassifier, length: int
) -> None:
    """One sequence alone, around block boundaries and up to the longest."""
    group = random_group(length - 1, 1, seed=length)

    assert max(served.errors(group, served.score(group))) < TOLERANCE


@pytest.mark.parametrize("programs", [1, 2, 17, 64])
def test_every_program_of_a_group_scores_as_it_does_alone_in_transformers(
    served: ServedClassifier, programs: int
) -> None:
    """Batches of unequal lengths behind one prefix."""
    group = random_group(150, *range(1, 6 * programs, 6), seed=100 + programs)

    assert max(served.errors(group, served.score(group))) < TOLERANCE


def test_the_scores_of_a_group_are_not_all_alike(served: ServedClassifier) -> None:
    """No sigmoid and no rounding: raw logits on both sides of zero, and beyond one."""
    scores = [logit.score for logit in served.score(random_group(20, *[30] * 16, seed=2))]

    assert min(scores) < 0
    assert max(scores) > 1
    assert len(set(scores)) == len(scores)


def test_the_prefix_of_a_new_group_is_computed_once(served: ServedClassifier) -> None:
    """All programs after the first take the prefix's whole blocks from the cache."""
    group = random_group(150, *[40] * 8, seed=3)

    cached = [logit.cached_tokens for logit in served.score(group)]

    assert cached == [0, *[150 // CPU_BLOCK_TOKENS * CPU_BLOCK_TOKENS] * 7]


def test_a_group_sent_again_hits_the_cache_and_keeps_its_scores(served: ServedClassifier) -> None:
    """The second time only the last, unfinished block of each sequence is computed."""
    group = random_group(150, 1, 50, 333, seed=4)
    served.score(group)

    again = served.score(group)

    assert max(served.errors(group, again)) < TOLERANCE
    assert [logit.cached_tokens for logit in again] == [128, 192, 480]


def test_files_beside_the_weights_change_no_score(served: ServedClassifier) -> None:
    """All scores of this file are computed beside settings for mean pooling and activations."""
    group = random_group(100, 30, seed=13)

    assert all((served.classifier.folder / name).is_file() for name in MISLEADING)
    assert max(served.errors(group, served.score(group))) < TOLERANCE


@pytest.mark.parametrize(
    "suffix", [(9, PAD), (9, PAD, PAD, PAD), (PAD,), (9, PAD, 8), (PAD, 9, PAD), (PAD,) * 40]
)
def test_padding_at_the_end_is_looked_past_as_transformers_does(
    served: ServedClassifier, suffix: tuple[int, ...]
) -> None:
    """The score is read where the padding begins; padding before that is a token like others."""
    group = TokenGroup(prefix=random_tokens(50, 14), suffixes=(suffix, (9,)))

    assert max(served.errors(group, served.score(group))) < TOLERANCE


def test_a_sequence_of_padding_alone_scores_as_in_transformers(served: ServedClassifier) -> None:
    """It is read at its first token."""
    group = TokenGroup(prefix=(PAD,), suffixes=((PAD, PAD), (PAD,)))

    assert max(served.errors(group, served.score(group))) < TOLERANCE


def test_the_order_of_the_programs_does_not_change_their_scores(served: ServedClassifier) -> None:
    """A group turned around gives the same scores turned around."""
    group = random_group(90, 5, 80, 200, 20, seed=5)
    turned = TokenGroup(prefix=group.prefix, suffixes=group.suffixes[::-1])
    straight = [logit.score for logit in served.score(group)]

    backwards = [logit.score for logit in served.score(turned)][::-1]

    assert backwards == pytest.approx(straight, abs=TOLERANCE)


def test_groups_scored_at_the_same_time_do_not_mix(served: ServedClassifier) -> None:
    """Eight groups in flight, each with a prefix of its own."""
    groups = [random_group(70, 10, 40, 90, seed=60 + number) for number in range(8)]

    async def together() -> list[float]:
        replies = await asyncio.gather(*map(served.engine.score, groups))
        return [
            error
            for group, reply in zip(groups, replies, strict=True)
            for error in served.errors(group, reply)
        ]

    assert max(served.run(together())) < TOLERANCE


def test_a_group_without_programs_has_no_scores(served: ServedClassifier) -> None:
    """Nothing in, nothing out."""
    group = TokenGroup(prefix=(5, 6), suffixes=())

    assert list(served.score(group)) == []


def test_a_score_that_is_not_a_number_is_passed_on_and_spoils_no_neighbour(
    served: ServedClassifier,
) -> None:
    """NaN comes out where it is computed, and only there."""
    healthy = random_group(64, 20, seed=7)
    suffixes = (healthy.suffixes[0], (POISON, 9), random_tokens(20, 8))
    group = TokenGroup(prefix=healthy.prefix, suffixes=suffixes)

    scores = [logit.score for logit in served.score(group)]

    assert [math.isnan(score) for score in scores] == [False, True, False]


def test_a_sequence_over_the_limit_is_refused_with_both_numbers(served: ServedClassifier) -> None:
    """Nothing is cut silently."""
    group = random_group(LONGEST, 1, seed=9)

    with pytest.raises(TooLongError, match=f"{LONGEST + 1} tokens .* {LONGEST} "):
        served.score(group)


def test_an_empty_sequence_is_refused(served: ServedClassifier) -> None:
    """There is no last token whose score could be read."""
    with pytest.raises(EngineError, match="0 tokens"):
        served.score(TokenGroup(prefix=(), suffixes=((),)))


@pytest.mark.parametrize("token", [-1, VOCABULARY_SIZE + 1])
def test_an_id_outside_the_vocabulary_is_refused_by_its_value(
    served: ServedClassifier, token: int
) -> None:
    """An embedding that does not exist would end the engine."""
    with pytest.raises(EngineError, match=f"id {token} is outside the vocabulary"):
        served.score(TokenGroup(prefix=(3,), suffixes=((token,),)))


def test_a_cancelled_group_is_dropped_by_the_engine(served: ServedClassifier) -> None:
    """A small group right after it waits for one step, not for the abandoned work."""
    scored, dropped = (random_group(1, *[LONGEST - 1] * 48, seed=seed) for seed in (10, 11))

    async def seconds_of(group: TokenGroup) -> float:
        begin = time.perf_counter()
        await served.engine.score(group)
        return time.perf_counter() - begin

    async def abandon() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(served.engine.score(dropped), timeout=0.05)

    whole = served.run(seconds_of(scored))
    served.run(abandon())
    small = random_group(40, 9, seed=12)

    assert served.run(seconds_of(small)) < whole / 3
    assert max(served.errors(small, served.score(small))) < TOLERANCE


def test_the_engine_says_its_name_limit_and_resolution(served: ServedClassifier) -> None:
    """What replies and metrics report of it."""
    engine = served.engine

    assert (engine.name, engine.max_tokens, engine.resolution) == ("vllm", LONGEST, 1e-3)
