"""Where functions are read from: installed packages with their licences, or a folder as it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

PERMISSIVE = re.compile(
    r"\b(?:MIT|BSD|Apache|PSF|Python Software Foundation|ISC|0BSD|Unlicense)\b", re.IGNORECASE
)
RESTRICTIVE = re.compile(
    r"GPL|\bMPL|Mozilla|\bEPL\b|\bCDDL\b|Proprietary|NonCommercial|Commons|\bCC\b", re.IGNORECASE
)
_LONGEST_NAME = 120  # characters; a field that is longer holds the licence itself
_OTHERS = frozenset({"site-packages", "_vendor", "vendored", "_vendored", "extern", "externals"})


@dataclass(frozen=True, slots=True)
class Package:
    """A package, what its metadata say of its licence, and its own Python files in `folder`."""

    name: str
    version: str
    licence: str
    folder: Path
    files: tuple[Path, ...]

    @property
    def is_permissive(self) -> bool:
        """Whether every licence that is named allows any use; nothing said means no."""
        return bool(PERMISSIVE.search(self.licence)) and not RESTRICTIVE.search(self.licence)

    def module(self, file: Path) -> str:
        """The dotted name of one of its files."""
        return ".".join(file.relative_to(self.folder).with_suffix("").parts)


def installed_packages(folder: Path) -> list[Package]:
    """The packages installed in a folder by name; none where it is no such folder."""
    found = {one.metadata["Name"]: one for one in distributions(path=[str(folder)])}
    return [
        Package(name, one.version, _licence(one), folder, tuple(_files(one, folder)))
        for name, one in sorted(found.items(), key=lambda item: item[0].lower())
    ]


def folder_package(folder: Path, licence: str) -> Package:
    """Everything below a folder but packages installed there, under the licence that is said."""
    files = (file for file in sorted(folder.rglob("*.py")) if _is_own(file, folder))
    return Package(folder.resolve().name, "", licence, folder, tuple(files))


def _licence(one: Distribution) -> str:
    """The licence expression; else the field if it is short, and what the classifiers name."""
    expression = _stated(one, "License-Expression")
    if expression:
        return expression[0]
    named = [field for field in _stated(one, "License") if len(field) < _LONGEST_NAME]
    classified = [
        line.rpartition("::")[2].strip()
        for line in _stated(one, "Classifier")
        if line.startswith("License ::")
    ]
    return "; ".join(dict.fromkeys([*named, *classified]))


def _stated(one: Distribution, field: str) -> list[str]:
    return [str(value) for value in one.metadata.get_all(field) or () if value]


def _files(one: Distribution, folder: Path) -> Iterator[Path]:
    named = (folder / file for file in sorted(map(str, one.files or ())))
    python = (file for file in named if file.suffix == ".py" and ".." not in file.parts)
    return (file for file in python if _is_own(file, folder) and file.is_file())


def _is_own(file: Path, folder: Path) -> bool:
    """Whether it is no copy of another package, whose licence may be another."""
    return not _OTHERS & set(file.relative_to(folder).parts[:-1])
