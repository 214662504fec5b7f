"""Tests of a problem: asserts that follow the program, or pairs of input and output."""

from dataclasses import dataclass
from typing import Self, TypeAlias

from benchmarks.execution.checkers import Checker, tolerant_of_blanks
from benchmarks.execution.marked_tests import marked


@dataclass(frozen=True, slots=True)
class Asserts:
    """Python tests that run in the process of the program, right after it.

    `prelude` runs before the program. `code` is what `marked` made of the tests, once for all
    programs, so that no program pays for compiling them.
    """

    prelude: str
    code: bytes

    @classmethod
    def from_source(cls, source: str, prelude: str = "") -> Self:
        """Mark and compile the tests; raises TestsError."""
        return cls(prelude, marked(source))


@dataclass(frozen=True, slots=True)
class Case:
    """What a program reads, and what it should write."""

    stdin: str
    expected: str


@dataclass(frozen=True, slots=True)
class Cases:
    """Inputs with their outputs; the program runs once for each, in a process of its own."""

    cases: tuple[Case, ...]
    checker: Checker = tolerant_of_blanks


Suite: TypeAlias = Asserts | Cases
