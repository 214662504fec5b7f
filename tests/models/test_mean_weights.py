"""The mean of several verifiers is a verifier."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.errors import CheckpointError
from deskcheck_models.training.mean_weights import write_mean
from deskcheck_models.verifier import Verifier

WEIGHTS = load_file(BUNDLED_FOLDER / "model.safetensors")


def _moved(folder: Path, by: float) -> Path:
    """The bundled verifier with all its weights moved."""
    write_mean([BUNDLED_FOLDER], folder)
    save_file(
        {name: one + np.float32(by) for name, one in WEIGHTS.items()}, folder / "model.safetensors"
    )
    return folder


def test_the_mean_lies_between(tmp_path: Path) -> None:
    """In the type of the weights, with all that a verifier's folder holds."""
    folders = [_moved(tmp_path / "up", 0.5), _moved(tmp_path / "down", -0.25)]
    write_mean(folders, tmp_path / "mean")
    found = load_file(tmp_path / "mean" / "model.safetensors")

    assert Verifier.find(str(tmp_path / "mean")).folder == tmp_path / "mean"
    assert all(one.dtype == np.float32 for one in found.values())
    for name, one in found.items():
        np.testing.assert_allclose(one, WEIGHTS[name] + 0.125, atol=1e-6)


def test_verifiers_of_other_shapes_are_refused(tmp_path: Path) -> None:
    """Naming what differs."""
    other = _moved(tmp_path / "other", 0.0)
    shorter = {name: one[:1] for name, one in WEIGHTS.items() if name == "score.weight"}
    save_file({**WEIGHTS, **shorter, "more": np.zeros(1, np.float32)}, other / "model.safetensors")

    with pytest.raises(CheckpointError, match=r"differ in more: average verifiers of one shape"):
        write_mean([BUNDLED_FOLDER, other], tmp_path / "mean")


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    """Before anything is written."""
    with pytest.raises(CheckpointError, match=r"model\.safetensors cannot be read"):
        write_mean([BUNDLED_FOLDER, tmp_path], tmp_path / "mean")

    assert not (tmp_path / "mean").exists()
