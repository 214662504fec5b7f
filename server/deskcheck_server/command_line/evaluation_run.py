"""One evaluation in this process: data and verifier loaded, measured, and closed again."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deskcheck_models.evaluation.effort import FULL, QUICK
from deskcheck_models.evaluation.evaluation import Report, evaluate
from deskcheck_models.evaluation.language_model import LanguageModel
from deskcheck_models.evaluation.material import EvaluationError, Material, material
from deskcheck_models.reranker import Reranker
from deskcheck_models.stages import Stage
from deskcheck_models.training.labelled import RESTRICTED_SOURCES, LabelledDataError, Split
from deskcheck_models.training.pairs.sources import read_candidates, source_files
from deskcheck_server.assembly import build_reranker
from deskcheck_server.command_line.errors import InputError
from deskcheck_server.command_line.model_errors import translated
from deskcheck_server.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """What `deskcheck evaluate` was asked to measure."""

    data: Path
    model: str | None
    engine: str | None
    split: str
    attacks: bool
    quick: bool
    language_model: Path | None
    seed: int

    @property
    def command(self) -> str:
        """The command that gives the same figures, with FOLDER for folders of this machine."""
        model = "FOLDER" if self.model and Path(self.model).is_dir() else self.model
        parts = [
            "deskcheck evaluate --data FOLDER",
            f"--model {model}" if model else "",
            f"--engine {self.engine}" if self.engine else "",
            f"--split {self.split}" if self.split != "test" else "",
            "" if self.attacks else "--no-attacks",
            "--quick" if self.quick else "",
            "--language-model FOLDER" if self.language_model else "",
            f"--seed {self.seed}" if self.seed else "",
        ]
        return " ".join(filter(None, parts))


def report_on(asked: Asked, stage: Stage) -> Report:
    """Measure what was asked for.

    Raises InputError for data that cannot be measured on, UnavailableError for a verifier or
    language model that cannot be loaded, SettingsError for a wrong setting.
    """
    settings = Settings.read(None, model=asked.model, engine=asked.engine, workers=0)
    with translated():
        measured = _material(asked, stage)
        folder = asked.language_model
        language_model = LanguageModel.load(folder) if folder else None
        reranker = build_reranker(settings)
        return asyncio.run(_measured(reranker, measured, asked, language_model, stage))


def _material(asked: Asked, stage: Stage) -> Material:
    advance = stage("read labelled programs", 1)
    effort = QUICK if asked.quick else FULL
    with _data_errors():
        every = read_candidates(source_files([str(asked.data)]))
        free = [one for one in every if one.source not in RESTRICTED_SOURCES]
        found = material(free, Split(asked.split), effort=effort, seed=asked.seed)
    advance(1)
    return found


async def _measured(
    reranker: Reranker,
    measured: Material,
    asked: Asked,
    language_model: LanguageModel | None,
    stage: Stage,
) -> Report:
    async with reranker:
        return await evaluate(
            reranker,
            measured,
            effort=QUICK if asked.quick else FULL,
            robustness=asked.attacks,
            language_model=language_model,
            seed=asked.seed,
            stage=stage,
        )


@contextmanager
def _data_errors() -> Iterator[None]:
    try:
        yield
    except (LabelledDataError, EvaluationError) as error:
        raise InputError(f"--data: {error}") from error
