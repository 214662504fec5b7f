"""The verifiers of a result of the testbed, each with its figures on every split."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.report.intervals import read_interval
from benchmarks.report.values import Values
from benchmarks.report.words import range_of


@dataclass(frozen=True, slots=True)
class Verifier:
    """One verifier with its figures; `label` tells it apart from the others."""

    label: str
    figures: Values

    @property
    def cost(self) -> Values | None:
        """What scoring took, where it was scored here."""
        if self.figures.content.get("cost") is None:
            return None
        return self.figures.child("cost")

    def split(self, name: str) -> Values | None:
        """Its figures on a split, where it has any."""
        splits = self.figures.child("splits")
        return splits.child(name) if name in splits else None


def read_verifiers(figures: Values) -> list[Verifier]:
    """In the order of the file."""
    rows = figures.children("verifiers")
    names = [row.text("verifier") for row in rows]
    return [
        Verifier(name if names.count(name) == 1 else f"{name}, {row.text('engine')}", row)
        for name, row in zip(names, rows, strict=True)
    ]


def each_split(
    verifiers: Sequence[Verifier], splits: Sequence[str]
) -> Iterable[tuple[str, Verifier, Values]]:
    """Every split with every verifier that was measured on it."""
    for split in splits:
        for one in verifiers:
            if (figures := one.split(split)) is not None:
                yield split, one, figures


def named(split: str, one: Verifier, verifiers: Sequence[Verifier]) -> str:
    """The split, and the verifier where there are several."""
    return split if len(verifiers) == 1 else f"{split}, {one.label}"


def range_or_nothing(values: Values, name: str) -> str:
    """A figure with its interval, or nothing where there was nothing to measure."""
    if values.content.get(name) is None:
        return ""
    return range_of(read_interval(values.child(name)))
