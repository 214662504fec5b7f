"""`deskcheck train`: what it makes, and what it says when it cannot start."""

from pathlib import Path

import pytest

from deskcheck_models.training.pairs.pair_files import write_pairs
from tests.command_line.shell import call, run
from tests.models.pair_builder import sum_pairs

TINY = """
groups_per_step = 2

[shape]
vocabulary = 400
hidden = 32
layers = 1
heads = 2
key_value_heads = 1
head_width = 16
intermediate = 48

[reading]
window = 64

[reading.phase]
tokens = 2_000
learning_rate = 1e-3

[comparison]
tokens = 4_000
learning_rate = 1e-3
"""


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """A few pairs in a file."""
    file = tmp_path / "pairs.jsonl"
    write_pairs(file, sum_pairs(6, 2))
    return file


@pytest.mark.torch
def test_a_new_verifier_is_trained_from_a_recipe(tmp_path: Path, pairs: Path) -> None:
    """Its folder stands on standard output, for the next command; progress on standard error."""
    pytest.importorskip("torch", reason="needs the train extra")
    (tmp_path / "tiny.toml").write_text(TINY)

    arguments = ("train", pairs, "-o", tmp_path / "run", "--recipe", tmp_path / "tiny.toml")
    done = run(*arguments, OMP_NUM_THREADS="1")  # what is so small only loses by sharing its work

    assert done.code == 0, done.err
    assert Path(done.out.strip()) == tmp_path / "run" / "verifier"
    assert (tmp_path / "run" / "verifier" / "model.safetensors").is_file()


def test_neither_base_nor_shape_is_wrong_usage(tmp_path: Path, pairs: Path) -> None:
    """With or without torch the sentence names what is missing."""
    done = call("train", pairs, "-o", tmp_path / "run")

    assert done.code in (2, 3)
    assert "base" in done.err or "deskcheck[train]" in done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["missing.jsonl"], "missing.jsonl"),
        (["pairs.txt"], "ends in none of"),
    ],
)
def test_pairs_that_cannot_be_read_are_named(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    """Before anything is made."""
    done = call("train", *arguments, "-o", tmp_path / "run")

    assert done.code == 2
    assert told in done.err
    assert not (tmp_path / "run").exists()


def test_a_recipe_with_an_unknown_key_is_refused(tmp_path: Path, pairs: Path) -> None:
    """Named with its file."""
    (tmp_path / "own.toml").write_text("learning = 1")

    done = call("train", pairs, "-o", tmp_path / "run", "--recipe", tmp_path / "own.toml")

    assert done.code == 2
    assert "own.toml: learning" in done.err
