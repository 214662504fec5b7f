"""Source code of a folder, for the language model of a new verifier to read."""

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deskcheck_models.errors import ModelError

SUFFIXES = (
    *(".py", ".js", ".ts", ".java", ".kt", ".scala", ".cs", ".go", ".rs", ".swift"),
    *(".c", ".h", ".cc", ".cpp", ".hpp", ".rb", ".php", ".sh", ".sql"),
)
MOST_BYTES = 100_000  # larger files are tables and generated code more often than not


class CodeFolderError(ModelError):
    """A folder of source code cannot be read."""


@dataclass(frozen=True, slots=True)
class CodeFiles:
    """The texts of the source files of some folders, each text once, in an order of the seed."""

    texts: tuple[str, ...]
    files: dict[str, int]  # by suffix
    characters: int


def read_code(folders: tuple[Path, ...], seed: int) -> CodeFiles:
    """Read every source file under the folders; what is no UTF-8, too large or a copy is left out.

    Nothing is known here of licences: name folders whose licences allow it. Raises CodeFolderError
    for a folder that is not there or holds no source file.
    """
    texts: dict[bytes, str] = {}
    counted: Counter[str] = Counter()
    for folder in folders:
        before = len(texts)
        for file, text in _texts(folder):
            digest = hashlib.sha256(text.encode()).digest()
            counted[file.suffix] += digest not in texts
            texts[digest] = text
        if len(texts) == before:
            raise CodeFolderError(
                f"{folder} holds no source file that was not read yet: name others"
            )
    ordered = [texts[digest] for digest in sorted(texts)]
    random.Random(seed).shuffle(ordered)
    return CodeFiles(tuple(ordered), dict(counted), sum(map(len, ordered)))


def _texts(folder: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(folder.rglob("*")):
        if file.suffix in SUFFIXES and file.is_file() and file.stat().st_size <= MOST_BYTES:
            try:
                yield file, file.read_text(encoding="utf-8")
            except (UnicodeDecodeError, OSError):
                continue
