"""`deskcheck canary`: what a verifier makes of a known group, for servers to compare with."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from deskcheck_server.command_line import options

if TYPE_CHECKING:
    from deskcheck_models.reranker import Reranker
    from deskcheck_models.self_check.canary import Canary

Model = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        help="Verifier: a name that `deskcheck models` lists, a folder, or a hub id.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Where to write it.",
        show_default="canary.json beside the weights",
    ),
]
Precision = Annotated[
    Literal["float32", "bfloat16"] | None,
    typer.Option(help="Number format of the vllm engine.", show_default="what fits the machine"),
]


def canary(
    model: Model,
    output: Output = None,
    engine: options.Engine = None,
    precision: Precision = None,
    config: options.Config = None,
) -> None:
    """Store what a verifier makes of a known group: text, tokens and scores.

    `deskcheck serve` refuses to start where it finds something else. Make it anew when weights,
    tokenizer or template are changed on purpose.
    """
    from deskcheck_models.self_check.canary import CANARY_FILE
    from deskcheck_server.assembly import build_reranker
    from deskcheck_server.command_line.model_errors import translated
    from deskcheck_server.settings import Settings

    flags = {"model": model, "engine": engine, "precision": precision, "workers": 0}
    with translated():
        reranker = build_reranker(Settings.read(config, **flags, score_cache_entries=0))
        made = asyncio.run(_made(reranker))
    _write(made, output or reranker.verifier.folder / CANARY_FILE)


async def _made(reranker: "Reranker") -> "Canary":
    from deskcheck_models.self_check.self_check import SelfCheck

    async with reranker:
        return await SelfCheck(reranker.verifier.folder, None).check(reranker.engine)


def _write(made: "Canary", file: Path) -> None:
    from deskcheck_server.command_line import terminal
    from deskcheck_server.command_line.errors import OutputError

    try:
        made.write(file)
    except OSError as error:
        raise OutputError(f"{file} cannot be written: {error.strerror}; choose another") from error
    scores = ", ".join(f"{score:.3f}" for score in made.scores)
    terminal.show(terminal.cell(f"{file}: {len(made.scores)} programs, scores {scores}"))
