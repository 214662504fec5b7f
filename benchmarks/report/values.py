"""JSON of a result, read field by field with its types checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import NoReturn

from benchmarks.report.errors import ReportError


@dataclass(frozen=True, slots=True)
class Values:
    """An object of a result and its place in it, such as `latency.json: figures.ways[2]`.

    Every method raises ReportError naming the place where a field is missing or of another type.
    Fields that nobody reads are ignored.
    """

    content: Mapping[str, object]
    place: str

    def __contains__(self, name: str) -> bool:
        return name in self.content

    def names(self) -> list[str]:
        """The fields, in the file's order."""
        return list(self.content)

    def text(self, name: str) -> str:
        """A text."""
        value = self._value(name)
        return value if isinstance(value, str) else self._mistyped(name, "a text")

    def number(self, name: str) -> float:
        """A finite number; true and false are none."""
        value = self._value(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
            return float(value)
        return self._mistyped(name, "a number")

    def positive(self, name: str) -> float:
        """A number above 0, such as a time."""
        value = self.number(name)
        return value if value > 0 else self._mistyped(name, "a number above 0")

    def integer(self, name: str) -> int:
        """A whole number; true and false are none."""
        value = self._value(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return self._mistyped(name, "a whole number")

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._value(name)
        return value if isinstance(value, bool) else self._mistyped(name, "true or false")

    def child(self, name: str) -> "Values":
        """An object inside this one."""
        value = self._value(name)
        if isinstance(value, dict):
            return Values(value, self._path(name))
        return self._mistyped(name, "an object")

    def children(self, name: str) -> list["Values"]:
        """A list of objects."""
        return [
            Values(each, place) if isinstance(each, dict) else _refuse(place, each, "an object")
            for place, each in self._listed(name)
        ]

    def numbers(self, name: str) -> list[float]:
        """A list of numbers."""
        return [
            float(each)
            if isinstance(each, int | float) and not isinstance(each, bool)
            else _refuse(place, each, "a number")
            for place, each in self._listed(name)
        ]

    def texts(self, name: str) -> dict[str, str]:
        """An object of plain values, each as text."""
        child = self.child(name)
        return {key: str(value) for key, value in child.content.items()}

    def _listed(self, name: str) -> list[tuple[str, object]]:
        value = self._value(name)
        if not isinstance(value, list):
            self._mistyped(name, "a list")
        return [(f"{self._path(name)}[{index}]", each) for index, each in enumerate(value)]

    def _value(self, name: str) -> object:
        if name not in self.content:
            raise ReportError(
                f"{self._path(name)} is missing; run the benchmark again with this version"
            )
        return self.content[name]

    def _path(self, name: str) -> str:
        return f"{self.place}.{name}" if not self.place.endswith(": ") else f"{self.place}{name}"

    def _mistyped(self, name: str, wanted: str) -> NoReturn:
        _refuse(self._path(name), self.content[name], wanted)


def _refuse(place: str, value: object, wanted: str) -> NoReturn:
    raise ReportError(f"{place} is {value!r:.80}, not {wanted}")
