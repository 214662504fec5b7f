"""Whose functions may be learnt from: by what a package says of its licence, and no guess."""

from pathlib import Path

import pytest

from deskcheck_models.training.functions.collection import collect
from deskcheck_models.training.functions.packages import folder_package, installed_packages

FUNCTION = '''def total(values, least={number}):
    """Add up all values that are large enough.

    Others are passed over.
    """
    found = {number}
    for value in values:
        if value >= least:
            found += value
    return found
'''


def installed(folder: Path, name: str, *fields: str, number: int = 1) -> Path:
    """A package with these lines of metadata."""
    (folder / name).mkdir(parents=True)
    (folder / name / "code.py").write_text(FUNCTION.format(number=number), encoding="utf-8")
    about = folder / f"{name}-1.0.dist-info"
    about.mkdir()
    lines = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *fields]
    (about / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (about / "RECORD").write_text(f"{name}/code.py,,\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "field",
    [
        "License: MIT",
        "License: BSD 3-Clause",
        "License: Apache-2.0",
        "License-Expression: MIT OR Apache-2.0",
        "License-Expression: BSD-2-Clause",
        "License-Expression: PSF-2.0",
        "License: ISC",
        "License-Expression: 0BSD",
        "Classifier: License :: OSI Approved :: MIT License",
        "Classifier: License :: OSI Approved :: Apache Software License",
    ],
)
def test_a_licence_that_allows_any_use_is_permissive(tmp_path: Path, field: str) -> None:
    """Wherever the metadata name it."""
    (package,) = installed_packages(installed(tmp_path, "free", field))

    assert package.is_permissive


@pytest.mark.parametrize(
    "field",
    [
        "License: GPL-3.0",
        "License: LGPLv2.1",
        "License-Expression: AGPL-3.0-only",
        "License: Mozilla Public License 2.0",
        "License-Expression: MPL-2.0 AND MIT",
        "License-Expression: MIT AND GPL-2.0-or-later",
        "License: Creative Commons Attribution-NonCommercial",
        "License: Proprietary",
        "License: CC BY-NC 4.0",
        "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
        "License: see the file",
        "Summary: nothing is said of it",
    ],
)
def test_any_other_licence_is_not(tmp_path: Path, field: str) -> None:
    """Nor is one of several that asks for more, nor silence."""
    (package,) = installed_packages(installed(tmp_path, "bound", field))

    assert not package.is_permissive


def test_a_licence_expression_goes_before_older_fields(tmp_path: Path) -> None:
    """It is the newer statement, and the exact one."""
    fields = ("License: GPL", "License-Expression: MIT")
    (package,) = installed_packages(installed(tmp_path, "free", *fields))

    assert package.licence == "MIT"
    assert package.is_permissive


def test_a_field_that_holds_the_licence_itself_is_not_searched(tmp_path: Path) -> None:
    """Its text may mention any other licence; the classifier counts."""
    text = "License: " + "Permission is hereby granted, unlike the GPL, " * 5
    fields = (text, "Classifier: License :: OSI Approved :: MIT License")
    (package,) = installed_packages(installed(tmp_path, "free", *fields))

    assert package.licence == "MIT License"
    assert package.is_permissive


def test_packages_that_are_not_permissive_are_named_and_left_out(tmp_path: Path) -> None:
    """With their licences, so that somebody may check."""
    installed(tmp_path, "free", "License: MIT", number=1)
    installed(tmp_path, "bound", "License: GPL-3.0", number=2)
    found = collect([tmp_path], "unknown")

    assert [one.package for one in found.functions] == ["free"]
    assert [(one.name, one.licence) for one in found.left_out] == [("bound", "GPL-3.0")]
    assert [(one.name, one.licence, one.functions) for one in found.read] == [("free", "MIT", 1)]


@pytest.mark.parametrize("inner", ["_vendor", "vendored", "extern", "site-packages"])
def test_copies_of_other_packages_are_left_out(tmp_path: Path, inner: str) -> None:
    """Their licences may be other ones."""
    (tmp_path / "own" / inner).mkdir(parents=True)
    (tmp_path / "own" / "code.py").touch()
    (tmp_path / "own" / inner / "copied.py").touch()
    package = folder_package(tmp_path / "own", "MIT")

    assert [file.name for file in package.files] == ["code.py"]


def test_a_folder_of_ones_own_is_under_the_licence_that_is_said(tmp_path: Path) -> None:
    """Its modules are named by their paths."""
    (tmp_path / "own" / "part").mkdir(parents=True)
    file = tmp_path / "own" / "part" / "code.py"
    file.touch()
    package = folder_package(tmp_path / "own", "MIT")

    assert (package.name, package.licence) == ("own", "MIT")
    assert package.module(file) == "part.code"


def test_the_same_function_of_two_packages_is_read_once(tmp_path: Path) -> None:
    """But for comments and blanks."""
    installed(tmp_path, "first", "License: MIT")
    installed(tmp_path, "second", "License: MIT")
    found = collect([tmp_path], "unknown")

    assert [one.package for one in found.functions] == ["first"]


def test_a_package_whose_files_are_gone_holds_none(tmp_path: Path) -> None:
    """Its record still names them."""
    installed(tmp_path, "free", "License: MIT")
    (tmp_path / "free" / "code.py").unlink()
    (package,) = installed_packages(tmp_path)

    assert package.files == ()


def test_functions_are_drawn_by_the_seed(tmp_path: Path) -> None:
    """So many, or all of them."""
    for number in range(6):
        installed(tmp_path, f"free{number}", "License: MIT", number=number)
    found = collect([tmp_path], "unknown")

    assert len(found.drawn(None, 1)) == len(found.drawn(99, 1)) == 6
    assert found.drawn(3, 1) == found.drawn(3, 1)
    assert {tuple(found.drawn(6, seed)) for seed in range(5)} != {tuple(found.functions)}
