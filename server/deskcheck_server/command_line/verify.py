"""`deskcheck verify`: whether an engine gives the scores of transformers on any checkpoint."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from deskcheck_server.command_line import options
from deskcheck_server.command_line.exit_codes import ExitCode

if TYPE_CHECKING:
    from deskcheck_models.verification import Plan, Row

Model = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        help="Verifier: a name that `deskcheck models` lists, a folder, or a hub id.",
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Verify this server, which serves MODEL; its key is read from DESKCHECK_API_KEY.",
    ),
]
Served = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The server's name for MODEL: of an adapter, where MODEL is the merged checkpoint.",
        show_default="what it serves",
    ),
]
Precision = Annotated[
    Literal["float32", "bfloat16"] | None,
    typer.Option(
        help="Number format of the vllm engine, or of the server; transformers runs in it too.",
        show_default="float32, with vllm on a GPU bfloat16",
    ),
]
GoldenFile = Annotated[
    Path | None,
    typer.Option(
        "--golden",
        metavar="FILE",
        help="Published scores to check too: JSON lines with problem, program and score.",
    ),
]
Reference = Annotated[
    str | None,
    typer.Option(
        metavar="MODEL",
        help="What transformers loads: for quantised weights, the checkpoint that they come from.",
        show_default="MODEL",
    ),
]
RanksOnly = Annotated[
    bool,
    typer.Option(
        "--ranks-only",
        help="Judge the order of programs and tell the scores' differences only, as is always "
        "done for a checkpoint with quantised weights.",
    ),
]
Quick = Annotated[
    bool,
    typer.Option("--quick", help="Fewer programs, and none beyond 1024 tokens."),
]


def verify(
    model: Model,
    engine: options.Engine = None,
    precision: Precision = None,
    config: options.Config = None,
    url: Url = None,
    served: Served = None,
    timeout: options.Timeout = 600.0,
    reference: Reference = None,
    ranks_only: RanksOnly = False,
    golden: GoldenFile = None,
    quick: Quick = False,
    as_json: options.AsJson = False,
) -> None:
    """Compare the scores of an engine or a server with those of transformers.

    Ends with 0 where every check holds and with 1 where one does not. Needs the verify extra.
    """
    from deskcheck_models.verification import all_hold
    from deskcheck_server.command_line.model_errors import translated
    from deskcheck_server.command_line.terminal import show_note
    from deskcheck_server.command_line.verified_place import VerifiedPlace

    with translated():
        place = VerifiedPlace.read(url, served, timeout, config, model, engine, precision)
        plan = place.plan(reference, golden, quick=quick, ranks_only=ranks_only)
        rows = asyncio.run(place.verification(plan).rows(show_note))
    _write_json(plan, rows) if as_json else _write(plan, rows)
    if not all_hold(rows):
        raise typer.Exit(ExitCode.UNSCORED)


def _write_json(plan: "Plan", rows: "Sequence[Row]") -> None:
    from deskcheck_models.verification import all_hold
    from deskcheck_server.command_line import output

    shown = {
        "folder": str(plan.folder),
        "reference": str(plan.reference),
        "precision": plan.precision,
        "holds": all_hold(rows),
        "checks": [asdict(row) for row in rows],
    }
    output.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")


def _write(plan: "Plan", rows: "Sequence[Row]") -> None:
    from deskcheck_models.verification import all_hold
    from deskcheck_server.command_line import terminal
    from deskcheck_server.command_line.verification_table import verification_table

    terminal.show(verification_table(rows))
    failed = sum(row.holds is False for row in rows)
    told = "all checks hold" if all_hold(rows) else f"{failed} checks do not hold"
    where = f"{plan.folder} beside transformers in {plan.precision}"
    terminal.show(terminal.cell(f"{told}: {where}"))
