"""Sizes in config.json that no machine holds: refused before anything is laid out."""

from pathlib import Path

import pytest

from deskcheck_models.checkpoints.checkpoint import read_checkpoint
from deskcheck_models.embedded_engine import EmbeddedEngine
from deskcheck_models.errors import CheckpointError
from tests.models.random_checkpoint import save_random_checkpoint, tiny_config, write_config

MOST = {"num_hidden_layers": 1_024, "max_position_embeddings": 4_194_304}


@pytest.mark.parametrize("count", [10**7, 10**12, 10**30])
@pytest.mark.parametrize("name", MOST)
def test_more_layers_or_positions_than_can_be_laid_out_are_refused(
    tmp_path: Path, name: str, count: int
) -> None:
    """By field, value and bound, in no time."""
    folder = write_config(save_random_checkpoint(tmp_path), tiny_config(**{name: count}))

    with pytest.raises(
        CheckpointError, match=f"{name} is {count}; it must be {MOST[name]} at most"
    ):
        EmbeddedEngine.load(folder, threads=1)


@pytest.mark.parametrize(("name", "most"), MOST.items())
def test_the_bounds_themselves_are_read(tmp_path: Path, name: str, most: int) -> None:
    """One more is refused."""
    read_checkpoint(write_config(tmp_path, tiny_config(**{name: most})))

    with pytest.raises(CheckpointError, match=f"{most} at most"):
        read_checkpoint(write_config(tmp_path, tiny_config(**{name: most + 1})))


@pytest.mark.parametrize("name", ["vocab_size", "hidden_size", "intermediate_size", "head_dim"])
def test_other_sizes_must_be_those_of_the_weights(tmp_path: Path, name: str) -> None:
    """However large they are said to be."""
    folder = write_config(save_random_checkpoint(tmp_path), tiny_config(**{name: 10**30}))

    with pytest.raises(CheckpointError, match="has the shape"):
        EmbeddedEngine.load(folder, threads=1)
