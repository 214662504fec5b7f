"""Documented functions become groups with known labels."""

import ast
import random
from collections import Counter
from pathlib import Path

import pytest

from deskcheck_models.training.functions.collection import SourceFolderError, collect
from deskcheck_models.training.functions.documented_functions import documented_functions
from deskcheck_models.training.functions.function_pairs import FunctionPairs
from deskcheck_models.training.functions.source_function import SourceFunction
from deskcheck_models.training.functions.strangers import as_answer
from deskcheck_models.training.functions.wording import problem_of
from deskcheck_models.training.pairs.pair import Kind
from deskcheck_models.training.preference_groups import preference_groups

SOURCE = '''
import os

def short(): return 1

class Shelf:
    @property
    def total(self, books, extra=0):
        """Count the pages of all books.

        The extra pages are added.
        """
        pages = extra
        for book in books:
            pages += book.pages
        return pages

    def undocumented(self, books):
        pages = 0
        for book in books:
            pages += 1
        return pages

def stub(a, b):
    """Say what a subclass has to do about this."""
    # nothing
    # at all
    raise NotImplementedError
'''


def _shelf(text: str = SOURCE) -> list[SourceFunction]:
    return list(documented_functions(text, "books", "books.shelf"))


def _numbered(number: int) -> str:
    return f'''
def step{number}(values, least):
    """Count the values that are above number {number} and least."""
    found = {number}
    for value in values:
        if value > least + {number}:
            found += 1
    return found
'''


def _module(folder: Path, functions: int = 12) -> Path:
    (folder / "steps.py").write_text("".join(map(_numbered, range(functions))))
    return folder


def _package(folder: Path, name: str, licence: str, number: int) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "module.py").write_text(_numbered(number))
    metadata = folder / f"{name}-1.2.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n{licence}"
    )
    (metadata / "RECORD").write_text(f"{name}/module.py,,\n../../../outside.py,,\n")


def test_a_function_is_taken_apart() -> None:
    """Signature, documentation, and the program without it, moved to the left."""
    (total,) = _shelf()

    assert (total.name, total.parameters) == ("total", ("books", "extra"))
    assert total.signature == "def total(self, books, extra=0):"
    assert total.documentation == "Count the pages of all books.\n\nThe extra pages are added."
    assert total.program.split("\n")[:2] == [
        "def total(self, books, extra=0):",
        "    pages = extra",
    ]
    assert ast.parse(total.program)


@pytest.mark.parametrize("text", ["def f(:", SOURCE.replace("\n", "\r\n"), ""])
def test_a_file_that_cannot_be_read_row_by_row_holds_none(text: str) -> None:
    """It does not parse, or its rows are counted otherwise."""
    assert _shelf(text) == []


def test_a_problem_asks_for_the_function_and_does_not_show_it() -> None:
    """In three forms, all with its name and what it is for."""
    (total,) = _shelf()
    problems = {problem_of(total, random.Random(seed)) for seed in range(20)}

    assert len(problems) == 3
    assert all("total" in one and "Count the pages" in one for one in problems)
    assert not any("book.pages" in one for one in problems)


def test_a_stranger_may_bear_the_name_that_is_asked_for() -> None:
    """So that the name alone does not tell it; and the parameters too."""
    (total,) = _shelf()
    (step,) = documented_functions(_numbered(3), "steps", "steps")
    answers = {as_answer(step, total, random.Random(seed)) for seed in range(40)}
    signatures = {one.split("\n")[0] for one in answers}

    assert signatures == {
        "def step3(values, least):",
        "def total(values, least):",
        "def total(books, extra):",
    }
    assert all(ast.parse(one) for one in answers)


def test_the_right_program_stands_above_bugs_cuts_and_strangers(tmp_path: Path) -> None:
    """And is none of them."""
    found = collect([_module(tmp_path)], "MIT")
    pairs = list(FunctionPairs(found.functions, seed=1).all())
    kinds = Counter(pair.kind for pair in pairs)

    assert kinds.keys() == {Kind.MUTANT, Kind.CUT, Kind.MISMATCHED}
    assert all(pair.chosen != pair.rejected for pair in pairs)
    assert len(preference_groups(pairs)) == 12


def test_the_same_functions_and_seed_give_the_same_pairs(tmp_path: Path) -> None:
    """And another seed others."""
    functions = collect([_module(tmp_path)], "MIT").functions
    one, same, other = (list(FunctionPairs(functions, seed).all()) for seed in (1, 1, 2))

    assert one == same != other


def test_packages_are_read_by_their_licences(tmp_path: Path) -> None:
    """What is not known to be permissive is left out, and the account says so."""
    _package(tmp_path, "free", "License-Expression: MIT\n", 1)
    _package(tmp_path, "classed", "Classifier: License :: OSI Approved :: BSD License\n", 2)
    _package(tmp_path, "copyleft", "License: GPL-3.0\n", 3)
    _package(tmp_path, "both", "License-Expression: MIT AND LGPL-2.1-only\n", 4)
    _package(tmp_path, "silent", "", 5)
    found = collect([tmp_path], "not asked")

    assert [(one.name, one.version, one.functions) for one in found.read] == [
        ("classed", "1.2", 1),
        ("free", "1.2", 1),
    ]
    assert [(one.name, one.licence) for one in found.left_out] == [
        ("both", "MIT AND LGPL-2.1-only"),
        ("copyleft", "GPL-3.0"),
        ("silent", "not stated"),
    ]


def test_copies_of_other_packages_are_passed_over(tmp_path: Path) -> None:
    """Their licence may be another; and a function is taken once."""
    (tmp_path / "_vendor").mkdir()
    (tmp_path / "_vendor" / "copy.py").write_text(_numbered(1))
    (tmp_path / "own.py").write_text(_numbered(2))
    (tmp_path / "twin.py").write_text(_numbered(2) + "\n# the same again\n")

    assert [one.name for one in collect([tmp_path], "MIT").functions] == ["step2"]


def test_a_folder_without_functions_is_named(tmp_path: Path) -> None:
    """With what to give instead."""
    with pytest.raises(SourceFolderError, match="no documented Python function"):
        collect([tmp_path], "MIT")


def test_so_many_functions_are_drawn(tmp_path: Path) -> None:
    """None twice; all of them where none is said."""
    found = collect([_module(tmp_path)], "MIT")

    assert len(set(found.drawn(5, seed=1))) == 5
    assert len(set(found.drawn(None, seed=1))) == len(set(found.drawn(99, seed=1))) == 12


def test_a_stranger_that_waits_bears_the_name_too() -> None:
    """`async def` is a definition like any other, and its calls of itself follow."""
    waiting = (
        _numbered(3)
        .replace("def step3", "async def step3")
        .replace("found += 1", "found += await step3([], 1)")
    )
    (stranger,) = documented_functions(waiting, "steps", "steps")
    (total,) = _shelf()
    answers = {as_answer(stranger, total, random.Random(seed)) for seed in range(40)}
    renamed = [one for one in answers if "step3" not in one]

    assert renamed
    assert all(one.startswith("async def total(") and "await total(" in one for one in renamed)
