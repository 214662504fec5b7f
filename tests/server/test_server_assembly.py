"""From settings to a reranker: the right engine, or an error with a remedy."""

import asyncio
from pathlib import Path

import pytest

from deskcheck_models import Candidate, CheckpointError, Group, Reranker
from deskcheck_models.cached_engine import CachedEngine
from deskcheck_server.assembly import build_reranker
from deskcheck_server.errors import SettingsError
from deskcheck_server.queue.lined_engine import LinedEngine
from deskcheck_server.settings import Settings


def built(**flags: object) -> Reranker:
    """A reranker of these settings, with the engine that needs no weights."""
    return build_reranker(Settings.read(None, **{"engine": "fake", "workers": 0} | flags))


def closed(reranker: Reranker) -> Reranker:
    """The reranker after its end."""
    asyncio.run(reranker.close())
    return reranker


def test_the_fake_engine_needs_no_weights() -> None:
    """The verifier is still found: its tokenizer and template are real."""
    reranker = closed(built())

    assert (reranker.engine.name, reranker.verifier.name) == ("fake", "deskcheck-nano")


def test_scores_are_kept_unless_told_otherwise() -> None:
    """Around the engine, whatever it is; with 0 entries there is no cache."""
    default, off = closed(built()).engine, closed(built(score_cache_entries=0)).engine

    assert isinstance(default, CachedEngine)
    assert isinstance(off, LinedEngine)


def test_max_tokens_shortens_what_is_read() -> None:
    """Below the verifier's own length."""
    assert closed(built(max_tokens=512)).max_tokens == 512


def test_max_tokens_beyond_the_engine_is_an_error() -> None:
    """Both numbers are told."""
    with pytest.raises(SettingsError, match="max_tokens is 99999, and this verifier reads 4096"):
        built(max_tokens=99_999)


def test_a_system_prompt_is_read_by_the_verifier(tmp_path: Path) -> None:
    """It stands before every problem, and costs tokens."""
    file = tmp_path / "system.txt"
    file.write_text("You judge programs.", encoding="utf-8")
    group = Group("p", (Candidate("```python\nx = 1\n```"),))

    async def tokens(reranker: Reranker) -> int:
        async with reranker:
            return (await reranker.rerank(group)).usage.tokens

    assert asyncio.run(tokens(built(system_prompt_file=file))) > asyncio.run(tokens(built()))


def test_a_missing_system_prompt_is_an_error(tmp_path: Path) -> None:
    """The file is named."""
    with pytest.raises(SettingsError, match=r"no\.txt"):
        built(system_prompt_file=tmp_path / "no.txt")


def test_an_unknown_verifier_is_an_error() -> None:
    """With the names that are known."""
    with pytest.raises(CheckpointError, match="deskcheck-nano"):
        built(model="no-such-verifier")
