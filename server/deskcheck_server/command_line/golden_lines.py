"""Published scores that a verification compares with: one JSON object on each line of a file."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic_core import from_json

from deskcheck_models.verification import Golden, Sample
from deskcheck_server.command_line.errors import InputError
from deskcheck_server.command_line.texts import decoded

FORM = 'give {"problem": ..., "program": ..., "score": ...} on each line'
LARGEST = sys.float_info.max  # a whole number of JSON may be larger
MOST_BYTES = 16 * 2**20
_KEYS = frozenset({"problem", "program", "score"})


def read_golden(file: Path) -> tuple[Golden, ...]:
    """The published scores of a file, in its order.

    Raises InputError for a file that cannot be read or holds none, and for a line of another form.
    """
    golden = tuple(_lines(file))
    if not golden:
        raise InputError(f"golden file {str(file)!r} holds no line; {FORM}")
    return golden


def _lines(file: Path) -> Iterator[Golden]:
    for number, line in enumerate(_content(file).split(b"\n"), start=1):
        if line.strip():
            yield _golden(line, f"line {number} of golden file {str(file)!r}")


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"golden file {str(file)!r} cannot be read: {error.strerror}; "
            "copy the texts of the model card into one"
        ) from error
    if len(content) > MOST_BYTES:
        raise InputError(
            f"golden file {str(file)!r} is larger than {MOST_BYTES // 2**20} MiB; split it"
        )
    return content


def _golden(line: bytes, place: str) -> Golden:
    try:
        value: object = from_json(decoded(line, place), allow_inf_nan=False)
    except ValueError as error:
        raise InputError(f"{place} is not JSON ({error}); {FORM}") from error
    if not isinstance(value, Mapping) or value.keys() != _KEYS:
        raise InputError(f"{place} is no object with these three keys; {FORM}")
    problem, program, score = value["problem"], value["program"], value["score"]
    if not isinstance(problem, str) or not isinstance(program, str) or not problem.strip():
        raise InputError(f"{place} has a problem or a program that is no text; {FORM}")
    if isinstance(score, bool) or not isinstance(score, int | float) or abs(score) > LARGEST:
        raise InputError(f"{place} has the score {score!r:.40}, which is no number; {FORM}")
    return Golden(Sample(problem, program), float(score))
