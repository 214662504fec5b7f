"""Pairs that somebody else made, such as CodeScalerPair-51K, taken apart into candidates."""

import hashlib
from collections.abc import Iterator, Mapping

from deskcheck_models.training.labelled import Labelled, LabelledDataError

COLUMNS = ("question_content", "code_pos", "code_neg")
SOURCE = "preferences"
POLICY = "unknown"  # the columns do not say who wrote the programs


def is_preference(record: Mapping[str, object]) -> bool:
    """Whether a record is a pair by its columns, and not a candidate."""
    return "code_pos" in record or "code_neg" in record or "question_content" in record


def preference_candidates(
    record: Mapping[str, object], place: str, language: str
) -> Iterator[Labelled]:
    """The two candidates of a pair; the hash of its problem stands for the problem's id.

    Raises LabelledDataError for a column that is missing or holds no text.
    """
    problem, passing, failing = (_text(record, column, place) for column in COLUMNS)
    digest = hashlib.sha1(problem.encode("utf-8", "surrogatepass")).hexdigest()
    for program, passed in ((passing, True), (failing, False)):
        yield Labelled(
            source=SOURCE,
            problem_id=f"{SOURCE}/{digest[:16]}",
            problem=problem,
            language=language,
            program=program.strip("\n"),
            policy=POLICY,
            passed=passed,
            survivor=False,
        )


def _text(record: Mapping[str, object], column: str, place: str) -> str:
    if column not in record:
        raise LabelledDataError(f"{place} lacks {column}: pairs have {', '.join(COLUMNS)}")
    value = record[column]
    if not isinstance(value, str):
        raise LabelledDataError(f"{place} has {value!r:.60} as {column}: give a text")
    return value
