"""A setting that names folders: a table in TOML, NAME=FOLDER in flags and the environment."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode


def _parsed(given: object) -> object:
    """The mapping that was written; one text of the environment may hold several, with commas."""
    if isinstance(given, str):
        return _named(given.split(","))
    return _named(map(str, given)) if isinstance(given, list | tuple) else given


def _named(parts: Iterable[str]) -> dict[str, str]:
    folders: dict[str, str] = {}
    for part in parts:
        name, _, folder = (word.strip() for word in part.partition("="))
        if not name or not folder or name in folders:
            told = f"give each adapter once, as NAME=FOLDER ({part!r:.100})"
            raise PydanticCustomError("form", "{told}", {"told": told})
        folders[name] = folder
    return folders


# Without NoDecode, pydantic-settings would take the environment's text for JSON.
NamedFolders = Annotated[dict[str, Path], NoDecode, BeforeValidator(_parsed)]
