"""What a page is made of: a section for each result, with headlines, plots and tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from benchmarks.report.canvas import Plot
from benchmarks.report.question import question_of
from benchmarks.report.result import Result


@dataclass(frozen=True, slots=True)
class Headline:
    """One number to remember, what it is of, and what to hold it against."""

    value: str
    label: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot, and what is to be seen in it; `name` is also that of its PNG file."""

    title: str
    plot: Plot
    caption: str


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as they are printed; the first column names the row, `caption` may be empty."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""


Part: TypeAlias = Figure | Table


@dataclass(frozen=True, slots=True)
class Section:
    """Everything of one result, in order; the question is the benchmark's own."""

    result: Result
    headlines: Sequence[Headline]
    parts: Sequence[Part]
    warnings: Sequence[str] = ()
    compared_with: Result | None = None

    @property
    def question(self) -> str:
        """What the benchmark asks."""
        return question_of(self.result.benchmark)

    @property
    def origins(self) -> tuple[Result, ...]:
        """The results that it was made of, the earlier one first."""
        return (self.result,) if self.compared_with is None else (self.compared_with, self.result)
