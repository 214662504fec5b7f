"""`deskcheck feedback export`: what callers reported, as candidates to make pairs of."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deskcheck_server.command_line import options
from deskcheck_server.command_line.command_group import CommandGroup
from deskcheck_server.command_line.errors import InputError, OutputError, UnavailableError
from deskcheck_server.command_line.exit_codes import EXPLAINED

if TYPE_CHECKING:
    from deskcheck_server.feedback.database import Database
    from deskcheck_server.feedback.labelled_lines import LabelledLines

ENDINGS = (".jsonl", ".jsonl.gz")

FeedbackDatabase = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|URL",
        help="The SQLite file or PostgreSQL database; as `deskcheck serve` has it if left out.",
    ),
]
Out = Annotated[
    Path, typer.Option("-o", "--out", metavar="FILE", help="Where they go: .jsonl or .jsonl.gz.")
]

feedback = typer.Typer(
    name="feedback",
    cls=CommandGroup,
    help="What callers reported of their unit tests.",
    no_args_is_help=True,
    epilog=EXPLAINED,
)


@feedback.callback()
def _group() -> None:
    """What callers reported of their unit tests."""


@feedback.command(epilog=EXPLAINED)
def export(
    out: Out,
    feedback_database: FeedbackDatabase = None,
    config: options.Config = None,
    as_json: options.AsJson = False,
) -> None:
    """Write every reported program with its label, for `deskcheck pairs`.

    The server may run meanwhile. The file appears when it is whole.
    """
    if not out.name.endswith(ENDINGS):
        raise InputError(f"{str(out)!r} ends in none of {', '.join(ENDINGS)}: name it so")
    lines = _written(_database(feedback_database, config), out)
    if not lines.written:
        raise InputError(
            "no program was reported on yet: send reports to POST /v1/feedback, and export then"
        )
    _tell(lines, out, as_json)


def _database(place: str | None, config: Path | None) -> "Database":
    from deskcheck_models.errors import MissingExtraError
    from deskcheck_server.feedback.opening import open_database
    from deskcheck_server.settings import Settings

    settings = Settings.read(config, feedback_database=place)
    try:
        database = open_database(settings)
    except MissingExtraError as error:
        raise UnavailableError(str(error)) from error
    if database is None:
        raise InputError("no database is named: give --feedback-database FILE, or a URL")
    if not database.exists:
        raise InputError("the database is a file that does not exist: give another")
    return database


def _written(database: "Database", out: Path) -> "LabelledLines":
    from deskcheck_models.training.pairs.whole_file import replacing
    from deskcheck_server.feedback.errors import FeedbackStoreError
    from deskcheck_server.feedback.labelled_lines import LabelledLines

    lines = LabelledLines()
    try:
        with replacing(out) as unfinished:
            _write(unfinished, lines.of(database.labelled()), zipped=out.suffix == ".gz")
    except FeedbackStoreError as error:
        raise UnavailableError(f"{error}: is it a feedback database, and up?") from error
    except OSError as error:
        raise OutputError(
            f"{str(out)!r} cannot be written: {error.strerror or error}; choose another with -o"
        ) from error
    finally:
        database.close()
    return lines


def _write(path: Path, lines: Iterable[dict[str, object]], *, zipped: bool) -> None:
    with gzip.open(path, "wb") if zipped else path.open("wb") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def _tell(lines: "LabelledLines", out: Path, as_json: bool) -> None:
    from deskcheck_server.command_line import output, terminal

    counts = {
        "candidates": lines.written,
        "passed": lines.passed,
        "problems": len(lines.problems),
        "without_program": lines.without_program,
        "conversations": lines.conversations,
    }
    if as_json:
        output.write(json.dumps(counts) + "\n")
        return
    terminal.show_note(
        f"{lines.written} programs for {len(lines.problems)} problems, {lines.passed} of which "
        f"passed, are in {out}; left out: {lines.without_program} without a program, "
        f"{lines.conversations} for conversations. Next: deskcheck pairs {out} --split all "
        "-o pairs.jsonl.gz"
    )
