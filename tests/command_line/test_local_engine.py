"""A verifier of one's own, run in the command's process."""

import json
import shutil
from pathlib import Path

import pytest

from deskcheck_models.catalogue import BUNDLED_FOLDER
from tests.command_line.shell import run
from tests.models.random_checkpoint import save_random_checkpoint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny random verifier with the bundled tokenizer and template."""
    folder = save_random_checkpoint(tmp_path / "tiny", vocab_size=4096)
    for name in ("chat_template.jinja", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(BUNDLED_FOLDER / name, folder)
    return folder


def test_the_embedded_engine_scores_a_folder_in_silence(
    folder: Path, problem: Path, answers: Path
) -> None:
    """Standard error stays empty, whatever the libraries have to say."""
    outcome = run("rerank", problem, answers, "--model", folder, "--json")
    reply = json.loads(outcome.out)

    assert (outcome.code, outcome.err, reply["model"]) == (0, "", "tiny")
    assert [one["score"] is None for one in reply["results"]] == [False] * 3 + [True] * 2


def test_many_groups_score_as_each_alone(folder: Path, problem: Path, answers: Path) -> None:
    """The embedded engine's scores do not depend on what else is in work."""
    candidates = [(answers / name).read_text() for name in ("a.md", "e.md")]
    group = json.dumps({"problem": problem.read_text(), "candidates": candidates})
    lines = run("score", "-", "--model", folder, stdin=f"{group}\n".encode() * 5).out.splitlines()
    scores = [[one["score"] for one in json.loads(line)["results"]] for line in lines]

    assert scores == [scores[0]] * 5


def test_a_folder_without_weights_ends_with_2(folder: Path, problem: Path, answers: Path) -> None:
    """With the file that is missing."""
    (folder / "model.safetensors").unlink()
    outcome = run("rerank", problem, answers, "--model", folder)

    assert (outcome.code, "model.safetensors" in outcome.err) == (2, True)
