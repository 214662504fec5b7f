"""`deskcheck canary`, and the server that holds a verifier to it."""

import json
import shutil
from pathlib import Path

import pytest

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.self_check.canary import CANARY_FILE
from tests.command_line.shell import call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the bundled verifier."""
    return Path(shutil.copytree(BUNDLED_FOLDER, tmp_path / "nano"))


def test_it_stands_beside_the_weights(folder: Path) -> None:
    """The same as the one that was made before, of the same weights."""
    stored = json.loads((folder / CANARY_FILE).read_text())
    (folder / CANARY_FILE).unlink()
    outcome = call("canary", folder)
    made = json.loads((folder / CANARY_FILE).read_text())

    assert outcome.code == 0
    assert f"{CANARY_FILE}: 2 programs, scores" in outcome.out
    assert made["readings"] == stored["readings"]
    assert made["scores"] == pytest.approx(stored["scores"], abs=1e-3)


def test_it_goes_where_it_is_told(folder: Path, tmp_path: Path) -> None:
    """Or the place is named that cannot be written."""
    elsewhere, nowhere = tmp_path / "other.json", tmp_path / "no" / "other.json"

    assert call("canary", folder, "-o", elsewhere).code == 0
    assert elsewhere.exists()
    assert call("canary", folder, "-o", nowhere).code == 2
    assert str(nowhere) in call("canary", folder, "-o", nowhere).err


def test_a_server_does_not_start_with_another_canary(folder: Path, tmp_path: Path) -> None:
    """One sentence and status 2, whether it lies beside the weights or is named in a setting."""
    canary = folder / CANARY_FILE
    wrong = {**json.loads(canary.read_text()), "scores": [9.0, -9.0]}
    named = tmp_path / "wrong.json"
    named.write_text(json.dumps(wrong))
    by_setting = call("serve", "--model", folder, "--port", "0", "--canary", named)
    canary.write_text(json.dumps(wrong))
    beside = call("serve", "--model", folder, "--port", "0")

    assert (by_setting.code, beside.code) == (2, 2)
    for outcome in (by_setting, beside):
        assert "failed its self-check, since the canary scores" in outcome.err
        assert "deskcheck canary" in outcome.err
        assert "Traceback" not in outcome.err


def test_a_missing_canary_file_is_told(tmp_path: Path) -> None:
    """A setting that points nowhere."""
    outcome = call("serve", "--port", "0", "--canary", tmp_path / "none.json")

    assert outcome.code == 2
    assert "none.json is no canary" in outcome.err
