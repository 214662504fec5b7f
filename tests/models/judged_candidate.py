"""A candidate as the ranking gets it."""

from deskcheck_extraction import Extraction, Origin
from deskcheck_models.ranking import Judged, without_score


def judged(index: int, score: float | None, valid: bool | None, name: str | None = None) -> Judged:
    """With this score and validity; an invalid one has no score, another without failed."""
    extraction = Extraction("x", "python", valid, Origin.FENCE, 1, False)
    one = Judged(index, name, extraction, None if valid is False else score)
    if valid is not False and score is None:
        return without_score(one, "too_long", "too long")
    return one
