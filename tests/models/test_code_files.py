"""Source files of a folder: each text once, nothing that is no text."""

from pathlib import Path

import pytest

from deskcheck_models.training.code_files import CodeFolderError, read_code


def test_source_files_are_read_once_and_counted(tmp_path: Path) -> None:
    """Copies, other files, binaries and very large ones are left out."""
    for name, content in {
        "a.py": b"a = 1\n",
        "copy.py": b"a = 1\n",
        "inner/b.rs": b"fn main() {}\n",
        "notes.txt": b"no code",
        "binary.py": b"\xff\xfe\x00",
        "large.py": b"x = 1\n" * 20_000,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)

    code = read_code((tmp_path,), seed=1)

    assert sorted(code.texts) == ["a = 1\n", "fn main() {}\n"]
    assert code.files == {".py": 1, ".rs": 1}
    assert code.characters == sum(map(len, code.texts))


def test_the_order_is_the_seeds(tmp_path: Path) -> None:
    """Not that of the file system."""
    for number in range(20):
        (tmp_path / f"{number}.py").write_text(f"x = {number}\n")

    one, same, other = (read_code((tmp_path,), seed).texts for seed in (1, 1, 2))

    assert one == same
    assert one != other


def test_a_folder_without_code_is_named(tmp_path: Path) -> None:
    """Whether it is empty or not there."""
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(CodeFolderError, match=str(folder)):
            read_code((folder,), seed=1)
