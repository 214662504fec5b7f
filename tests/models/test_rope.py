"""Rotary settings, old and new spelling, and the angles that follow."""

import math
from pathlib import Path

import numpy as np
import pytest

from deskcheck_models.checkpoints.checkpoint import read_checkpoint
from deskcheck_models.checkpoints.rope import Rope, Stretch, rope_tables
from deskcheck_models.errors import CheckpointError
from tests.models.random_checkpoint import LLAMA3_ROPE, tiny_config, write_config


def read_rope_of(folder: Path, **changes: object) -> Rope:
    """The rotary settings of a tiny checkpoint with some fields changed."""
    return read_checkpoint(write_config(folder, tiny_config(**changes))).rope


def test_the_base_is_read_from_the_new_and_the_old_spelling(tmp_path: Path) -> None:
    """Transformers 5 writes rope_parameters, earlier releases rope_theta."""
    new = read_rope_of(tmp_path, rope_parameters={"rope_theta": 5e5, "rope_type": "default"})
    old = read_rope_of(tmp_path, rope_parameters=None, rope_theta=500000, rope_scaling=None)

    assert new == old == Rope(theta=500000.0, stretch=None)


def test_a_base_beside_rope_parameters_counts_where_they_hold_none(tmp_path: Path) -> None:
    """Some converted files keep rope_theta at the top."""
    rope = read_rope_of(tmp_path, rope_parameters={"rope_type": "default"}, rope_theta=77.0)

    assert rope.theta == 77.0


def test_the_base_is_ten_thousand_where_nothing_says_otherwise(tmp_path: Path) -> None:
    """Transformers assumes the same."""
    assert read_rope_of(tmp_path, rope_parameters=None).theta == 10000.0


def test_the_llama3_stretch_is_read_from_both_spellings(tmp_path: Path) -> None:
    """Under rope_parameters, or rope_scaling beside rope_theta, with rope_type or just type."""
    old = {name: LLAMA3_ROPE[name] for name in LLAMA3_ROPE if name != "rope_theta"}
    older = {**{name: old[name] for name in old if name != "rope_type"}, "type": "llama3"}
    found = {
        read_rope_of(tmp_path, rope_parameters=dict(LLAMA3_ROPE)),
        read_rope_of(tmp_path, rope_parameters=None, rope_scaling=old, rope_theta=500.0),
        read_rope_of(tmp_path, rope_parameters=None, rope_scaling=older, rope_theta=500.0),
    }

    assert found == {Rope(500.0, Stretch(8.0, 1.0, 4.0, 64))}


@pytest.mark.parametrize("kind", ["linear", "dynamic", "yarn", "longrope"])
def test_other_rotations_are_refused_with_the_remedy(tmp_path: Path, kind: str) -> None:
    """The message names the field, the kind and the engine that computes it."""
    with pytest.raises(CheckpointError, match=f"rope_type is '{kind}'.*vLLM"):
        read_rope_of(tmp_path, rope_parameters={"rope_type": kind, "factor": 2.0})


def test_heads_that_are_rotated_in_part_are_refused(tmp_path: Path) -> None:
    """In either place where the field may stand."""
    inside = {"rope_type": "default", "partial_rotary_factor": 0.5}

    with pytest.raises(CheckpointError, match=r"partial_rotary_factor is 0\.5"):
        read_rope_of(tmp_path, partial_rotary_factor=0.5)
    with pytest.raises(CheckpointError, match=r"partial_rotary_factor is 0\.5"):
        read_rope_of(tmp_path, rope_parameters=inside)


def test_a_stretch_without_its_frequencies_is_refused(tmp_path: Path) -> None:
    """The message names the place inside the file."""
    with pytest.raises(CheckpointError, match="rope_parameters: low_freq_factor is missing"):
        read_rope_of(tmp_path, rope_parameters={"rope_type": "llama3", "factor": 8.0})


def test_a_stretch_between_frequencies_in_the_wrong_order_is_refused(tmp_path: Path) -> None:
    """There would be nothing to mix between them."""
    settings = {**LLAMA3_ROPE, "low_freq_factor": 4.0}

    with pytest.raises(CheckpointError, match=r"high_freq_factor is 4\.0.*above low_freq_factor"):
        read_rope_of(tmp_path, rope_parameters=settings)


def test_the_first_angle_turns_by_one_per_position() -> None:
    """Whatever the base: its power is zero."""
    cosines, sines = rope_tables(Rope(10000.0, stretch=None), head_size=4, positions=3)

    assert cosines.shape == sines.shape == (3, 2)
    np.testing.assert_allclose(cosines[:, 0], [1.0, math.cos(1), math.cos(2)], rtol=1e-6)
    np.testing.assert_allclose(sines[:, 1], [0.0, math.sin(0.01), math.sin(0.02)], rtol=1e-6)


def test_the_stretch_leaves_fast_turns_and_divides_slow_ones() -> None:
    """The fastest stays, the slowest becomes an eighth."""
    stretch = Stretch(8.0, 1.0, 4.0, original_positions=64)
    _, plain = rope_tables(Rope(10000.0, stretch=None), head_size=8, positions=2)
    _, stretched = rope_tables(Rope(10000.0, stretch), head_size=8, positions=2)

    assert stretched[1, 0] == plain[1, 0]
    assert stretched[1, -1] == pytest.approx(plain[1, -1] / 8, rel=1e-5)
