"""`deskcheck functions`: pairs to train with, made of documented functions in source code."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deskcheck_server.command_line import options
from deskcheck_server.command_line.errors import InputError
from deskcheck_server.command_line.pairs import write
from deskcheck_server.command_line.terminal import cell, plain_table, show, show_note

if TYPE_CHECKING:
    from deskcheck_models.training.functions.collection import Collection
    from deskcheck_models.training.pairs.pair import Pair

Folders = Annotated[
    list[Path],
    typer.Argument(
        metavar="FOLDER...",
        help="Where packages are installed (site-packages), of which those under permissive "
        "licences are read; or any folder of Python files, which is read whole.",
    ),
]
Out = Annotated[
    Path,
    typer.Option(
        "-o", "--out", metavar="FILE", help="Where pairs go: .jsonl, .jsonl.gz or .parquet."
    ),
]
Most = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Take so many functions, drawn by chance."),
]
Licence = Annotated[
    str,
    typer.Option(metavar="NAME", help="The licence of folders without packages, for the account."),
]
Seed = Annotated[int, typer.Option(metavar="N", help="Decides what is drawn by chance.")]


def functions(
    folders: Folders,
    out: Out,
    most: Most = None,
    licence: Licence = "not stated",
    seed: Seed = 0,
    as_json: options.AsJson = False,
) -> None:
    """Make pairs of documented functions, to train a verifier with beside labelled candidates.

    A function is set above itself with a bug put in, cut, and above functions that do something
    else, for the problem that its signature and documentation ask for. Nothing is run.
    """
    from deskcheck_models.training.functions.collection import SourceFolderError, collect
    from deskcheck_models.training.functions.function_pairs import FunctionPairs
    from deskcheck_models.training.labelled import LabelledDataError
    from deskcheck_models.training.pairs.pair_files import require_ending
    from deskcheck_server.command_line.output import is_watched
    from deskcheck_server.command_line.stage_progress import StageProgress

    try:
        require_ending(out)
        with StageProgress(shown=is_watched(sys.stderr)) as progress:
            found = collect(folders, licence, progress.stage)
            drawn = found.drawn(most, seed)
            advance = progress.stage("make pairs", len(drawn))
            pairs = list(FunctionPairs(drawn, seed).all(advance))
    except (LabelledDataError, SourceFolderError) as error:
        raise InputError(str(error)) from error
    write(out, pairs)
    if as_json:
        _show_json(found, pairs)
    else:
        _show(found)
        show_note(
            f"{len(pairs)} pairs of {len(drawn)} functions, drawn from {len(found.functions)}, "
            f"are in {out}"
        )


def _show_json(found: "Collection", pairs: Sequence["Pair"]) -> None:
    from deskcheck_server.command_line import output

    account = {
        "functions": len(found.functions),
        "pairs": len(pairs),
        "kinds": Counter(pair.kind.value for pair in pairs),
        "read": [asdict(one) for one in found.read],
        "left_out": [asdict(one) for one in found.left_out],
    }
    output.write(json.dumps(account, ensure_ascii=False, indent=2) + "\n")


def _show(found: "Collection") -> None:
    table = plain_table("package", "version", "licence", "#functions")
    for one in sorted(found.read, key=lambda origin: -origin.functions):
        table.add_row(cell(one.name), cell(one.version), cell(one.licence), str(one.functions))
    for one in found.left_out:
        table.add_row(cell(one.name), cell(one.version), cell(one.licence), "left out")
    show(table)
