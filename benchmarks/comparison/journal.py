"""Findings that outlive a run: what was measured is not measured again when a run goes on."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.errors import DataError
from benchmarks.comparison.findings import Findings

BROKEN = "broken line of a journal"

_LINE = TypeAdapter(tuple[str, Findings])


class Journal:
    """One line of JSON for each step that was measured, by the step's name.

    The last line of a run that was killed may be broken, and its step is measured again.
    """

    def __init__(self, path: Path, found: Mapping[str, Findings]) -> None:
        """Most callers use `open`."""
        self.path = path
        self._found = dict(found)
        self.resumed = len(self._found)

    @classmethod
    def open(cls, folder: Path, run: object, defects: Defects) -> "Journal":
        """The journal of the run that this JSON describes, with what an earlier process measured.

        Raises DataError where the folder cannot be used.
        """
        name = sha256(json.dumps(run, sort_keys=True).encode()).hexdigest()[:16]
        path = folder / f"{name}.jsonl"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lines = path.read_bytes().splitlines() if path.exists() else []
            found = dict(_read(lines, path.name, defects))
            path.write_bytes(b"".join(_written(step, one) for step, one in found.items()))
        except OSError as error:
            raise DataError(f"the journal {path} cannot be used: {error.strerror}") from error
        return cls(path, found)

    def find(self, step: str) -> Findings | None:
        """What was measured in a step, if it was."""
        return self._found.get(step)

    def add(self, step: str, findings: Findings) -> None:
        """Keep a step, here and in the file."""
        self._found[step] = findings
        with self.path.open("ab") as file:
            file.write(_written(step, findings))

    def remove(self) -> None:
        """Forget all, so that the next run measures anew."""
        self.path.unlink(missing_ok=True)
        self._found.clear()


def _read(lines: list[bytes], name: str, defects: Defects) -> list[tuple[str, Findings]]:
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(_LINE.validate_json(line))
        except ValidationError:
            defects.add(BROKEN, f"{name}:{number}", "measured again")
    return found


def _written(step: str, findings: Findings) -> bytes:
    return _LINE.dump_json((step, findings)) + b"\n"
