"""Heads of weight files that somebody may have written by hand."""

import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from safetensors.numpy import save_file

from deskcheck_models.checkpoints.weight_files import declared_in, declared_tensors, weight_files
from deskcheck_models.errors import CheckpointError

NAMES = st.text(st.characters(codec="ascii", exclude_characters='"\\'), min_size=1, max_size=10)


def written(file: Path, head: object, held: int = 64) -> Path:
    """A file with this head and so many bytes behind it."""
    text = json.dumps(head).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + bytes(held))
    return file


def tensor(**changes: object) -> dict[str, object]:
    """What a head says of a tensor of four numbers."""
    return {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16], **changes}


def _one(folder: Path, shape: list[object], size: int, kind: str = "F32") -> Path:
    """A file with one tensor of so many bytes."""
    fields = tensor(dtype=kind, shape=shape, data_offsets=[0, size])
    return written(folder / "model.safetensors", {"score.weight": fields}, held=size)


@given(
    tensors=st.dictionaries(
        NAMES.filter(lambda name: name != "__metadata__"),
        arrays.arrays(np.float32, arrays.array_shapes(max_dims=3, max_side=4)),
        min_size=1,
        max_size=4,
    )
)
def test_what_the_library_writes_is_read_from_its_head(
    tensors: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Names, types, shapes and sizes."""
    file = tmp_path_factory.mktemp("weights") / "model.safetensors"
    save_file(tensors, file, metadata={"format": "pt"})
    declared = declared_in(file)

    assert declared.keys() == tensors.keys()
    for name, one in declared.items():
        assert (one.kind, one.shape, one.size) == ("F32", tensors[name].shape, tensors[name].nbytes)


@pytest.mark.parametrize(
    "fields",
    [
        tensor(dtype=3),
        tensor(shape="2x2"),
        tensor(shape=[2, "2"]),
        tensor(shape=None),
        tensor(data_offsets=[0]),
        tensor(data_offsets=[0, 16, 32]),
        tensor(data_offsets=[16, 0]),
        tensor(data_offsets=[-16, 0]),
        tensor(data_offsets=["0", "16"]),
        {},
        [],
        "tensor",
        None,
    ],
)
def test_a_tensor_without_a_place_is_named(tmp_path: Path, fields: object) -> None:
    """And the file with it."""
    file = written(tmp_path / "model.safetensors", {"score.weight": fields})

    with pytest.raises(CheckpointError, match=r"does not say where score\.weight lies"):
        declared_in(file)


@pytest.mark.parametrize("shape", [[-1], [True], [1.0], ["1"], [None], [2, -3]])
def test_a_size_is_a_whole_number_of_zero_or_more(tmp_path: Path, shape: list[object]) -> None:
    """A negative one would make the verifier smaller than it is."""
    with pytest.raises(CheckpointError, match=r"does not say where score\.weight lies"):
        declared_in(_one(tmp_path, shape, 4))


@pytest.mark.parametrize(
    ("kind", "shape", "size", "needed"),
    [("F32", [2, 3], 4, 24), ("F16", [1, 8], 32, 16), ("BF16", [10**30], 4, 2 * 10**30)],
)
def test_bytes_that_are_not_those_of_the_shape_are_damage(
    tmp_path: Path, kind: str, shape: list[object], size: int, needed: int
) -> None:
    """Found from the head alone, before an engine starts."""
    with pytest.raises(CheckpointError, match=rf"has {size} bytes and needs {needed}\)"):
        declared_in(_one(tmp_path, shape, size, kind))


@pytest.mark.parametrize("kind", ["U8", "F8_E4M3", "I32", "SOMETHING_NEW"])
def test_the_sizes_of_quantised_numbers_are_left_to_the_engine(tmp_path: Path, kind: str) -> None:
    """Some pack two in a byte."""
    assert declared_in(_one(tmp_path, [7], 4, kind))["score.weight"].size == 4


def test_a_tensor_beyond_the_end_is_named_with_what_is_missing(tmp_path: Path) -> None:
    """As a download that broke off leaves it."""
    file = written(tmp_path / "model.safetensors", {"w": tensor(data_offsets=[0, 100])}, held=64)

    with pytest.raises(CheckpointError, match="w ends 36 bytes after the file does"):
        declared_in(file)


@pytest.mark.parametrize("head", [[], "text", 3, None])
def test_a_head_that_is_no_object_is_damage(tmp_path: Path, head: object) -> None:
    """Whatever else it is."""
    with pytest.raises(CheckpointError, match="its head is no JSON object"):
        declared_in(written(tmp_path / "model.safetensors", head))


@pytest.mark.parametrize("length", [2**40, 2**63, 2**64 - 1])
def test_a_head_of_no_reasonable_length_is_not_read(tmp_path: Path, length: int) -> None:
    """It would take the machine's memory."""
    file = tmp_path / "model.safetensors"
    file.write_bytes(struct.pack("<Q", length) + b"{}")

    with pytest.raises(CheckpointError, match="is damaged"):
        declared_in(file)


def test_metadata_alone_are_no_weights(tmp_path: Path) -> None:
    """The file holds nothing."""
    file = written(tmp_path / "model.safetensors", {"__metadata__": {"format": "pt"}})

    with pytest.raises(CheckpointError, match="holds no tensor"):
        declared_in(file)


def test_one_file_goes_before_an_index(tmp_path: Path) -> None:
    """A leftover index does not hide it."""
    whole = written(tmp_path / "model.safetensors", {"w": tensor()})
    index = {"weight_map": {"w": "model-00001.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))

    assert weight_files(tmp_path) == [whole]
    assert declared_tensors(tmp_path)["w"].file == whole


@pytest.mark.parametrize("read", [weight_files, declared_tensors])
@pytest.mark.parametrize(
    "shard",
    [
        "../m.safetensors",
        "../x",
        "/etc/passwd",
        "a/b.safetensors",
        "..",
        "",
        "a\0b",
        "\ud800",
        "a\nb",
    ],
)
def test_a_shard_that_is_no_file_of_the_folder_is_refused(
    tmp_path: Path, shard: str, read: Callable[[Path], object]
) -> None:
    """An index from outside must not read other files, and some names no file can have."""
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"w": shard}}))

    with pytest.raises(CheckpointError, match="must be a file of the same folder"):
        read(tmp_path)


@pytest.mark.parametrize("content", ["[]", "{", '{"weight_map": []}', '{"weight_map": {"w": 3}}'])
def test_an_index_that_names_no_files_is_refused(tmp_path: Path, content: str) -> None:
    """With its name."""
    (tmp_path / "model.safetensors.index.json").write_text(content)

    with pytest.raises(CheckpointError, match=r"model\.safetensors\.index\.json"):
        weight_files(tmp_path)


def test_a_folder_without_weights_names_the_file_that_is_wanted(tmp_path: Path) -> None:
    """The usual one."""
    with pytest.raises(CheckpointError, match=r"model\.safetensors cannot be read \(No such file"):
        declared_tensors(tmp_path)
