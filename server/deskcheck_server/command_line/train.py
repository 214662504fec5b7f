"""`deskcheck train`: pairs in, a verifier's folder out."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from deskcheck_server.command_line import output
from deskcheck_server.command_line.errors import InputError, UnavailableError

Pairs = Annotated[Path, typer.Argument(help="Pairs as `deskcheck pairs` writes them.")]
Out = Annotated[
    Path, typer.Option("--out", "-o", metavar="FOLDER", help="For states, log and the verifier.")
]
Base = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="What to train on: a folder, a hub id, or a verifier that is known by name.",
    ),
]
RecipeFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.toml", help="Every number of the run; with a shape, a new verifier."
    ),
]
Validation = Annotated[
    Path | None, typer.Option(metavar="PAIRS", help="Pairs to measure with on the way.")
]
Functions = Annotated[
    Path | None,
    typer.Option(
        metavar="PAIRS", help="Pairs of documented functions, to compare beside the others."
    ),
]
Code = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FOLDER", help="Source code that a new verifier reads first; may be repeated."
    ),
]
Device = Annotated[Literal["cpu", "cuda"], typer.Option(help="Where to compute.")]


def train(
    pairs: Pairs,
    out: Out,
    base: Base = None,
    recipe: RecipeFile = None,
    validation: Validation = None,
    functions: Functions = None,
    code: Code = None,
    device: Device = "cpu",
) -> None:
    """Train a verifier on preference pairs.

    With --base, a checkpoint goes on learning; without, the recipe's shape makes a new one. A run
    that was stopped goes on where its last state was written when the same command is given again.
    """
    # Imported here: they are slow, and other commands do not need them.
    from deskcheck_models.errors import DownloadError, MissingExtraError, ModelError
    from deskcheck_models.training.recipe import Recipe, read_recipe
    from deskcheck_models.training.train import Run
    from deskcheck_models.training.train import train as trained
    from deskcheck_models.verifier import Verifier
    from deskcheck_server.command_line.training_progress import TrainingProgress

    try:
        run = Run(
            pairs=pairs,
            out=out,
            recipe=read_recipe(recipe) if recipe else Recipe(),
            base=Verifier.find(base).folder if base else None,
            validation=validation,
            functions=functions,
            code=tuple(code or ()),
            device=device,
        )
        with TrainingProgress() as progress:
            verifier = trained(run, [progress.tell])
    except (DownloadError, MissingExtraError) as error:
        raise UnavailableError(str(error)) from error
    except ModelError as error:
        raise InputError(str(error)) from error
    output.write(f"{verifier}\n")
