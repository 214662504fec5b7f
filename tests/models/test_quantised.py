"""When quantised weights may be served."""

import json
import os
from pathlib import Path

import pytest

from deskcheck_models.checkpoints.quantised import refuse_unverified
from deskcheck_models.errors import CheckpointError
from tests.models.random_checkpoint import tiny_config, write_config


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkpoint that says that its weights are quantised."""
    quantised = {"quant_method": "fp8", "ignore": ["score"]}
    return write_config(tmp_path / "small", tiny_config(quantization_config=quantised))


def record(folder: Path, /, **changes: object) -> Path:
    """What a verification of the folder wrote, with some fields changed."""
    said = {"folder": str(folder), "reference": str(folder.parent / "whole"), "holds": True}
    file = folder.parent / "record.json"
    file.write_text(json.dumps({**said, **changes}))
    return file


def test_weights_that_are_not_quantised_need_no_record(tmp_path: Path) -> None:
    """They are compared in the tests."""
    refuse_unverified(write_config(tmp_path, tiny_config()), None)


def test_quantised_weights_without_a_record_are_refused_with_the_command(folder: Path) -> None:
    """That writes one."""
    with pytest.raises(CheckpointError, match=r"deskcheck verify .*small --reference"):
        refuse_unverified(folder, None)


def test_quantised_weights_whose_ranks_agree_are_served(folder: Path) -> None:
    """By the record of their verification."""
    refuse_unverified(folder, record(folder))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"holds": False}, "not all of its checks hold"),
        ({"holds": None}, "not all of its checks hold"),
        ({"holds": "yes"}, "holds is 'yes'"),
        ({"folder": "/elsewhere"}, "it is of /elsewhere"),
        ({"folder": None}, "folder is None"),
    ],
)
def test_a_record_of_something_else_does_not_count(
    folder: Path, changes: dict[str, object], words: str
) -> None:
    """And says why."""
    with pytest.raises(CheckpointError, match=words):
        refuse_unverified(folder, record(folder, **changes))


def test_a_comparison_with_itself_does_not_count(folder: Path) -> None:
    """It says nothing of what was lost."""
    with pytest.raises(CheckpointError, match="compared with themselves"):
        refuse_unverified(folder, record(folder, reference=str(folder)))


def test_a_record_older_than_the_weights_does_not_count(folder: Path) -> None:
    """It may be of other ones."""
    file = record(folder)
    os.utime(file, (1, 1))

    with pytest.raises(CheckpointError, match="changed after it was written"):
        refuse_unverified(folder, file)


def test_a_canary_that_is_made_after_the_record_leaves_it_valid(folder: Path) -> None:
    """It is made of weights that the record vouches for already."""
    file = record(folder)
    (folder / "canary.json").write_text("{}")
    later = file.stat().st_mtime + 60
    os.utime(folder / "canary.json", (later, later))

    refuse_unverified(folder, file)


@pytest.mark.parametrize("text", ["", "{", "\udcff"])
def test_a_record_that_cannot_be_read_is_refused(folder: Path, text: str) -> None:
    """With what to give instead."""
    file = folder.parent / "broken.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(CheckpointError, match=r"give what `deskcheck verify --json` wrote"):
        refuse_unverified(folder, file)
