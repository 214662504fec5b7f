"""Settings become a reranker: the only place that picks an engine."""

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path

from structlog.stdlib import BoundLogger

from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_models.cached_engine import CachedEngine
from deskcheck_models.checkpoints.quantised import refuse_unverified
from deskcheck_models.checkpoints.revision import revision_of
from deskcheck_models.engine import Engine
from deskcheck_models.extractor import Extractor, InlineExtractor
from deskcheck_models.fake_engine import FakeEngine
from deskcheck_models.reranker import Reranker
from deskcheck_models.self_check.canary import CANARY_FILE, Canary
from deskcheck_models.self_check.self_check import SelfCheck
from deskcheck_models.verifier import Verifier
from deskcheck_models.workers.worker_extractor import WorkerExtractor
from deskcheck_server.errors import SettingsError
from deskcheck_server.life.supervised_engine import SupervisedEngine
from deskcheck_server.life.warm_up import warm_up
from deskcheck_server.queue.lined_engine import LinedEngine
from deskcheck_server.settings import Settings

LEAST_PATIENCE = 120.0  # seconds of work from which an engine that finishes nothing counts as hung


def build_reranker(settings: Settings, *, verifying: bool = False) -> Reranker:
    """Load the verifier, start engine and extraction workers; blocks, for vLLM up to minutes.

    Where it is built to be verified, quantised weights need no record of an earlier verification.
    Raises SettingsError for values that do not go together, and the engine's own errors, such as
    CheckpointError or MissingExtraError.
    """
    verifier = _verifier(settings, verifying=verifying)
    return _reranker(settings, verifier, _engine(settings, verifier))


def build_supervised(settings: Settings, log: BoundLogger) -> tuple[Reranker, SupervisedEngine]:
    """The same for a server, on an engine that can be started again; raises the same."""
    verifier = _verifier(settings)
    canary = _canary(settings, verifier)
    self_check = SelfCheck(verifier.folder, canary)

    async def check(engine: Engine) -> None:
        await self_check.check(engine)
        await warm_up(verifier, engine, adapters=tuple(settings.lora))

    supervised = SupervisedEngine(
        partial(_engine, settings, verifier),
        check,
        log=log,
        patience=max(settings.timeout_seconds, LEAST_PATIENCE),
    )
    if canary is None and settings.engine != "fake":
        log.warning("no canary", remedy="make one with `deskcheck canary`: scores are not compared")
    return _reranker(settings, verifier, supervised), supervised


def _verifier(settings: Settings, *, verifying: bool = False) -> Verifier:
    verifier = Verifier.find(settings.model, system=_system_prompt(settings.system_prompt_file))
    if verifier.name in settings.lora:
        raise SettingsError(
            f"lora names {verifier.name!r}, as the verifier is: choose another name"
        )
    if settings.engine == "vllm" and not verifying:
        refuse_unverified(verifier.folder, settings.verified)
    return verifier


def _reranker(settings: Settings, verifier: Verifier, engine: Engine) -> Reranker:
    if settings.max_tokens is not None:
        verifier = replace(verifier, max_tokens=_fitting(settings.max_tokens, engine))
    return Reranker(
        verifier,
        _cached(LinedEngine(engine), verifier, settings),
        _extractor(settings.workers),
        share_duplicates=settings.share_duplicates,
        adapters=tuple(settings.lora),
    )


def _engine(settings: Settings, verifier: Verifier) -> Engine:
    if settings.engine == "fake":
        return FakeEngine()
    if settings.engine == "embedded":
        from deskcheck_models.embedded_engine import EmbeddedEngine

        return EmbeddedEngine.load(verifier.folder, threads=settings.threads)
    from deskcheck_models.vllm_engine import VllmEngine

    return VllmEngine.load(
        verifier.folder,
        max_tokens=settings.max_tokens or verifier.max_tokens,
        precision=settings.precision,
        engine_arguments=settings.engine_arguments,
        adapters=settings.lora,
    )


def _canary(settings: Settings, verifier: Verifier) -> Canary | None:
    """What is stored of the verifier; a fake engine has scores of its own."""
    if settings.engine == "fake":
        return None
    beside = verifier.folder / CANARY_FILE
    if settings.canary is not None or beside.exists():
        return Canary.read(settings.canary or beside)
    return None


def _cached(engine: Engine, verifier: Verifier, settings: Settings) -> Engine:
    if settings.score_cache_entries == 0:
        return engine
    return CachedEngine(
        engine,
        ScoreCache(settings.score_cache_entries),
        revision=revision_of(verifier.folder),
        adapters={name: revision_of(folder) for name, folder in settings.lora.items()},
    )


def _extractor(workers: int) -> Extractor:
    return WorkerExtractor(workers=workers) if workers else InlineExtractor()


def _fitting(max_tokens: int, engine: Engine) -> int:
    if max_tokens <= engine.max_tokens:
        return max_tokens
    asyncio.run(engine.close())
    raise SettingsError(
        f"max_tokens is {max_tokens}, and this verifier reads {engine.max_tokens}: "
        "give less, or leave it out"
    )


def _system_prompt(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"system_prompt_file {file} cannot be read: {error}") from error
