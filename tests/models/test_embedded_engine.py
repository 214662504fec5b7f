"""The embedded engine's rules: caching, refusals, taking turns, cancellation, closing."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from deskcheck_models.checkpoints.checkpoint import read_checkpoint
from deskcheck_models.checkpoints.weights import read_weights
from deskcheck_models.embedded_engine import EmbeddedEngine
from deskcheck_models.engine import Engine, Logit, TokenGroup
from deskcheck_models.errors import CheckpointError, EngineError, TooLongError
from tests.models.held_engine import settled
from tests.models.random_checkpoint import VOCABULARY_SIZE, random_tokens, save_random_checkpoint
from tests.models.reference_forward import reference_logit
from tests.models.waiting_decoder import WaitingDecoder

TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random verifier."""
    return save_random_checkpoint(tmp_path_factory.mktemp("verifier"))


def random_group(prefix: int, suffixes: int, seed: int = 0) -> TokenGroup:
    """A prefix of the given length and suffixes of 5, 6, 7, ... tokens."""
    return TokenGroup(
        random_tokens(prefix, seed),
        tuple(random_tokens(5 + index, seed + 1) for index in range(suffixes)),
    )


def score_once(folder: Path, group: TokenGroup) -> Sequence[Logit]:
    """Load, score one group, close."""

    async def load_and_score() -> Sequence[Logit]:
        engine = EmbeddedEngine.load(folder, threads=2)
        try:
            return await engine.score(group)
        finally:
            await engine.close()

    return asyncio.run(load_and_score())


def score_all(folder: Path, groups: Sequence[TokenGroup], cache_bytes: int) -> list[list[int]]:
    """The cached tokens of every sequence, group after group in one engine."""

    async def load_and_score() -> list[list[int]]:
        engine = EmbeddedEngine.load(folder, threads=2, cache_bytes=cache_bytes)
        results = [await engine.score(group) for group in groups]
        await engine.close()
        return [[logit.cached_tokens for logit in result] for result in results]

    return asyncio.run(load_and_score())


def test_it_is_an_engine(folder: Path) -> None:
    """Name, longest sequence and resolution are those of the checkpoint and this engine."""
    engine: Engine = EmbeddedEngine.load(folder, threads=1)

    assert engine.name == "embedded"
    assert engine.max_tokens == 1024
    assert engine.resolution == 1e-4
    asyncio.run(engine.close())


def test_one_logit_per_suffix_in_order(folder: Path) -> None:
    """Each is the plain forward pass over prefix and suffix."""
    group = random_group(prefix=30, suffixes=9)
    checkpoint = read_checkpoint(folder)
    weights = read_weights(checkpoint)
    expected = [
        reference_logit(checkpoint, weights, group.prefix + suffix) for suffix in group.suffixes
    ]
    scores = [logit.score for logit in score_once(folder, group)]

    assert scores == pytest.approx(expected, abs=TOLERANCE)


def test_a_group_may_have_no_prefix(folder: Path) -> None:
    """Then nothing is cached, and the logit is that of the suffix alone."""
    tokens = random_tokens(12)
    whole = score_once(folder, TokenGroup(tokens[:7], (tokens[7:],)))
    (alone,) = score_once(folder, TokenGroup((), (tokens,)))

    assert alone.cached_tokens == 0
    assert alone.score == pytest.approx(whole[0].score, abs=TOLERANCE)


def test_a_group_without_suffixes_has_no_logits(folder: Path) -> None:
    """And reads no prefix for nothing."""
    assert list(score_once(folder, TokenGroup(random_tokens(9), ()))) == []


def test_a_score_does_not_depend_on_its_neighbours(folder: Path) -> None:
    """The same bits alone, in a crowd, and in another order."""
    group = random_group(prefix=20, suffixes=16)
    crowd = [logit.score for logit in score_once(folder, group)]
    backwards = score_once(folder, TokenGroup(group.prefix, group.suffixes[::-1]))
    alone = score_once(folder, TokenGroup(group.prefix, group.suffixes[3:4]))

    assert [logit.score for logit in backwards] == crowd[::-1]
    assert alone[0].score == crowd[3]


def test_the_first_suffix_pays_for_the_prefix_and_a_second_call_does_not(folder: Path) -> None:
    """Cached tokens are the prefix's length, but for the suffix that it was read for."""
    group = random_group(prefix=20, suffixes=3)

    assert score_all(folder, [group, group], cache_bytes=1_000_000) == [[0, 20, 20], [20, 20, 20]]


