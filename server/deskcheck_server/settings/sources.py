"""Where settings come from beside flags, and which names are known there."""

import difflib
import os
import tomllib
from collections.abc import Iterable
from pathlib import Path

from deskcheck_server.errors import SettingsError

PREFIX = "DESKCHECK_"
CLIENT_VARIABLES = frozenset({"DESKCHECK_URL", "DESKCHECK_API_KEY"})  # read by the Python client


def refuse_unknown(names: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raises SettingsError for the first name that is not known, with the nearest that is."""
    for name in sorted(set(names) - set(known)):
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"use one of {', '.join(known)}"
        raise SettingsError(f"unknown {where} {name!r}: {hint}")


def refuse_unknown_variables(fields: Iterable[str]) -> None:
    """Raises SettingsError for a variable that begins as ours do and sets nothing."""
    known = [PREFIX + name.upper() for name in fields]
    ours = [name for name in os.environ if name.upper().startswith(PREFIX)]
    unknown = [name.upper() for name in ours if name.upper() not in CLIENT_VARIABLES]
    refuse_unknown(unknown, known, "environment variable")


def written(file: Path, known: Iterable[str]) -> dict[str, object]:
    """The values of a TOML file; raises SettingsError for one that cannot be read or used."""
    try:
        values: dict[str, object] = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}; check the path") from error
    except ValueError as error:  # TOML syntax, or not UTF-8
        raise SettingsError(
            f"{file} is not TOML: {error}; write one line for each setting, such as port = 8000"
        ) from error
    refuse_unknown(values, known, f"key in {file}")
    return values
