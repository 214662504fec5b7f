"""Problem and program in, score out; ranking; training."""

from deskcheck_models.engine import Engine, Logit, TokenGroup
from deskcheck_models.errors import (
    CheckpointError,
    EngineEndedError,
    EngineError,
    MissingExtraError,
    ModelError,
    ProblemError,
    TooLongError,
)
from deskcheck_models.extractor import Extractor, InlineExtractor
from deskcheck_models.fake_engine import FakeEngine
from deskcheck_models.group import Candidate, Group, Reading, Truncation
from deskcheck_models.ranking import Failure, Judged, Result
from deskcheck_models.reranker import Ranking, Reranker, Timing, Usage
from deskcheck_models.text.problem import Message, Problem
from deskcheck_models.verifier import Verifier

__all__ = [
    "Candidate",
    "CheckpointError",
    "Engine",
    "EngineEndedError",
    "EngineError",
    "Extractor",
    "Failure",
    "FakeEngine",
    "Group",
    "InlineExtractor",
    "Judged",
    "Logit",
    "Message",
    "MissingExtraError",
    "ModelError",
    "Problem",
    "ProblemError",
    "Ranking",
    "Reading",
    "Reranker",
    "Result",
    "Timing",
    "TokenGroup",
    "TooLongError",
    "Truncation",
    "Usage",
    "Verifier",
]
