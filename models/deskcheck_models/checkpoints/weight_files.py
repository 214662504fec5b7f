"""The safetensors files of a checkpoint and what their heads declare, without reading a weight.

A file that was cut short, a shard that is missing and a pointer in place of a file are found here,
in milliseconds, before an engine spends its start on them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

from deskcheck_models.checkpoints.config_file import ConfigFile, read_json_object
from deskcheck_models.errors import CheckpointError

_LENGTH_BYTES = 8  # a file begins with the length of its head, little-endian
_LONGEST_HEAD = 100_000_000  # what the safetensors library allows
_POINTER = b"version https://git-lfs"
_WIDTHS = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}  # bytes of a number


@dataclass(frozen=True, slots=True)
class DeclaredTensor:
    """The file that holds a tensor, its type in safetensors' words, its shape and bytes there."""

    file: Path
    kind: str
    shape: tuple[int, ...]
    size: int


def weight_files(folder: Path) -> list[Path]:
    """The one file of a checkpoint, or all shards that its index names; they need not exist.

    Raises CheckpointError for an index that cannot be read or leads out of the folder.
    """
    whole = folder / "model.safetensors"
    index = _index(folder)
    if whole.is_file() or not index.is_file():
        return [whole]
    return sorted({folder / shard for shard in _placed(index).values()})


def declared_tensors(folder: Path) -> Mapping[str, DeclaredTensor]:
    """Every tensor of the checkpoint by its name, from the heads of the files.

    Raises CheckpointError for a file that is missing, cut short or no safetensors file, and for a
    tensor that the index promises and its shard does not hold.
    """
    tensors: dict[str, DeclaredTensor] = {}
    files = weight_files(folder)
    for file in files:
        tensors |= declared_in(file)
    if files != [folder / "model.safetensors"]:
        _refuse_absent(_index(folder), tensors)
    return tensors


def _index(folder: Path) -> Path:
    return folder / "model.safetensors.index.json"


def _placed(index: Path) -> dict[str, str]:
    section = ConfigFile(str(index), read_json_object(index)).section("weight_map")
    placed = {tensor: section.word(tensor) for tensor in section.fields}
    for name in placed.values():
        if Path(name).name != name or name in ("", "..") or not name.isprintable():
            raise CheckpointError(f"{index}: the shard {name!r} must be a file of the same folder.")
    return placed


def _refuse_absent(index: Path, tensors: Mapping[str, DeclaredTensor]) -> None:
    for name, shard in _placed(index).items():
        if name not in tensors or tensors[name].file.name != shard:
            raise CheckpointError(
                f"{index} places {name} in {shard}, which does not hold it; "
                "download index and shards again, from one revision."
            )


def declared_in(file: Path) -> dict[str, DeclaredTensor]:
    """The tensors of one file by their names; raises CheckpointError as `declared_tensors`."""
    try:
        with file.open("rb") as stream:
            start = stream.read(len(_POINTER))
            _refuse_pointer(file, start)
            length = int.from_bytes(start[:_LENGTH_BYTES], "little")
            stream.seek(_LENGTH_BYTES)
            head = stream.read(length) if length <= _LONGEST_HEAD else b""
        held = file.stat().st_size - _LENGTH_BYTES - length
    except OSError as error:
        raise CheckpointError(
            f"{file} cannot be read ({error.strerror}); a checkpoint folder needs this file."
        ) from error
    tensors = {
        name: _tensor(file, name, fields, held)
        for name, fields in _head(file, head).items()
        if name != "__metadata__"
    }
    if not tensors:
        raise CheckpointError(f"{file} holds no tensor; download it again.")
    return tensors


def _refuse_pointer(file: Path, start: bytes) -> None:
    if start == _POINTER:
        raise CheckpointError(
            f"{file} is a Git LFS pointer, not the weights; run `git lfs pull` in its folder."
        )


def _head(file: Path, head: bytes) -> dict[str, object]:
    try:
        content = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise _damaged(file, "its head is no JSON") from error
    if not isinstance(content, dict):
        raise _damaged(file, "its head is no JSON object")
    return content


def _tensor(file: Path, name: str, fields: object, held: int) -> DeclaredTensor:
    match fields:
        case {
            "dtype": str(kind),
            "shape": [*shape],
            "data_offsets": [int(begin), int(end)],
        } if all(type(size) is int and size >= 0 for size in shape) and 0 <= begin <= end:
            if end > held:
                raise _damaged(file, f"{name} ends {end - held} bytes after the file does")
            needed = prod(shape) * _WIDTHS.get(kind, 0)
            if kind in _WIDTHS and needed != end - begin:
                raise _damaged(file, f"{name} has {end - begin} bytes and needs {needed}")
            return DeclaredTensor(file, kind, tuple(shape), end - begin)
    raise _damaged(file, f"its head does not say where {name} lies")


def _damaged(file: Path, reason: str) -> CheckpointError:
    return CheckpointError(f"{file} is damaged ({reason}); download it again.")
