"""What is verified, and against what."""

from dataclasses import dataclass
from pathlib import Path

from deskcheck_models.verification.scope import FULL, Scope
from deskcheck_models.verification.subject import Sample
from deskcheck_models.verification.tolerance import Precision


@dataclass(frozen=True, slots=True)
class Golden:
    """A published score of one sample."""

    sample: Sample
    score: float


@dataclass(frozen=True, slots=True)
class Plan:
    """One verification.

    `folder` is the checkpoint that the subject serves, `reference` the one that transformers loads;
    they differ where the weights were quantised. `precision` is that of the subject's engine, and
    transformers runs in the same. `system` is the system prompt that the verifier was trained with.
    With `ranks_only` scores are told and not judged.
    """

    folder: Path
    reference: Path
    precision: Precision
    system: str | None = None
    scope: Scope = FULL
    golden: tuple[Golden, ...] = ()
    ranks_only: bool = False
