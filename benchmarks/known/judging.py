"""Verifiers in this process and behind servers, asked for texts that are scored once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.known.errors import KnownError
from benchmarks.testbed.judge import Judge
from benchmarks.testbed.local_judge import LocalJudge
from benchmarks.testbed.remote_judge import RemoteJudge
from benchmarks.testbed.score_file import ScoreFile
from benchmarks.testbed.scoring import Judged, scored
from deskcheck_models.evaluation.scores import Wanted
from deskcheck_models.stages import Stage


@dataclass(frozen=True, slots=True)
class Contestants:
    """Which verifiers are asked: names to load here with one engine, and addresses of servers.

    `scores` is the folder in which scores outlive the run.
    """

    models: tuple[str, ...]
    engine: str
    urls: tuple[str, ...]
    scores: Path


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All that one verifier said; `revision` names its weights."""

    label: str
    revision: str
    judged: Judged


def verdicts_of(
    contestants: Contestants, wanted: Wanted, defects: Defects, stage: Stage
) -> list[Verdicts]:
    """Ask one verifier after the other. Raises KnownError, and TestbedError where one is absent."""
    with asyncio.Runner() as runner:
        found = [
            runner.run(_local(contestants, model, wanted, defects, stage))
            for model in contestants.models
        ]
        found += [
            runner.run(_remote(contestants, url, wanted, defects, stage))
            for url in contestants.urls
        ]
    _check_names([one.label for one in found])
    return found


async def _local(
    contestants: Contestants, model: str, wanted: Wanted, defects: Defects, stage: Stage
) -> Verdicts:
    judge = LocalJudge.load(model, contestants.engine)
    return await _asked(judge, contestants.scores, wanted, defects, stage)


async def _remote(
    contestants: Contestants, url: str, wanted: Wanted, defects: Defects, stage: Stage
) -> Verdicts:
    judge = await RemoteJudge.connect(url)
    return await _asked(judge, contestants.scores, wanted, defects, stage)


async def _asked(
    judge: Judge, scores: Path, wanted: Wanted, defects: Defects, stage: Stage
) -> Verdicts:
    try:
        file = ScoreFile.open(scores, judge, defects)
        advance = stage(f"score with {judge.verifier}", len(wanted))
        judged = await scored(judge, wanted, file, defects, advance)
    finally:
        await judge.close()
    return Verdicts(f"{judge.verifier}, {judge.engine}", judge.revision, judged)


def _check_names(labels: Sequence[str]) -> None:
    if len(set(labels)) < len(labels):
        raise KnownError(f"two verifiers are called the same: {'; '.join(labels)}")
