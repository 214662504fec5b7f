"""Tensors from safetensors files, whole or sharded, in three types."""

import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors.numpy import save_file

from deskcheck_models.checkpoints.checkpoint import read_checkpoint
from deskcheck_models.checkpoints.weights import Weight, read_weights
from deskcheck_models.errors import CheckpointError
from tests.models.random_checkpoint import (
    QWEN2,
    random_weights,
    save_random_checkpoint,
    tiny_config,
    write_config,
)

HEAD = "score.weight"


def read_back(folder: Path) -> dict[str, Weight]:
    """The weights of the checkpoint in the folder."""
    return read_weights(read_checkpoint(folder))


def save_in_bfloat16(weights: dict[str, NDArray[np.float32]], path: Path) -> None:
    """Keep the upper half of every float, which is what bfloat16 is.

    Written by hand, because numpy has no such type: the header's length, the header, the tensors.
    """
    header: dict[str, object] = {}
    body = b""
    for name, weight in weights.items():
        half = (weight.view(np.uint32) >> 16).astype("<u2").tobytes()
        place = [len(body), len(body) + len(half)]
        header[name] = {"dtype": "BF16", "shape": weight.shape, "data_offsets": place}
        body += half
    head = json.dumps(header).encode()
    path.write_bytes(len(head).to_bytes(8, "little") + head + body)


def save_in_two_shards(folder: Path, weights: dict[str, NDArray[np.float32]]) -> None:
    """Spread the weights over two files and write their index."""
    shards = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    placed = {name: shards[place % 2] for place, name in enumerate(weights)}
    for shard in shards:
        held = {name: weights[name] for name in weights if placed[name] == shard}
        save_file(held, folder / shard)
    index = {"metadata": {"total_size": 0}, "weight_map": placed}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")


def test_float32_weights_arrive_unchanged(tmp_path: Path) -> None:
    """Every tensor, bit for bit."""
    folder = save_random_checkpoint(tmp_path)
    saved, read = random_weights(folder), read_back(folder)

    assert saved.keys() == read.keys()
    assert all(np.array_equal(saved[name], read[name]) for name in saved)


def test_float16_weights_are_widened_exactly(tmp_path: Path) -> None:
    """Float32 holds every float16."""
    folder = save_random_checkpoint(tmp_path)
    halves = {name: weight.astype(np.float16) for name, weight in random_weights(folder).items()}
    save_file(halves, folder / "model.safetensors")
    read = read_back(folder)

    assert {weight.dtype for weight in read.values()} == {np.dtype(np.float32)}
    assert all(np.array_equal(halves[name], read[name]) for name in halves)


def test_bfloat16_weights_are_widened_exactly(tmp_path: Path) -> None:
    """The lower half of each float32 is zero."""
    folder = save_random_checkpoint(tmp_path)
    weights = random_weights(folder)
    save_in_bfloat16(weights, folder / "model.safetensors")
    read = read_back(folder)

    assert all(not (weight.view(np.uint32) & 0xFFFF).any() for weight in read.values())
    assert all(np.allclose(weights[name], read[name], rtol=2**-7) for name in weights)


def test_shards_are_read_through_their_index(tmp_path: Path) -> None:
    """Two files give the same weights as one."""
    folder = write_config(tmp_path, tiny_config())
    weights = random_weights(folder)
    save_in_two_shards(folder, weights)
    read = read_back(folder)

    assert all(np.array_equal(weights[name], read[name]) for name in weights)


def test_tensors_that_no_verifier_needs_are_left_out(tmp_path: Path) -> None:
    """A language-model head may lie in the same file, in any type."""
    folder = save_random_checkpoint(tmp_path)
    extra = {"lm_head.weight": np.zeros((2, 2), np.int64)}
    save_file({**random_weights(folder), **extra}, folder / "model.safetensors")

    assert "lm_head.weight" not in read_back(folder)


def test_a_missing_tensor_is_named(tmp_path: Path) -> None:
    """Here the classifier's head."""
    folder = save_random_checkpoint(tmp_path)
    weights = random_weights(folder)
    del weights[HEAD]
    save_file(weights, folder / "model.safetensors")

    with pytest.raises(CheckpointError, match=r"score\.weight is missing"):
        read_back(folder)


def test_biases_that_the_architecture_has_must_be_there(tmp_path: Path) -> None:
    """A Qwen2 folder with Qwen3's tensors is refused."""
    folder = save_random_checkpoint(tmp_path)
    write_config(folder, tiny_config(architectures=[QWEN2]))

    with pytest.raises(CheckpointError, match=r"q_proj\.bias is missing"):
        read_back(folder)


def test_a_tensor_of_another_shape_is_refused_with_both_shapes(tmp_path: Path) -> None:
    """Here a head with two labels under a configuration with one."""
    folder = save_random_checkpoint(tmp_path)
    weights = {**random_weights(folder), HEAD: np.zeros((2, 32), np.float32)}
    save_file(weights, folder / "model.safetensors")

    with pytest.raises(CheckpointError, match=r"score\.weight.*\[2, 32\].*\[1, 32\]"):
        read_back(folder)


def test_a_tensor_of_another_type_is_refused_with_its_type(tmp_path: Path) -> None:
    """Quantised weights are not guessed at."""
    folder = save_random_checkpoint(tmp_path)
    weights = {**random_weights(folder), HEAD: np.zeros((1, 32), np.int8)}
    save_file(weights, folder / "model.safetensors")

    with pytest.raises(CheckpointError, match=r"score\.weight is stored as I8"):
        read_back(folder)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    """The message names the file that is missing."""
    folder = write_config(tmp_path, tiny_config())

    with pytest.raises(CheckpointError, match=r"model\.safetensors cannot be read"):
        read_back(folder)


def test_a_shard_that_is_missing_is_named(tmp_path: Path) -> None:
    """An index whose second file was not downloaded."""
    folder = write_config(tmp_path, tiny_config())
    save_in_two_shards(folder, random_weights(folder))
    (folder / "model-00002-of-00002.safetensors").unlink()

    with pytest.raises(CheckpointError, match="model-00002-of-00002"):
        read_back(folder)


@pytest.mark.parametrize("shard", ["../model.safetensors", "/model.safetensors", "a/b"])
def test_an_index_cannot_point_outside_the_folder(tmp_path: Path, shard: str) -> None:
    """A downloaded index must not choose which files are opened."""
    folder = write_config(tmp_path, tiny_config())
    index = json.dumps({"weight_map": {HEAD: shard}})
    (folder / "model.safetensors.index.json").write_text(index, encoding="utf-8")

    with pytest.raises(CheckpointError, match="same folder"):
        read_back(folder)


@given(content=st.binary(max_size=64), kept=st.integers(0, 20_000))
def test_damaged_files_are_refused(content: bytes, kept: int) -> None:
    """Random bytes, or a file cut short and continued with them, raise CheckpointError only."""
    with tempfile.TemporaryDirectory() as name:
        folder = save_random_checkpoint(Path(name))
        path = folder / "model.safetensors"
        path.write_bytes(path.read_bytes()[:kept] + content)

        with pytest.raises(CheckpointError, match=r"model\.safetensors"):
            read_back(folder)
