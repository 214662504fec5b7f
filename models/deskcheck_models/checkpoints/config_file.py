"""The config.json of a checkpoint, read field by field with its type checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deskcheck_models.errors import CheckpointError


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """The fields of one JSON object, and the words that lead to it for error messages.

    A field that is null counts as absent, as transformers treats it. Every reader raises
    CheckpointError where the field has another type, or is absent and has no fallback.
    """

    place: str
    fields: Mapping[str, object]

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self.fields.get(name) is not None

    def count(self, name: str, fallback: int | None = None) -> int:
        """A whole number of one or more."""
        value = self._value(name, fallback)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        raise self.wrong(name, "a whole number of 1 or more")

    def number(self, name: str, fallback: float | None = None) -> float:
        """A finite number above zero."""
        value = self._value(name, fallback)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e300:
            return float(value)
        raise self.wrong(name, "a number above 0")

    def flag(self, name: str) -> bool:
        """True or false; false where absent."""
        value = self._value(name, False)
        if isinstance(value, bool):
            return value
        raise self.wrong(name, "true or false")

    def word(self, name: str, fallback: str | None = None) -> str:
        """A string."""
        value = self._value(name, fallback)
        if isinstance(value, str):
            return value
        raise self.wrong(name, "a string")

    def words(self, name: str) -> tuple[str, ...]:
        """A list of strings; empty where absent."""
        value = self._value(name, [])
        if isinstance(value, list):
            found = tuple(item for item in value if isinstance(item, str))
            if len(found) == len(value):
                return found
        raise self.wrong(name, "a list of strings")

    def section(self, name: str) -> "ConfigFile":
        """The object under the field; an empty one where absent."""
        value = self._value(name, {})
        if isinstance(value, dict):
            return ConfigFile(f"{self.place}: {name}", value)
        raise self.wrong(name, "an object")

    def wrong(self, name: str, expected: str) -> CheckpointError:
        """The error that says what the field holds and what it should hold."""
        held = f"is {self.fields[name]!r}" if name in self.fields else "is missing"
        return CheckpointError(f"{self.place}: {name} {held}; it must be {expected}.")

    def _value(self, name: str, fallback: object) -> object:
        value = self.fields.get(name)
        return fallback if value is None else value


def read_json_object(path: Path) -> dict[str, object]:
    """The JSON object in the file.

    Raises CheckpointError where the file cannot be read, is no JSON, or holds no object.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CheckpointError(
            f"{path} cannot be read ({error.strerror}); a checkpoint folder needs this file."
        ) from error
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is not valid JSON ({error}); download it again.") from error
    if not isinstance(content, dict):
        kind = type(content).__name__
        raise CheckpointError(f"{path} holds a JSON {kind}, not an object; download it again.")
    return content


def read_config_file(folder: Path) -> ConfigFile:
    """The config.json of a checkpoint folder.

    Raises CheckpointError where there is no such folder or no readable config.json in it.
    """
    if not folder.is_dir():
        raise CheckpointError(
            f"{folder} is no folder; give the folder that holds config.json and model.safetensors."
        )
    path = folder / "config.json"
    return ConfigFile(str(path), read_json_object(path))
