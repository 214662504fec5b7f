"""The mean of several verifiers' weights: better than each, where they began from the same ones.

As in model soups (arXiv 2203.05482).
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from deskcheck_models.errors import CheckpointError
from deskcheck_models.training.train import TEXT_FILES

WEIGHTS = "model.safetensors"
Tensors = dict[str, NDArray[np.floating]]


def write_mean(folders: Sequence[Path], out: Path) -> None:
    """Write a verifier whose weights are the mean of those in the folders, the rest as the first's.

    Raises CheckpointError where a folder cannot be read, or has weights of other names or shapes.
    """
    every = [_weights(folder) for folder in folders]
    for folder, weights in zip(folders, every, strict=True):
        _refuse_other_shapes(folder, weights, folders[0], every[0])
    mean = {
        name: np.mean([weights[name] for weights in every], 0, np.float64).astype(one.dtype)
        for name, one in every[0].items()
    }
    out.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", *TEXT_FILES):
        shutil.copy(folders[0] / name, out / name)
    save_file(mean, out / WEIGHTS, metadata={"format": "pt"})


def _weights(folder: Path) -> Tensors:
    file = folder / WEIGHTS
    try:
        weights: Tensors = load_file(file)
    except (OSError, SafetensorError, TypeError, KeyError) as error:
        raise CheckpointError(
            f"{file} cannot be read ({error}): give folders as deskcheck train leaves them"
        ) from error
    return weights


def _refuse_other_shapes(
    folder: Path,
    weights: Tensors,
    first: Path,
    expected: Tensors,
) -> None:
    shapes = [{name: one.shape for name, one in each.items()} for each in (weights, expected)]
    if shapes[0] != shapes[1]:
        name = min(shapes[0].items() ^ shapes[1].items())[0]
        raise CheckpointError(
            f"{folder} and {first} differ in {name}: average verifiers of one shape"
        )
