"""Rotary position settings of a checkpoint, and the angle tables that follow from them.

Sources: the RoFormer paper (arXiv 2104.09864) for the rotation; Llama 3.1's configuration for the
stretched wavelengths named llama3. Other stretchings (linear, dynamic, yarn, longrope) are refused.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deskcheck_models.checkpoints.config_file import ConfigFile
from deskcheck_models.errors import CheckpointError

Table = NDArray[np.float32]

_DEFAULT_THETA = 10000.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """How Llama 3 slows the slow rotations down, so that longer texts fit."""

    factor: float
    low_frequency_factor: float
    high_frequency_factor: float
    original_positions: int


@dataclass(frozen=True, slots=True)
class Rope:
    """The base of the rotation's wavelengths, and their stretch where there is one."""

    theta: float
    stretch: Stretch | None


def read_rope(config: ConfigFile) -> Rope:
    """The rotary settings, from `rope_parameters` or the older `rope_theta` and `rope_scaling`.

    Raises CheckpointError for a kind of rotation that the embedded engine does not compute.
    """
    settings = config.section(
        "rope_parameters" if config.has("rope_parameters") else "rope_scaling"
    )
    _refuse_partial_rotation(config)
    _refuse_partial_rotation(settings)
    theta = settings.number("rope_theta", config.number("rope_theta", _DEFAULT_THETA))
    kind = settings.word("rope_type", settings.word("type", "default"))
    if kind == "default":
        return Rope(theta, stretch=None)
    if kind == "llama3":
        return Rope(theta, _read_stretch(settings, config.count("max_position_embeddings")))
    raise CheckpointError(
        f"{settings.place}: rope_type is {kind!r}; the embedded engine computes 'default' and "
        "'llama3'. Serve this checkpoint with the vLLM engine."
    )


def rope_tables(rope: Rope, head_size: int, positions: int) -> tuple[Table, Table]:
    """Cosines and sines of every angle, each of shape [positions, head_size / 2].

    Rounded to float32 where transformers rounds: a frequency that is off by its last bit turns
    position 10,000 by a thousandth.
    """
    exponents = np.arange(0, head_size, 2, dtype=np.float32) / np.float32(head_size)
    wavelengths = np.power(rope.theta, exponents.astype(np.float64)).astype(np.float32)
    frequencies = np.float32(1.0) / wavelengths
    if rope.stretch is not None:
        frequencies = _stretched(frequencies, rope.stretch)
    angles = np.outer(np.arange(positions, dtype=np.float32), frequencies)
    return np.cos(angles), np.sin(angles)


def _refuse_partial_rotation(config: ConfigFile) -> None:
    if config.number("partial_rotary_factor", 1.0) != 1.0:
        raise CheckpointError(
            f"{config.place}: partial_rotary_factor is {config.fields['partial_rotary_factor']!r}; "
            "the embedded engine rotates whole heads. Serve this checkpoint with the vLLM engine."
        )


def _read_stretch(settings: ConfigFile, positions: int) -> Stretch:
    low, high = settings.number("low_freq_factor"), settings.number("high_freq_factor")
    if high <= low:
        raise settings.wrong("high_freq_factor", f"above low_freq_factor, which is {low:g}")
    return Stretch(
        factor=settings.number("factor"),
        low_frequency_factor=low,
        high_frequency_factor=high,
        original_positions=settings.count("original_max_position_embeddings", positions),
    )


def _stretched(frequencies: Table, stretch: Stretch) -> Table:
    """Fast rotations stay, slow ones are divided by the factor, those between are mixed."""
    turns = stretch.original_positions / (np.float32(2 * math.pi) / frequencies)
    width = stretch.high_frequency_factor - stretch.low_frequency_factor
    kept = np.clip((turns - stretch.low_frequency_factor) / width, 0.0, 1.0).astype(np.float32)
    slow = np.float32(1.0 / stretch.factor)
    return ((np.float32(1.0) - kept) * frequencies * slow + kept * frequencies).astype(np.float32)