def test_an_engine_without_cache_reads_the_prefix_once_in_every_call(folder: Path) -> None:
    """Within a call the suffixes still share it."""
    group = random_group(prefix=20, suffixes=3)

    assert score_all(folder, [group, group], cache_bytes=0) == [[0, 20, 20], [0, 20, 20]]


def test_the_cache_drops_the_prefix_unused_for_longest(folder: Path) -> None:
    """Room for two prefixes of 20 tokens: 3 layers of key and value, 2 heads of 8 floats each."""
    first, second, third = (random_group(20, 1, seed) for seed in (1, 2, 3))
    calls = [first, second, third, second, first]
    room = 2 * 20 * 3 * 2 * 2 * 8 * 4

    assert score_all(folder, calls, cache_bytes=room) == [[0], [0], [0], [20], [0]]


@pytest.mark.parametrize("cache_bytes", [0, 1_000_000])
def test_groups_that_bring_the_same_new_prefix_at_once_read_it_once(
    folder: Path, cache_bytes: int
) -> None:
    """The second waits for the first one's, whether or not it is kept; it counts as cached."""
    checkpoint = read_checkpoint(folder)
    decoder = WaitingDecoder(checkpoint, at_prefix=True)
    group = random_group(prefix=20, suffixes=3)

    async def score_twice() -> list[list[int]]:
        engine = EmbeddedEngine(checkpoint, decoder, threads=2, cache_bytes=cache_bytes)
        tasks = [asyncio.create_task(engine.score(group)) for _ in range(2)]
        await settled()
        decoder.sign.set()
        results = await asyncio.gather(*tasks)
        await engine.close()
        return [[logit.cached_tokens for logit in result] for result in results]

    assert asyncio.run(score_twice()) == [[0, 20, 20], [20, 20, 20]]
    assert decoder.prefixes == [20]


def test_a_prefix_whose_first_reader_is_cancelled_is_read_by_the_next(folder: Path) -> None:
    """Nobody waits for what was given up."""
    checkpoint = read_checkpoint(folder)
    decoder = WaitingDecoder(checkpoint, at_prefix=True)
    group = random_group(prefix=20, suffixes=2)

    async def cancel_the_first() -> list[int]:
        engine = EmbeddedEngine(checkpoint, decoder, threads=1, cache_bytes=0)
        first = asyncio.create_task(engine.score(group))
        second = asyncio.create_task(engine.score(group))
        await decoder.wait_for_prefix()
        first.cancel()
        await settled()
        decoder.sign.set()
        logits = await second
        await engine.close()
        return [logit.cached_tokens for logit in logits]

    assert asyncio.run(cancel_the_first()) == [0, 20]
    assert decoder.prefixes == [20, 20]


def test_the_longest_suffixes_are_begun_first(folder: Path) -> None:
    """So that no thread is alone with a long one at the end; the logits keep their order."""
    checkpoint = read_checkpoint(folder)
    decoder = WaitingDecoder(checkpoint)
    decoder.sign.set()
    tokens = random_tokens(9)
    group = TokenGroup((), (tokens[:3], tokens, tokens[:5]))

    async def score() -> Sequence[Logit]:
        engine = EmbeddedEngine(checkpoint, decoder, threads=1, cache_bytes=0)
        logits = await engine.score(group)
        await engine.close()
        return logits

    logits = asyncio.run(score())

    assert decoder.suffixes == [9, 5, 3]
    assert logits[0] == score_once(folder, TokenGroup((), group.suffixes[:1]))[0]


def test_groups_scored_at_once_do_not_mix(folder: Path) -> None:
    """Twelve groups in flight give what each gives alone."""
    groups = [random_group(10 + seed, 4, seed) for seed in range(12)]

    async def score_together() -> list[Sequence[Logit]]:
        engine = EmbeddedEngine.load(folder, threads=2)
        results = await asyncio.gather(*(engine.score(group) for group in groups))
        await engine.close()
        return results

    assert asyncio.run(score_together()) == [score_once(folder, group) for group in groups]


@pytest.mark.parametrize("token", [-1, VOCABULARY_SIZE, 10**30])
def test_a_token_outside_the_vocabulary_is_refused_with_its_id(folder: Path, token: int) -> None:
    """In the prefix and in a suffix."""
    with pytest.raises(EngineError, match=f"token id {token} is outside the vocabulary of 97"):
        score_once(folder, TokenGroup((1, token), ((1,),)))
    with pytest.raises(EngineError, match=f"token id {token} "):
        score_once(folder, TokenGroup((1,), ((1,), (2, token))))


