"""Pairs in files: JSON lines, plain or gzipped, or parquet, by the name's ending."""

import gzip
import json
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import asdict, fields
from pathlib import Path
from typing import BinaryIO

from deskcheck_models.training.labelled import LabelledDataError, Split
from deskcheck_models.training.pairs.json_lines import Record, json_records
from deskcheck_models.training.pairs.pair import Kind, Pair
from deskcheck_models.training.pairs.parquet import parquet_records, write_parquet
from deskcheck_models.training.pairs.sources import ENDINGS
from deskcheck_models.training.pairs.whole_file import replacing

FIELDS = tuple(field.name for field in fields(Pair))


def require_ending(path: Path) -> None:
    """Raise LabelledDataError where a name does not say in which form pairs are written."""
    if not path.name.endswith(ENDINGS):
        raise LabelledDataError(f"{path} ends in none of {', '.join(ENDINGS)}: name it so")


def write_pairs(path: Path, pairs: Iterable[Pair]) -> None:
    """Write all pairs, or leave what was there: the file appears when it is whole.

    Raises LabelledDataError for another ending, OSError where the disk is full or the folder
    missing.
    """
    require_ending(path)
    with replacing(path) as unfinished:
        if path.suffix == ".parquet":
            write_parquet(unfinished, FIELDS, map(asdict, pairs))
            return
        with unfinished.open("wb") as file:
            _write_lines(file, pairs, zipped=path.suffix == ".gz")


def read_pairs(path: Path) -> Iterator[Pair]:
    """The pairs of a file in order; raises LabelledDataError naming the first that is none."""
    require_ending(path)
    records = parquet_records(path) if path.suffix == ".parquet" else json_records(path)
    return map(_pair, records)


def _write_lines(file: BinaryIO, pairs: Iterable[Pair], *, zipped: bool) -> None:
    # Without a time stamp and a name in it, the same pairs give the same bytes.
    packed = gzip.GzipFile("", "wb", fileobj=file, mtime=0) if zipped else nullcontext(file)
    with packed as lines:
        for pair in pairs:
            lines.write(json.dumps(asdict(pair), ensure_ascii=False).encode() + b"\n")


def _pair(record: Record) -> Pair:
    place, values = record
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    if texts.keys() != set(FIELDS):
        wrong = sorted(set(FIELDS) ^ texts.keys())
        raise LabelledDataError(f"{place} is no pair: see {', '.join(wrong)}")
    try:
        kind, split = Kind(texts.pop("kind")), Split(texts.pop("split"))
    except ValueError as error:
        raise LabelledDataError(f"{place} is no pair: {error}") from None
    return Pair(kind=kind, split=split, **texts)
