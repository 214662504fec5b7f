"""Candidates whose correctness is known, as read from JSON lines, and how they are split.

A line holds at least `source`, `problem_id`, `problem`, `language`, `candidate`, `policy` and
`label`.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from deskcheck_models.errors import ModelError

# Licences that forbid a permissive verifier: CC BY-NC, CC BY-NC upstream, LGPL-3.0. Read for
# evaluation only.
RESTRICTED_SOURCES = frozenset(
    {"classeval-class", "classeval-method", "transcoder-cpp2py", "refactory"}
)
MUTANT_SOURCES = frozenset({"leetcode-mutants", "function-mutants"})

FIELDS = ("source", "problem_id", "problem", "language", "candidate", "policy", "label")


class Split(StrEnum):
    """Which part of the data a problem belongs to; a problem is never in two."""

    TRAIN = "train"
    VALID = "valid"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One program with what its tests said."""

    source: str
    problem_id: str
    problem: str
    language: str
    program: str
    policy: str  # who wrote it: a model's name, "human" or "mutant"
    passed: bool
    survivor: bool  # a mutant that no test caught: a weak positive
    copies: int = 1  # how often the program occurred for the problem, whoever wrote it
    near_miss: bool = False  # failed, with a bug put in on purpose, or only the extended tests


class LabelledDataError(ModelError):
    """A file of labelled candidates cannot be read; the message names file, line and field."""


def family_of(problem_id: str) -> str:
    """What numbered variants of a problem share, and the methods of one class."""
    key = problem_id.split(".")[0] if problem_id.startswith("classeval/") else problem_id
    return re.sub(r"-(i|ii|iii|iv|v|vi)$", "", key) if key.startswith("leetcode/") else key


def split_of(problem_id: str) -> Split:
    """The split of a problem: by the hash of its family."""
    key = f"split-v1:{family_of(problem_id)}"
    bucket = int(hashlib.sha1(key.encode()).hexdigest()[:8], 16) % 100
    if bucket < 10:
        return Split.TEST
    return Split.VALID if bucket < 20 else Split.TRAIN


def labelled_files(folder: Path) -> list[Path]:
    """The candidate files of a folder, sorted; raises LabelledDataError where there is none."""
    files = sorted(path for path in folder.glob("*.jsonl.gz") if path.name != "tests.jsonl.gz")
    if not files:
        raise LabelledDataError(f"no *.jsonl.gz file in {folder}: pass the folder of labelled data")
    return files


def read_labelled(files: list[Path], *, restricted: bool = False) -> Iterator[Labelled]:
    """Every candidate of the files in order; `restricted` adds the sources left out else."""
    for path in files:
        for number, line in enumerate(_lines(path), start=1):
            candidate = _labelled(line, f"{path.name}:{number}")
            if restricted or candidate.source not in RESTRICTED_SOURCES:
                yield candidate


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from lines


def _labelled(line: str, place: str) -> Labelled:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise LabelledDataError(f"{place} is not JSON: {error}") from None
    if not isinstance(record, dict):
        raise LabelledDataError(f"{place} is no JSON object: give {', '.join(FIELDS)}")
    return labelled_record(record, place)


def labelled_record(record: Mapping[str, object], place: str) -> Labelled:
    """A candidate from the fields of one line or row; `place` names it in errors.

    Raises LabelledDataError for a field that is missing or of another type.
    """
    missing = [field for field in FIELDS if field not in record]
    if missing:
        raise LabelledDataError(f"{place} lacks {', '.join(missing)}")
    label, extra = record["label"], _extra(record, place)
    if label not in (0, 1):
        raise LabelledDataError(f"{place} has the label {label!r}: give 1 for passed, else 0")
    copies = extra.get("dup_count") or 1
    return Labelled(
        source=_text(record, "source", place),
        problem_id=_text(record, "problem_id", place),
        problem=_text(record, "problem", place),
        language=_text(record, "language", place),
        program=_text(record, "candidate", place).strip("\n"),
        policy=_text(record, "policy", place),
        passed=label == 1,
        survivor=bool(extra.get("survivor")),
        copies=copies if isinstance(copies, int) else 1,
        near_miss=label == 0 and _is_near_miss(extra),
    )


def _text(record: Mapping[str, object], field: str, place: str) -> str:
    value = record[field]
    if not isinstance(value, str):
        raise LabelledDataError(f"{place} has {value!r:.60} as {field}: give a text")
    return value


def _extra(record: Mapping[str, object], place: str) -> Mapping[str, object]:
    """The fields beside the required ones; tables hold them as JSON text."""
    extra = record.get("extra") or {}
    if isinstance(extra, str):
        try:
            extra = json.loads(extra)
        except json.JSONDecodeError as error:
            raise LabelledDataError(f"{place} has extra that is not JSON: {error}") from None
    if not isinstance(extra, Mapping):
        raise LabelledDataError(f"{place} has {extra!r:.60} as extra: give an object")
    return extra


def _is_near_miss(extra: Mapping[str, object]) -> bool:
    bug = extra.get("kind") == "implanted_bug" or extra.get("bug_type") is not None
    return bug or extra.get("base_pass") is True
