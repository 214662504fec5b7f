"""The documented functions of installed packages and of folders of source code."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deskcheck_models.errors import ModelError
from deskcheck_models.stages import Advance, Stage, unwatched
from deskcheck_models.training.functions.documented_functions import documented_functions
from deskcheck_models.training.functions.packages import (
    Package,
    folder_package,
    installed_packages,
)
from deskcheck_models.training.functions.source_function import SourceFunction
from deskcheck_models.training.pairs.normalised import normalised

MOST_BYTES = 400_000  # larger files are tables and generated code more often than not


class SourceFolderError(ModelError):
    """A folder holds no documented function; the message says what to give instead."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where functions came from, and under which licence; `functions` is how many were new."""

    name: str
    version: str
    licence: str
    functions: int


@dataclass(frozen=True, slots=True)
class Collection:
    """Functions, none twice, with their origins, and the packages left out for their licence."""

    functions: tuple[SourceFunction, ...]
    read: tuple[Origin, ...]
    left_out: tuple[Origin, ...]

    def drawn(self, most: int | None, seed: int) -> list[SourceFunction]:
        """So many functions by chance, or all of them, in an order of the seed."""
        count = min(most or len(self.functions), len(self.functions))
        return random.Random(seed).sample(self.functions, count)


def collect(folders: Sequence[Path], licence: str, stage: Stage = unwatched) -> Collection:
    """Read folders: where packages are installed, those that are permissive; others as they are.

    `licence` is that of the others, of which nothing else is known. Raises SourceFolderError for a
    folder without a documented function that was not read before.
    """
    collector = _Collector()
    for folder in folders:
        installed = installed_packages(folder)
        free = [one for one in installed if one.is_permissive]
        found = free if installed else [folder_package(folder, licence)]
        advance = stage(f"read {folder.name}", sum(len(one.files) for one in found))
        if not sum(collector.read(one, advance) for one in found):
            raise SourceFolderError(
                f"{folder} holds no documented Python function that was not read yet: name a "
                "folder of source code, or one where packages under permissive licences are "
                "installed"
            )
        collector.left_out.extend(_origin(one, 0) for one in installed if not one.is_permissive)
    return Collection(
        tuple(collector.functions), tuple(collector.origins), tuple(collector.left_out)
    )


class _Collector:
    """Gathers functions; what was seen before, but for comments and blanks, is passed over."""

    def __init__(self) -> None:
        self.functions: list[SourceFunction] = []
        self.origins: list[Origin] = []
        self.left_out: list[Origin] = []
        self._seen: set[str] = set()

    def read(self, package: Package, advance: Advance) -> int:
        """Take a package's functions in; returns how many there are."""
        before = len(self.functions)
        for file in package.files:
            self.functions.extend(self._new(file, package))
            advance(1)
        found = len(self.functions) - before
        if found:
            self.origins.append(_origin(package, found))
        return found

    def _new(self, file: Path, package: Package) -> Iterator[SourceFunction]:
        for one in documented_functions(_text(file), package.name, package.module(file)):
            key = normalised(one.program, "python")
            if key not in self._seen:
                self._seen.add(key)
                yield one


def _text(file: Path) -> str:
    """What a file holds; nothing where it is too large or no UTF-8."""
    try:
        return file.read_text(encoding="utf-8") if file.stat().st_size <= MOST_BYTES else ""
    except (UnicodeDecodeError, OSError):
        return ""


def _origin(package: Package, functions: int) -> Origin:
    return Origin(package.name, package.version, package.licence or "not stated", functions)
