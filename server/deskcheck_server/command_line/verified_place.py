"""What `deskcheck verify` verifies, as its options say: an engine of this process, or a server."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from deskcheck_models.checkpoints.config_file import read_config_file
from deskcheck_models.reranker import Reranker
from deskcheck_models.verification import (
    FULL,
    QUICK,
    Plan,
    Precision,
    RerankerSubject,
    Verification,
    usual_precision,
)
from deskcheck_models.verifier import Verifier
from deskcheck_server.assembly import build_reranker
from deskcheck_server.command_line.errors import InputError
from deskcheck_server.command_line.golden_lines import read_golden
from deskcheck_server.command_line.remote_scorer import RemoteScorer
from deskcheck_server.command_line.remote_subject import RemoteSubject
from deskcheck_server.command_line.texts import read_text
from deskcheck_server.settings import Settings


@dataclass(frozen=True, slots=True)
class VerifiedPlace:
    """A verifier at `url`, else in this process with the settings.

    `precision` is that of its engine; `timeout` is in seconds, for a server's reply. `served` is
    the name under which the server knows the verifier, None where it knows no other.
    """

    url: str | None
    served: str | None
    timeout: float
    settings: Settings
    precision: Precision

    @classmethod
    def read(
        cls,
        url: str | None,
        served: str | None,
        timeout: float,
        config: Path | None,
        model: str,
        engine: str | None,
        precision: Precision | None,
    ) -> Self:
        """The place that the options name.

        Raises InputError or SettingsError where they contradict each other, MissingExtraError
        without transformers.
        """
        if url is not None:
            if engine is not None:
                raise InputError(f"--engine {engine} is for verifying here; leave it or --url out")
            settings = Settings.read(config, model=model)
            return cls(url, served, timeout, settings, precision or "float32")
        if served is not None:
            raise InputError(f"--served {served} is a name of a server: give --url too")
        # Without a score cache, so that it is the engine whose cache is hit.
        settings = Settings.read(
            config,
            model=model,
            engine=engine,
            precision=precision,
            workers=0,
            score_cache_entries=0,
        )
        if settings.engine == "vllm" and settings.precision is None:
            settings = settings.model_copy(update={"precision": usual_precision()})
        return cls(None, None, timeout, settings, settings.precision or "float32")

    def plan(
        self, reference: str | None, golden: Path | None, *, quick: bool, ranks_only: bool
    ) -> Plan:
        """The plan for this place; raises CheckpointError for a verifier that is not found."""
        published = read_golden(golden) if golden else ()
        system = self._system()
        folder = Verifier.find(self.settings.model, system=system).folder
        return Plan(
            folder,
            Verifier.find(reference, system=system).folder if reference else folder,
            self.precision,
            system=system,
            scope=QUICK if quick else FULL,
            golden=published,
            ranks_only=ranks_only or read_config_file(folder).has("quantization_config"),
        )

    def verification(self, plan: Plan) -> Verification:
        """The verification of the plan in this place; raises as `Verification`."""
        if self.url is None:
            return Verification(plan, lambda: RerankerSubject(self._reranker()))
        scorer = RemoteScorer.connect(self.url, timeout=self.timeout)
        subject = RemoteSubject(scorer, self.settings, self.served)
        return Verification(plan, lambda: subject, restarts=False)

    def _reranker(self) -> Reranker:
        return build_reranker(self.settings, verifying=True)

    def _system(self) -> str | None:
        file = self.settings.system_prompt_file
        return read_text(str(file), "system prompt") if file else None
