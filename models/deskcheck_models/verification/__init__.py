"""Whether an engine gives the scores of transformers, on any checkpoint: the parity suite."""

from deskcheck_models.verification.plan import Golden, Plan
from deskcheck_models.verification.reranker_subject import RerankerSubject
from deskcheck_models.verification.row import Row, all_hold
from deskcheck_models.verification.scope import FULL, QUICK, Scope
from deskcheck_models.verification.subject import Measured, Sample, Subject
from deskcheck_models.verification.tolerance import TAU_BOUND, TOLERANCES, Precision
from deskcheck_models.verification.transformers_reference import usual_precision
from deskcheck_models.verification.verification import Verification

__all__ = [
    "FULL",
    "QUICK",
    "TAU_BOUND",
    "TOLERANCES",
    "Golden",
    "Measured",
    "Plan",
    "Precision",
    "RerankerSubject",
    "Row",
    "Sample",
    "Scope",
    "Subject",
    "Verification",
    "all_hold",
    "usual_precision",
]
