"""Records of a published file: JSON, JSON lines (plain or gzip), or Parquet."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.comparison.defects import Defects
from benchmarks.known.errors import KnownError
from deskcheck_models.training.labelled import LabelledDataError
from deskcheck_models.training.pairs.parquet import parquet_records

BROKEN = "broken record"
ENDINGS = (".json", ".jsonl", ".jsonl.gz", ".parquet")

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Record:
    """One record, and its place for messages. Methods raise ValueError on a value that is odd."""

    values: Mapping[str, object]
    place: str

    def text(self, name: str) -> str:
        """A text; numbers are taken as their digits, as ids are either in the wild."""
        value = self.values.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise ValueError(f"{name} is {value!r:.60}; it must be a text")
        return value

    def optional_text(self, name: str) -> str:
        """A text, or the empty one where it is missing or null."""
        return "" if self.values.get(name) is None else self.text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        value = self.values.get(name)
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ValueError(f"{name} is {value!r:.60}; it must be a list of texts")
        return tuple(value)

    def flags(self, name: str) -> tuple[bool, ...]:
        """A list of true and false."""
        value = self.values.get(name)
        if not isinstance(value, list) or not all(isinstance(one, bool) for one in value):
            raise ValueError(f"{name} is {value!r:.60}; it must be a list of true and false")
        return tuple(value)


def records(path: Path, defects: Defects) -> Iterator[Record]:
    """Every record; one that is no object is a defect, as is a file that ends early.

    Raises KnownError where the file is absent or of another kind.
    """
    if not path.is_file():
        raise KnownError(f"{path} is not there; download it from its publisher and give its path")
    if not path.name.endswith(ENDINGS):
        raise KnownError(f"{path} ends in none of {', '.join(ENDINGS)}; convert it")
    try:
        yield from _checked(path, defects)
    except (OSError, EOFError, zlib.error, LabelledDataError) as error:
        defects.add("broken file", path.name, f"reading ended early: {error}")


def understood(path: Path, defects: Defects, read: Callable[[Record], Read]) -> Iterator[Read]:
    """What `read` makes of every record; one on which it raises ValueError is a defect."""
    for record in records(path, defects):
        try:
            found = read(record)
        except ValueError as error:
            defects.add(BROKEN, record.place, str(error))
        else:
            yield found


def document(path: Path) -> object:
    """A file that is one JSON value; raises KnownError where it is absent or no JSON."""
    if not path.is_file():
        raise KnownError(f"{path} is not there; download it from its publisher and give its path")
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise KnownError(f"{path} cannot be read as JSON: {error}") from error


def _checked(path: Path, defects: Defects) -> Iterator[Record]:
    for place, value in _values(path, defects):
        if isinstance(value, Mapping):
            yield Record(value, place)
        else:
            defects.add(BROKEN, place, f"it holds a {type(value).__name__}, not an object")


def _values(path: Path, defects: Defects) -> Iterator[tuple[str, object]]:
    if path.suffix == ".parquet":
        yield from parquet_records(path)
        return
    if path.suffix == ".json":
        found = document(path)
        if not isinstance(found, list):
            raise KnownError(f"{path} holds a {type(found).__name__}, not a list of records")
        yield from ((f"{path.name}[{place}]", value) for place, value in enumerate(found))
        return
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield f"{path.name}:{number}", json.loads(line)
            except ValueError as error:
                defects.add(BROKEN, f"{path.name}:{number}", str(error))
