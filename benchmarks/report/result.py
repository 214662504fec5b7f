"""A result file as `benchmarks.result_file` writes it, read back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report.errors import ReportError
from benchmarks.report.values import Values
from benchmarks.result_file import file_hash


@dataclass(frozen=True, slots=True)
class Result:
    """One run of one benchmark: what was measured, on what, and by which command.

    `sha256` is that of the file itself; `inputs` holds one for everything that the run read.
    """

    benchmark: str
    path: Path
    sha256: str
    command: str
    commit: str
    date: str
    machine: Mapping[str, str]
    inputs: Mapping[str, str]
    setup: Mapping[str, object]
    figures: Values

    @property
    def quick(self) -> bool:
        """Whether it is of a quick run, whose figures say little."""
        return "--quick" in self.command.split()

    @property
    def title(self) -> str:
        """The benchmark, and which file it is of."""
        return f"{self.benchmark} ({self.path.name})"


def read_result(path: Path) -> Result:
    """Read one; raises ReportError where it is missing, no JSON, or no result."""
    content = _content(path)
    return Result(
        benchmark=content.text("benchmark"),
        path=path,
        sha256=file_hash(path),
        command=content.text("command"),
        commit=content.text("commit"),
        date=content.text("date"),
        machine=content.texts("machine"),
        inputs=content.texts("inputs"),
        setup=content.child("setup").content,
        figures=content.child("figures"),
    )


def _content(path: Path) -> Values:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportError(f"{path} cannot be read: {error.strerror}; give a result file") from error
    except ValueError as error:
        raise ReportError(f"{path} is no JSON: {error}; run its benchmark again") from error
    if not isinstance(content, dict):
        raise ReportError(f"{path} holds a {type(content).__name__}, not a result of a benchmark")
    return Values(content, f"{path.name}: ")
