"""What makes another revision of a checkpoint's folder."""

import os
from pathlib import Path

from deskcheck_models.checkpoints.revision import revision_of


def folder(parent: Path, name: str, weights: bytes = b"1234") -> Path:
    """A folder with a config and weights, all of the same time."""
    made = parent / name
    made.mkdir()
    for file, content in (("config.json", b"{}"), ("model.safetensors", weights)):
        (made / file).write_bytes(content)
        os.utime(made / file, (1, 1))
    return made


def test_a_folder_keeps_its_revision(tmp_path: Path) -> None:
    """However often it is asked, and by whatever path."""
    one = folder(tmp_path, "one")

    assert revision_of(one) == revision_of(tmp_path / "one" / ".." / "one")


def test_other_files_are_another_revision(tmp_path: Path) -> None:
    """Another size, another time, one more file."""
    one = folder(tmp_path, "one")
    revisions = {revision_of(one)}
    (one / "model.safetensors").write_bytes(b"12345")
    os.utime(one / "model.safetensors", (1, 1))
    revisions.add(revision_of(one))
    os.utime(one / "model.safetensors", (2, 2))
    revisions.add(revision_of(one))
    (one / "extra.json").touch()

    assert len(revisions | {revision_of(one)}) == 4


def test_equal_files_in_two_folders_are_two_revisions(tmp_path: Path) -> None:
    """Same names, sizes and times may hold other weights."""
    assert revision_of(folder(tmp_path, "one")) != revision_of(folder(tmp_path, "two", b"4321"))
