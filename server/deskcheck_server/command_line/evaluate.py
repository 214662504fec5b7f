"""`deskcheck evaluate`: how well a verifier ranks labelled programs, beside simple rules."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from deskcheck_server.command_line import options

if TYPE_CHECKING:
    from deskcheck_models.evaluation.evaluation import Report

Data = Annotated[
    Path,
    typer.Option(
        metavar="FOLDER",
        help="Labelled candidates, JSON lines or Parquet; those under restrictive licences are "
        "left out.",
    ),
]
SplitName = Annotated[
    Literal["train", "valid", "test"],
    typer.Option("--split", help="Which problems are measured, by a hash of their id."),
]
Attacks = Annotated[
    bool,
    typer.Option(
        "--attacks/--no-attacks",
        help="Edit programs against their label, and compare right ones with cut and mismatched "
        "ones.",
    ),
]
Quick = Annotated[
    bool, typer.Option("--quick", help="A few groups only: see that it runs, not how good it is.")
]
LanguageModel = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="A causal language model whose likelihood is one more baseline; needs torch.",
    ),
]
Seed = Annotated[int, typer.Option(metavar="N", help="Decides what is sampled.")]
JsonFile = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write all figures as JSON.")
]
CardFile = Annotated[
    Path | None, typer.Option("--card", metavar="FILE", help="Write the tables in Markdown.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")]


def evaluate(
    data: Data,
    model: options.Model = None,
    engine: options.Engine = None,
    split: SplitName = "test",
    attacks: Attacks = True,
    quick: Quick = False,
    language_model: LanguageModel = None,
    seed: Seed = 0,
    json_file: JsonFile = None,
    card: CardFile = None,
    quiet: Quiet = False,
) -> None:
    """Measure a verifier on labelled programs, and simple rules beside it.

    Takes minutes. Every program is scored once, and the same seed gives the same figures.
    """
    from deskcheck_server.command_line.evaluation_run import Asked, report_on
    from deskcheck_server.command_line.output import is_watched
    from deskcheck_server.command_line.report_files import ReportFiles
    from deskcheck_server.command_line.stage_progress import StageProgress

    files = ReportFiles.checked(json_file, card)
    asked = Asked(data, model, engine, split, attacks, quick, language_model, seed)
    with StageProgress(shown=not quiet and is_watched(sys.stderr)) as progress:
        report = report_on(asked, progress.stage)
    files.write(report, asked.command)
    _show(report)


def _show(report: "Report") -> None:
    from deskcheck_models.evaluation.text_tables import text_tables
    from deskcheck_server.command_line import terminal

    for table in text_tables(report):
        label, *numbers = table.columns
        shown = terminal.plain_table(label, *(f"#{column}" for column in numbers))
        for cells in table.rows:
            shown.add_row(*map(terminal.cell, cells))
        terminal.show(terminal.cell(table.title, style="bold"))
        terminal.show(shown)
