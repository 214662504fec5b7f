"""`deskcheck pairs`: preference pairs to train a verifier with, made of labelled candidates."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from deskcheck_server.command_line import options
from deskcheck_server.command_line.errors import InputError, OutputError, UnavailableError

if TYPE_CHECKING:
    from deskcheck_models.training.pairs.curation_settings import CurationSettings
    from deskcheck_models.training.pairs.lengths import Lengths
    from deskcheck_models.training.pairs.pair import Pair
    from deskcheck_models.training.pairs.summary import Summary

LONGEST_CHARACTERS = 16_000
LONGEST_TOKENS = 2_048

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="Labelled candidates, or pairs as in CodeScalerPair-51K: JSON lines or parquet files, "
        "folders of them, or a dataset of the Hugging Face hub.",
    ),
]
Out = Annotated[
    Path,
    typer.Option(
        "-o", "--out", metavar="FILE", help="Where pairs go: .jsonl, .jsonl.gz or .parquet."
    ),
]
SplitName = Annotated[
    Literal["train", "valid", "test", "all"],
    typer.Option("--split", help="Which problems pairs are made of, by a hash of their id."),
]
Seed = Annotated[int, typer.Option(metavar="N", help="Decides what is drawn by chance.")]
PerProblem = Annotated[
    int, typer.Option(metavar="N", min=1, help="Pairs of one problem in one language, at most.")
]
HardShare = Annotated[
    float,
    typer.Option(
        metavar="SHARE",
        help="Near misses, implanted bugs and mutants among the pairs that are not mismatched.",
    ),
]
MismatchedShare = Annotated[
    float,
    typer.Option(
        metavar="SHARE", help="Pairs whose rejected program is right for another problem."
    ),
]
CutShare = Annotated[
    float,
    typer.Option(
        metavar="SHARE", help="Pairs whose rejected program is the beginning of the chosen one."
    ),
]
AugmentedShare = Annotated[
    float,
    typer.Option(
        metavar="SHARE",
        help="Pairs of which a program gets comments, other names, another layout or dead code.",
    ),
]
Longest = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=1,
        help="Leave out what is longer, problem and program together.",
        show_default=f"{LONGEST_CHARACTERS} characters, or {LONGEST_TOKENS} tokens",
    ),
]
TokenizerFolder = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER", help="Measure lengths in tokens of this verifier, template included."
    ),
]
PairLanguage = Annotated[
    str,
    typer.Option(metavar="NAME", help="The language of pairs that were made elsewhere."),
]
Restricted = Annotated[
    bool,
    typer.Option(
        "--restricted", help="With sources under non-commercial or copyleft licences as well."
    ),
]


def pairs(
    sources: Sources,
    out: Out,
    split: SplitName = "train",
    seed: Seed = 0,
    per_problem: PerProblem = 16,
    hard_share: HardShare = 0.4,
    mismatched_share: MismatchedShare = 0.3,
    cut_share: CutShare = 0.1,
    augmented_share: AugmentedShare = 0.5,
    longest: Longest = None,
    tokenizer: TokenizerFolder = None,
    language: PairLanguage = "python",
    restricted: Restricted = False,
    as_json: options.AsJson = False,
) -> None:
    """Make preference pairs of labelled candidates, and say what became of them.

    The same files, options and seed give the same pairs. Needs no verifier and no GPU.
    """
    with _translated():
        from deskcheck_models.training.labelled import Split
        from deskcheck_models.training.pairs.curation_settings import CurationSettings

        settings = CurationSettings(
            split=None if split == "all" else Split(split),
            restricted=restricted,
            seed=seed,
            per_problem=per_problem,
            hard_share=hard_share,
            mismatched_share=mismatched_share,
            cut_share=cut_share,
            augmented_share=augmented_share,
            longest=longest or (LONGEST_TOKENS if tokenizer else LONGEST_CHARACTERS),
        )
        summary = _made(sources, out, settings, language, _lengths(tokenizer))
    _show_json(summary) if as_json else _show(summary, out)


def _made(
    sources: list[str], out: Path, settings: "CurationSettings", language: str, lengths: "Lengths"
) -> "Summary":
    from deskcheck_models.training.pairs.curation import curate
    from deskcheck_models.training.pairs.pair_files import require_ending
    from deskcheck_models.training.pairs.sources import read_candidates, source_files
    from deskcheck_models.training.pairs.summary import summary_of
    from deskcheck_server.command_line.output import is_watched
    from deskcheck_server.command_line.stage_progress import StageProgress

    require_ending(out)
    files = source_files(sources)
    if out.exists() and any(out.samefile(file) for file in files):
        raise InputError(f"{str(out)!r} is both input and output; choose another file with -o")
    with StageProgress(shown=is_watched(sys.stderr)) as progress:
        advance = progress.stage("read candidates", len(files))
        candidates = read_candidates(files, language=language, advance=advance)
        curated = curate(candidates, settings, lengths, progress.stage)
    summary = summary_of(curated)
    if not curated.pairs:
        raise _no_pair(summary)
    write(out, curated.pairs)
    return summary


def _no_pair(summary: "Summary") -> InputError:
    reasons = "; ".join(f"{count} {name}" for name, count in summary.dropped.items())
    return InputError(
        f"no pair can be made of {summary.candidates} candidates ({reasons or 'none read'}); "
        "give problems with passing and failing programs, another --split, or a greater "
        "--hard-share"
    )


def write(out: Path, pairs: "Iterable[Pair]") -> None:
    """Write pairs to a file; raises OutputError where that cannot be done."""
    from deskcheck_models.training.pairs.pair_files import write_pairs

    try:
        write_pairs(out, pairs)
    except OSError as error:
        raise OutputError(
            f"{str(out)!r} cannot be written: {error.strerror or error}; "
            "choose another file with -o"
        ) from error


def _lengths(tokenizer: Path | None) -> "Lengths":
    from deskcheck_models.training.pairs.lengths import characters, token_lengths

    return token_lengths(tokenizer) if tokenizer else characters


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what is wrong with the input into InputError, and a missing library into Unavailable."""
    from deskcheck_models.errors import MissingExtraError
    from deskcheck_models.training.labelled import LabelledDataError

    try:
        yield
    except LabelledDataError as error:
        raise InputError(str(error)) from error
    except MissingExtraError as error:
        raise UnavailableError(str(error)) from error


def _show_json(summary: "Summary") -> None:
    from deskcheck_server.command_line import output

    output.write(json.dumps(asdict(summary), ensure_ascii=False, indent=2) + "\n")


def _show(summary: "Summary", out: Path) -> None:
    from deskcheck_server.command_line import terminal
    from deskcheck_server.command_line.pairs_table import pairs_table

    terminal.show(pairs_table(summary))
    terminal.show_note(
        f"{summary.pairs} pairs of {summary.problems} problems, made of {summary.candidates} "
        f"candidates, are in {out}"
    )
