"""`deskcheck average`: several verifiers of one shape to the mean of their weights."""

from pathlib import Path
from typing import Annotated

import typer

from deskcheck_server.command_line import output
from deskcheck_server.command_line.errors import InputError

Folders = Annotated[
    list[Path], typer.Argument(metavar="FOLDER...", help="Verifiers that began from the same one.")
]
Out = Annotated[
    Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where the mean verifier goes.")
]


def average(folders: Folders, out: Out) -> None:
    """Average the weights of verifiers that were trained from the same beginning.

    Two runs from one base, over other data or with another seed, are often better together. Choose
    on validation groups which to take.
    """
    from deskcheck_models.errors import CheckpointError
    from deskcheck_models.training.mean_weights import write_mean

    try:
        write_mean(folders, out)
    except CheckpointError as error:
        raise InputError(str(error)) from error
    output.write(f"{out}\n")
