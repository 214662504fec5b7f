"""The files of `deskcheck evaluate`: all figures as JSON, and the tables of a model card."""

import json
import os
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from deskcheck_models.evaluation.evaluation import Report
from deskcheck_models.evaluation.markdown import markdown
from deskcheck_server.command_line.errors import OutputError


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where a report goes, beside standard output."""

    json_file: Path | None
    card: Path | None

    @classmethod
    def checked(cls, json_file: Path | None, card: Path | None) -> "ReportFiles":
        """Raises OutputError where a file could not be written: better now than in ten minutes."""
        for file in (json_file, card):
            if file is not None:
                _refuse_unwritable(file)
        return cls(json_file, card)

    def write(self, report: Report, command: str) -> None:
        """Write both; raises OutputError."""
        if self.json_file is not None:
            _write(self.json_file, _as_json(report, command))
        if self.card is not None:
            _write(self.card, markdown(report, command))


def _as_json(report: Report, command: str) -> str:
    made = {"command": command, "deskcheck": version("deskcheck"), **asdict(report)}
    return json.dumps(made, indent=2, allow_nan=False) + "\n"


def _refuse_unwritable(file: Path) -> None:
    is_new = not file.exists()
    try:
        file.open("a", encoding="utf-8").close()
    except OSError as error:
        raise _unwritable(file, error) from error
    if is_new:
        file.unlink()


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(file, error) from error


def _unwritable(file: Path, error: OSError) -> OutputError:
    reason = os.strerror(error.errno or 0)
    return OutputError(f"{str(file)!r} cannot be written: {reason}; choose another file")
