"""What `deskcheck average` makes."""

from pathlib import Path

from deskcheck_models.catalogue import BUNDLED_FOLDER
from tests.command_line.shell import call


def test_the_mean_of_a_verifier_with_itself_is_itself(tmp_path: Path) -> None:
    """Its folder stands on standard output, for the next command."""
    out = tmp_path / "mean"
    done = call("average", BUNDLED_FOLDER, BUNDLED_FOLDER, "-o", out)

    assert (done.code, done.out) == (0, f"{out}\n")
    assert (out / "tokenizer.json").read_bytes() == (BUNDLED_FOLDER / "tokenizer.json").read_bytes()


def test_a_folder_that_is_no_verifier_is_told(tmp_path: Path) -> None:
    """In one sentence."""
    done = call("average", tmp_path, "-o", tmp_path / "mean")

    assert done.code == 2
    assert "model.safetensors cannot be read" in done.err
