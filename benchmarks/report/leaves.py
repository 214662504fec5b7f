"""The single figures of a result, each under a name that two runs of a benchmark share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.report.intervals import Interval

# What is no figure, or is compared in pairs.
SKIPPED = frozenset({"samples", "defects", "data", "right", "problem_of_list", "bins", "mcnemar"})
ESTIMATE = ("value", "low", "high")
SPREAD = ("median", "fastest", "slowest")
SIZES = ("candidates", "size", "position")  # numbers that name a row

NO_NAMES = frozenset({"revision", "fingerprint", "about"})  # texts that may differ between runs
LONGEST = 80  # characters of a text that is a name


@dataclass(frozen=True, slots=True)
class Leaf:
    """One figure; `interval` is None where the result says nothing of its spread."""

    value: float
    interval: Interval | None


def leaves(figures: Mapping[str, object]) -> dict[str, Leaf]:
    """All of them, in the order of the file."""
    return dict(_inside(figures, ""))


def _inside(value: object, path: str) -> Iterator[tuple[str, Leaf]]:
    if isinstance(value, Mapping):
        yield from _of_object(value, path)
    elif isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        for row in value:
            yield from _of_object(row, _joined(path, _row_name(row)))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, Leaf(float(value), None)


def _of_object(values: Mapping[str, object], path: str) -> Iterator[tuple[str, Leaf]]:
    for names in (ESTIMATE, SPREAD):
        if interval := _interval(values, names):
            yield path, Leaf(interval.value, interval)
            return
    for name, inner in values.items():
        if name not in SKIPPED and name not in SIZES:
            yield from _inside(inner, _joined(path, name.replace("_", " ")))


def _interval(values: Mapping[str, object], names: tuple[str, ...]) -> Interval | None:
    found = [values.get(name) for name in names]
    numbers = [one for one in found if isinstance(one, int | float) and not isinstance(one, bool)]
    return Interval(*map(float, numbers)) if len(numbers) == len(names) else None


def _row_name(row: Mapping[str, object]) -> str:
    """What tells a row of a list from the others: its texts, and the numbers that name it."""
    texts = [
        value
        for name, value in row.items()
        if isinstance(value, str) and len(value) < LONGEST and name not in NO_NAMES
    ]
    sizes = [f"{row[name]} {name}" for name in SIZES if name in row]
    return ", ".join([*texts, *sizes])


def _joined(path: str, name: str) -> str:
    return " · ".join(part for part in (path, name) if part)
