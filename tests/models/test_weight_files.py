"""Damage to weight files that is found without reading the weights."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from deskcheck_models.checkpoints.weight_files import declared_tensors
from deskcheck_models.errors import CheckpointError

INDEX = "model.safetensors.index.json"
SHARDS = ("one.safetensors", "two.safetensors")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """The one file of a folder with two tensors."""
    file = tmp_path / "model.safetensors"
    save_file({"a": np.zeros((2, 3), np.float32), "b": np.zeros(4, np.float16)}, file)
    return file


@pytest.fixture
def sharded(tmp_path: Path) -> Path:
    """A folder with a tensor in each of two shards."""
    for name, file in zip("ab", SHARDS, strict=True):
        save_file({name: np.zeros(3, np.float32)}, tmp_path / file)
    placed = dict(zip("ab", SHARDS, strict=True))
    (tmp_path / INDEX).write_text(json.dumps({"weight_map": placed}))
    return tmp_path


def test_every_tensor_is_declared_with_type_shape_and_size(whole: Path) -> None:
    """As safetensors' own writer laid them down."""
    found = declared_tensors(whole.parent)

    assert {name: (one.kind, one.shape, one.size) for name, one in found.items()} == {
        "a": ("F32", (2, 3), 24),
        "b": ("F16", (4,), 8),
    }


def test_tensors_of_all_shards_are_found(sharded: Path) -> None:
    """Through the index."""
    assert {name: one.file.name for name, one in declared_tensors(sharded).items()} == {
        "a": SHARDS[0],
        "b": SHARDS[1],
    }


def test_a_missing_shard_is_named(sharded: Path) -> None:
    """By its path."""
    (sharded / SHARDS[1]).unlink()

    with pytest.raises(CheckpointError, match=r"two\.safetensors cannot be read"):
        declared_tensors(sharded)


def test_a_shard_of_another_revision_is_refused(sharded: Path) -> None:
    """It does not hold what the index places there."""
    save_file({"c": np.zeros(3, np.float32)}, sharded / SHARDS[1])

    with pytest.raises(CheckpointError, match=r"places b in two\.safetensors"):
        declared_tensors(sharded)


def test_a_shard_outside_the_folder_is_refused(sharded: Path) -> None:
    """An index is no way to other files."""
    (sharded / INDEX).write_text(json.dumps({"weight_map": {"a": "../one.safetensors"}}))

    with pytest.raises(CheckpointError, match="same folder"):
        declared_tensors(sharded)


def test_a_git_lfs_pointer_is_told_from_damage(whole: Path) -> None:
    """The remedy is another one."""
    whole.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")

    with pytest.raises(CheckpointError, match="git lfs pull"):
        declared_tensors(whole.parent)


def test_a_file_without_tensors_is_refused(whole: Path) -> None:
    """Nothing can be served from it."""
    save_file({}, whole)

    with pytest.raises(CheckpointError, match="holds no tensor"):
        declared_tensors(whole.parent)


@given(kept=st.integers(0, 200))
def test_a_file_cut_anywhere_is_refused(
    tmp_path_factory: pytest.TempPathFactory, kept: int
) -> None:
    """Within its head or within its weights."""
    file = tmp_path_factory.mktemp("cut") / "model.safetensors"
    save_file({"a": np.zeros((2, 3), np.float32)}, file)
    content = file.read_bytes()
    file.write_bytes(content[: min(kept, len(content) - 1)])

    with pytest.raises(CheckpointError, match="download it again"):
        declared_tensors(file.parent)


@given(noise=st.binary(max_size=200))
def test_noise_is_refused_with_the_name_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes
) -> None:
    """Whatever it is."""
    file = tmp_path_factory.mktemp("noise") / "model.safetensors"
    file.write_bytes(noise)

    with pytest.raises(CheckpointError, match=r"model\.safetensors"):
        declared_tensors(file.parent)


@pytest.mark.parametrize(
    "fields",
    [
        "text",
        {"dtype": "F32", "shape": [1]},
        {"dtype": 32, "shape": [1], "data_offsets": [0, 4]},
        {"dtype": "F32", "shape": ["1"], "data_offsets": [0, 4]},
        {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]},
    ],
)
def test_a_head_that_places_no_tensor_is_refused(whole: Path, fields: object) -> None:
    """The tensor is named."""
    head = json.dumps({"a": fields}).encode()
    whole.write_bytes(len(head).to_bytes(8, "little") + head + bytes(8))

    with pytest.raises(CheckpointError, match="does not say where a lies"):
        declared_tensors(whole.parent)
