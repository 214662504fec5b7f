"""A verifier in this process, assembled as the server assembles it."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from benchmarks.result_file import file_hash
from benchmarks.testbed.errors import GoneError, TestbedError, UnjudgedError
from benchmarks.testbed.judge import Scored
from deskcheck_models.errors import EngineError, ExtractionError, ModelError, ProblemError
from deskcheck_models.evaluation.labelled_groups import Question
from deskcheck_models.group import Candidate, Group, Reading
from deskcheck_models.reranker import Reranker
from deskcheck_models.verifier import FILES
from deskcheck_server.assembly import build_reranker
from deskcheck_server.errors import SettingsError
from deskcheck_server.settings import Settings


class LocalJudge:
    """A Judge over a Reranker."""

    def __init__(self, reranker: Reranker) -> None:
        """The weights are hashed here, so that kept scores are known to be theirs."""
        self._reranker = reranker
        self.verifier = reranker.verifier.name
        self.engine = reranker.engine.name
        self.revision = revision_of_files(reranker.verifier.folder)

    @classmethod
    def load(cls, model: str, engine: str) -> "LocalJudge":
        """Load a verifier; raises TestbedError with the reason where it cannot be."""
        try:
            # No score cache: every program comes once, and what it costs is measured.
            settings = Settings.read(
                None, model=model, engine=engine, workers=1, score_cache_entries=0
            )
            return cls(build_reranker(settings))
        except (ModelError, SettingsError) as error:
            raise TestbedError(f"the verifier {model} on {engine}: {error}") from error

    async def judge(self, question: Question, programs: Sequence[str]) -> list[Scored]:
        """As `Judge` says."""
        candidates = tuple(map(Candidate, programs))
        group = Group(
            question.problem, candidates, language=question.language, reading=Reading.PROGRAM
        )
        try:
            ranking = await self._reranker.rerank(group)
        except ProblemError as error:
            raise UnjudgedError(str(error)) from error
        except (EngineError, ExtractionError) as error:
            raise GoneError(str(error)) from error
        return [
            Scored(one.judged.score, one.judged.extraction.valid, one.judged.tokens)
            for one in ranking.results
        ]

    async def close(self) -> None:
        """Close the engine and the extraction worker."""
        await self._reranker.close()


def revision_of_files(folder: Path) -> str:
    """A digest of what the files of a verifier hold, whatever their times and place."""
    files = sorted({file for pattern in FILES for file in folder.glob(pattern)})
    lines = "\n".join(f"{file.name} {file_hash(file)}" for file in files)
    return sha256(lines.encode()).hexdigest()
