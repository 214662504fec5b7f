"""Records from JSON lines, plain or gzipped."""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from deskcheck_models.training.labelled import LabelledDataError

Record = tuple[str, Mapping[str, object]]
"""The place for messages, such as `mbpp.jsonl:7`, and the fields."""


def json_records(path: Path) -> Iterator[Record]:
    """The objects of a file, one by one; blank lines are passed over.

    Raises LabelledDataError naming file and line.
    """
    number = 0
    try:
        with gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb") as lines:
            for line in lines:
                number += 1
                if line.strip():
                    yield _record(line, f"{path.name}:{number}")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise LabelledDataError(
            f"{path.name} ends or breaks after line {number}: {error}; copy it again"
        ) from None
    except OSError as error:
        raise LabelledDataError(f"{path} cannot be read: {error.strerror}") from None


def _record(line: bytes, place: str) -> Record:
    try:
        value: object = json.loads(line)
    except ValueError as error:
        raise LabelledDataError(f"{place} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise LabelledDataError(f"{place} is no JSON object: give one candidate per line")
    return place, value
