"""The commands, gathered under one name."""

from typing import Annotated

import typer

from deskcheck_server.command_line.average import average
from deskcheck_server.command_line.canary import canary
from deskcheck_server.command_line.command_group import CommandGroup
from deskcheck_server.command_line.evaluate import evaluate
from deskcheck_server.command_line.exit_codes import EXPLAINED
from deskcheck_server.command_line.extract import extract
from deskcheck_server.command_line.feedback import feedback
from deskcheck_server.command_line.functions import functions
from deskcheck_server.command_line.models import models
from deskcheck_server.command_line.pairs import pairs
from deskcheck_server.command_line.render import render
from deskcheck_server.command_line.rerank import rerank
from deskcheck_server.command_line.score import score
from deskcheck_server.command_line.serve import serve
from deskcheck_server.command_line.train import train
from deskcheck_server.command_line.verify import verify

commands = typer.Typer(
    name="deskcheck",
    cls=CommandGroup,
    help="Rank code candidates by reading them, not by running them.",
    epilog=EXPLAINED,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    *(serve, rerank, score, extract, render, models),
    *(pairs, functions, train, average, evaluate, verify, canary),
):
    commands.command(epilog=EXPLAINED)(command)
commands.add_typer(feedback)


def _tell_version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import version

    from deskcheck_server.command_line import output

    output.write(f"deskcheck {version('deskcheck')}\n")
    raise typer.Exit


@commands.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Rank code candidates by reading them, not by running them."""
