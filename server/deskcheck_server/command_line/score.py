"""`deskcheck score`: many groups, one per line, in and out."""

import asyncio
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deskcheck_server.command_line import options
from deskcheck_server.command_line.errors import InputError
from deskcheck_server.command_line.exit_codes import ExitCode

if TYPE_CHECKING:
    from deskcheck_server.command_line.line_scorer import LineScorer
    from deskcheck_server.command_line.results_file import Sink
    from deskcheck_server.command_line.score_progress import ScoreProgress

Source = Annotated[
    str,
    typer.Argument(
        metavar="INPUT",
        help="One object per line: problem, candidates and, if wanted, id, language, entry_point; "
        "- for standard input.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write here; - is standard output, as without it.",
    ),
]
Concurrency = Annotated[int, typer.Option(metavar="N", min=1, help="Groups in work at once.")]
Programs = Annotated[bool, typer.Option("--programs", help="Put the programs into the results.")]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Skip as many groups as the output file has whole lines, and go on behind them.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")]


def score(
    source: Source,
    out: Out = None,
    url: options.Url = None,
    timeout: options.Timeout = 600.0,
    model: options.Model = None,
    engine: options.Engine = None,
    config: options.Config = None,
    extraction: options.Extraction = "answer",
    truncation: options.Truncation = "refuse",
    concurrency: Concurrency = 8,
    programs: Programs = False,
    resume: Resume = False,
    quiet: Quiet = False,
) -> None:
    """Score many groups: one line of results for each, in the order of the input.

    A line that cannot be scored becomes a line with an error, and the run goes on.
    """
    from deskcheck_server.command_line.line_scorer import LineScorer
    from deskcheck_server.command_line.output import is_watched
    from deskcheck_server.command_line.results_file import opened_sink
    from deskcheck_server.command_line.score_progress import ScoreProgress
    from deskcheck_server.command_line.scorer import Place
    from deskcheck_server.schemas.requests import ScoringOptions

    out = None if out == Path("-") else out
    _check_output(source, out, resume=resume)
    place = Place(url, timeout, model, engine, config)
    asked = ScoringOptions(
        extraction=extraction,
        truncation=truncation,
        return_programs=programs,
        model=model if url else None,
    )
    with _opened(source) as descriptor, opened_sink(out, resume=resume) as sink:
        scorer = place.open()
        lines = LineScorer(scorer, asked, place.settings())
        shown = (
            not quiet and is_watched(sys.stderr) and not (out is None and is_watched(sys.stdout))
        )
        with ScoreProgress(shown=shown, size=_size(descriptor)) as progress:
            asyncio.run(_run(descriptor, lines, sink, progress, concurrency))
    _tell(progress)


async def _run(
    descriptor: int, lines: "LineScorer", sink: "Sink", progress: "ScoreProgress", most: int
) -> None:
    from deskcheck_server.command_line.group_lines import FailedLine, ScoredLine, numbered
    from deskcheck_server.command_line.in_order import in_order
    from deskcheck_server.command_line.incoming import arriving_chunks, bounded_lines

    def take(line: ScoredLine | FailedLine) -> None:
        sink.write(line.model_dump_json())
        progress.count(failed=isinstance(line, FailedLine))

    chunks = progress.watched(arriving_chunks(descriptor))
    try:
        await in_order(
            numbered(bounded_lines(chunks), skipped=sink.done), lines.line, take, most=most
        )
    finally:
        await lines.close()


def _check_output(source: str, out: Path | None, *, resume: bool) -> None:
    if resume and out is None:
        raise InputError("--resume needs the file to go on with; name it with -o")
    if out is not None and _is_same(out, source):
        raise InputError(f"{source!r} is both input and output; choose another file with -o")


def _is_same(out: Path, source: str) -> bool:
    try:
        return out.samefile(source)
    except OSError:  # one is not there, or cannot be: opening it tells
        return False


@contextmanager
def _opened(source: str) -> Iterator[int]:
    from deskcheck_server.command_line.texts import STANDARD_INPUT, standard_input

    if source == STANDARD_INPUT:
        yield standard_input().fileno()
        return
    try:
        file = Path(source).open("rb", buffering=0)  # noqa: SIM115 - closed below
    except OSError as error:
        raise InputError(
            f"input {source!r} cannot be read: {error.strerror}; give a file of JSON lines, or -"
        ) from error
    with file:
        yield file.fileno()


def _size(descriptor: int) -> int | None:
    status = os.fstat(descriptor)
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _tell(progress: "ScoreProgress") -> None:
    if not progress.failed:
        return
    from deskcheck_server.command_line.terminal import show_note

    show_note(
        f"{progress.failed} of {progress.groups} groups could not be scored; "
        "their lines hold the error",
        style="yellow",
    )
    raise typer.Exit(ExitCode.UNSCORED)