def test_an_empty_suffix_is_refused_by_its_index(folder: Path) -> None:
    """There would be no token to read the logit from."""
    with pytest.raises(EngineError, match="suffix 1 is empty"):
        score_once(folder, TokenGroup((1,), ((1,), ())))


def test_a_sequence_beyond_the_longest_is_refused_with_its_length(folder: Path) -> None:
    """Prefix and suffix count together; the longest itself is scored."""
    prefix = random_tokens(1000)

    assert len(score_once(folder, TokenGroup(prefix, (random_tokens(24),)))) == 1
    with pytest.raises(TooLongError, match="sequence 0 has 1025 tokens"):
        score_once(folder, TokenGroup(prefix, (random_tokens(25),)))


def test_a_cancelled_call_drops_what_has_not_begun(folder: Path) -> None:
    """One of fifty suffixes was running; no other one runs, and the engine goes on."""
    checkpoint = read_checkpoint(folder)
    decoder = WaitingDecoder(checkpoint)

    async def cancel_and_go_on() -> int:
        engine = EmbeddedEngine(checkpoint, decoder, threads=1, cache_bytes=0)
        task = asyncio.create_task(engine.score(random_group(prefix=5, suffixes=50)))
        await decoder.wait_for_begun(1)
        task.cancel()
        await asyncio.wait([task])
        decoder.sign.set()
        await engine.score(random_group(prefix=5, suffixes=1))
        await engine.close()
        return decoder.begun

    assert asyncio.run(cancel_and_go_on()) == 2


def test_a_small_group_does_not_wait_for_a_large_one(folder: Path) -> None:
    """Groups take turns: the small one is done while most of the large one is still to come."""
    checkpoint = read_checkpoint(folder)
    decoder = WaitingDecoder(checkpoint)

    async def score_small_after_large() -> int:
        engine = EmbeddedEngine(checkpoint, decoder, threads=1, cache_bytes=0)
        large = asyncio.create_task(engine.score(random_group(prefix=5, suffixes=200)))
        await decoder.wait_for_begun(1)
        small = asyncio.create_task(engine.score(random_group(prefix=5, suffixes=1)))
        decoder.sign.set()
        await small
        begun = decoder.begun
        await large
        await engine.close()
        return begun

    assert asyncio.run(score_small_after_large()) < 20


def test_scoring_leaves_the_event_loop_free(folder: Path) -> None:
    """While a logit waits, other coroutines run."""
    checkpoint = read_checkpoint(folder)
    decoder = WaitingDecoder(checkpoint)

    async def release_while_scoring() -> Sequence[Logit]:
        engine = EmbeddedEngine(checkpoint, decoder, threads=1, cache_bytes=0)
        task = asyncio.create_task(engine.score(random_group(prefix=5, suffixes=2)))
        await decoder.wait_for_begun(1)
        decoder.sign.set()
        logits = await task
        await engine.close()
        return logits

    assert len(asyncio.run(release_while_scoring())) == 2


def test_a_closed_engine_refuses_to_score(folder: Path) -> None:
    """Closing twice is allowed."""

    async def score_after_closing() -> None:
        engine = EmbeddedEngine.load(folder, threads=1)
        await engine.close()
        await engine.close()
        await engine.score(random_group(prefix=5, suffixes=1))

    with pytest.raises(EngineError, match="closed"):
        asyncio.run(score_after_closing())


def test_closing_ends_what_waits_with_an_error(folder: Path) -> None:
    """The run that had begun is waited for; the rest of its group fails instead of hanging."""
    checkpoint = read_checkpoint(folder)
    decoder = WaitingDecoder(checkpoint)

    async def close_while_scoring() -> None:
        engine = EmbeddedEngine(checkpoint, decoder, threads=1, cache_bytes=0)
        task = asyncio.create_task(engine.score(random_group(prefix=5, suffixes=50)))
        await decoder.wait_for_begun(1)
        closing = asyncio.create_task(engine.close())
        await asyncio.sleep(0)
        decoder.sign.set()
        await closing
        await task

    with pytest.raises(EngineError, match="closed"):
        asyncio.run(close_while_scoring())


def test_a_number_of_threads_below_one_is_refused(folder: Path) -> None:
    """The message gives the value."""
    with pytest.raises(EngineError, match="threads is 0"):
        EmbeddedEngine.load(folder, threads=0)


def test_a_folder_that_cannot_be_served_is_refused_on_loading(tmp_path: Path) -> None:
    """Before any thread is started."""
    with pytest.raises(CheckpointError, match=r"config\.json"):
        EmbeddedEngine.load(tmp_path)
