"""Records of a file of JSON lines, compressed or not, with every line that is none named."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.errors import DataError

BROKEN_LINE = "broken line"


@dataclass(frozen=True, slots=True)
class Record:
    """One line: its values, and its place for messages."""

    values: dict[str, object]
    place: str

    def text(self, name: str) -> str:
        """A string; raises ValueError where it is missing or something else."""
        value = self.values.get(name)
        if not isinstance(value, str):
            raise ValueError(f"{name} is {value!r:.60}; it must be a string")
        return value

    def optional_text(self, name: str) -> str:
        """A string, or the empty one where it is missing or null; raises ValueError."""
        return "" if self.values.get(name) is None else self.text(name)

    def label(self) -> bool:
        """The label; raises ValueError where it is neither 0 nor 1."""
        value = self.values.get("label")
        if value not in (0, 1):
            raise ValueError(f"label is {value!r:.60}; it must be 0 or 1")
        return value == 1


def read_records(path: Path, defects: Defects) -> Iterator[Record]:
    """Read line by line; raises DataError where the file is missing.

    Lines that hold no JSON object are defects. So is a file that ends too early or is no gzip: what
    was read before stays good.
    """
    if not path.is_file():
        raise DataError(f"{path} is missing; give the folder that holds it with --data")
    try:
        with gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                yield from _record(line, f"{path.name}:{number}", defects)
    except (EOFError, OSError, zlib.error) as error:
        defects.add("broken file", path.name, f"reading ended early: {error}")


def _record(line: bytes, place: str, defects: Defects) -> Iterator[Record]:
    try:
        values = json.loads(line)
    except ValueError as error:
        defects.add(BROKEN_LINE, place, str(error))
        return
    if not isinstance(values, dict):
        defects.add(BROKEN_LINE, place, f"it holds a {type(values).__name__}, not an object")
        return
    yield Record(values, place)
