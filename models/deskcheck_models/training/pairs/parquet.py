"""Tables in parquet files, a batch of rows at a time. The only file that needs pyarrow."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import ModuleType

from deskcheck_models.errors import MissingExtraError
from deskcheck_models.training.labelled import LabelledDataError
from deskcheck_models.training.pairs.json_lines import Record

_ROWS = 1024  # of a batch


def parquet_records(path: Path) -> Iterator[Record]:
    """The rows of a table; raises LabelledDataError, or MissingExtraError without pyarrow."""
    pyarrow = _pyarrow()
    try:
        with pyarrow.parquet.ParquetFile(path) as table:
            number = 0
            for batch in table.iter_batches(batch_size=_ROWS):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path.name}, row {number}", row
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise LabelledDataError(f"{path} is no parquet file that can be read: {reason}") from None


def write_parquet(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write text columns; raises OSError, or MissingExtraError without pyarrow."""
    pyarrow = _pyarrow()
    schema = pyarrow.schema([(name, pyarrow.string()) for name in columns])
    remaining = iter(rows)
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as table:
        while batch := list(islice(remaining, _ROWS)):
            table.write_table(pyarrow.Table.from_pylist(batch, schema=schema))


def _pyarrow() -> ModuleType:
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError(
            f"parquet files need pyarrow ({error}): pip install 'deskcheck[train]', "
            "or give JSON lines"
        ) from error
    module: ModuleType = pyarrow
    return module
