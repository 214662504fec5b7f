"""Families and strength of those who wrote the candidates, by patterns in a TOML file."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.testbed.errors import TestbedError

DEFAULT = Path(__file__).with_name("writers.toml")
UNKNOWN = "unknown"
PEOPLE = "people"
IMPLANTED = "implanted bugs"
_KEYS = {"pattern", "family", "strong"}


@dataclass(frozen=True, slots=True)
class Writer:
    """The family of a model, and whether it is a strong one."""

    family: str
    strong: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    writer: Writer


class Writers:
    """Looks writers up by name; one that no pattern fits is of an unknown family and not strong."""

    def __init__(self, rules: Sequence[_Rule]) -> None:
        self.of = cache(lambda name: _first(rules, name))

    @classmethod
    def read(cls, path: Path = DEFAULT) -> "Writers":
        """The rules of a file; raises TestbedError naming the file and the value."""
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise TestbedError(f"the writers in {path} cannot be read: {error}") from error
        entries = content.get("writer")
        if not isinstance(entries, list):
            raise TestbedError(f"{path} has no [[writer]]: give pattern and family of each")
        return cls([_rule(entry, path) for entry in entries])


def _first(rules: Sequence[_Rule], name: str) -> Writer:
    found = (rule.writer for rule in rules if rule.pattern.search(name))
    return next(found, Writer(UNKNOWN, strong=False))


def _rule(entry: Mapping[str, object], path: Path) -> _Rule:
    unknown = entry.keys() - _KEYS
    if unknown:
        raise TestbedError(f"{path} has {min(unknown)!r}; a writer has {', '.join(sorted(_KEYS))}")
    pattern, family, strong = entry.get("pattern"), entry.get("family"), entry.get("strong", False)
    if not isinstance(pattern, str) or not isinstance(family, str) or not isinstance(strong, bool):
        raise TestbedError(f"{path} has the writer {entry!r}: give two texts, and strong = true")
    try:
        return _Rule(re.compile(pattern, re.IGNORECASE), Writer(family, strong))
    except re.error as error:
        raise TestbedError(f"{path} has the pattern {pattern!r}: {error}") from error
