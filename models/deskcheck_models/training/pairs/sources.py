"""Where candidates come from: a file, a folder of files, or a dataset of the Hugging Face hub."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from deskcheck_models.stages import Advance
from deskcheck_models.training.labelled import (
    Labelled,
    LabelledDataError,
    labelled_record,
)
from deskcheck_models.training.pairs.json_lines import Record, json_records
from deskcheck_models.training.pairs.parquet import parquet_records
from deskcheck_models.training.pairs.preferences import is_preference, preference_candidates

ENDINGS = (".jsonl", ".jsonl.gz", ".parquet")
_TESTS = "tests.jsonl.gz"  # lies among the candidates, and holds none


def source_files(sources: Sequence[str]) -> list[Path]:
    """The files of the sources: themselves, those below a folder by name, or a dataset's.

    A source that is no path is looked for on the hub, which may download it. Raises
    LabelledDataError for one that is neither, and for a folder without such files.
    """
    return [path for source in sources for path in _files(source)]


def read_candidates(
    files: Sequence[Path], *, language: str = "python", advance: Advance = lambda _: None
) -> Iterator[Labelled]:
    """Every candidate of the files in order, those under restrictive licences too.

    `language` is that of pairs made elsewhere, which do not name it; `advance` is told of every
    file. Raises LabelledDataError with the place of the first record that cannot be read.
    """
    for path in files:
        for place, record in _records(path):
            if is_preference(record):
                yield from preference_candidates(record, place, language)
            else:
                yield labelled_record(record, place)
        advance(1)


def _records(path: Path) -> Iterator[Record]:
    return parquet_records(path) if path.suffix == ".parquet" else json_records(path)


def _files(source: str) -> list[Path]:
    path = Path(source)
    if path.is_file():
        if not path.name.endswith(ENDINGS):
            raise LabelledDataError(f"{source} ends in none of {', '.join(ENDINGS)}: convert it")
        return [path]
    folder = path if path.is_dir() else _downloaded(source)
    files = sorted(
        file for file in folder.rglob("*") if file.name.endswith(ENDINGS) and file.name != _TESTS
    )
    if not files:
        raise LabelledDataError(f"no {' or '.join(ENDINGS)} file lies in {folder}")
    return files


def _downloaded(dataset: str) -> Path:
    if dataset.count("/") != 1 or dataset.startswith((".", "/")):
        raise LabelledDataError(
            f"{dataset!r} is no file and no folder: give one, or a dataset of the hub such as "
            "LARK-Lab/CodeScalerPair-51K"
        )
    # Kept out of the module's head: a slow import that only the hub needs.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    patterns = [f"*{ending}" for ending in ENDINGS]
    try:
        return Path(snapshot_download(dataset, repo_type="dataset", allow_patterns=patterns))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise LabelledDataError(
            f"{dataset} is no path, and could not be fetched from the hub: {reason} "
            "Download it elsewhere and pass its folder."
        ) from error
