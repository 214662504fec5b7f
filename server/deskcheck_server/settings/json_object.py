"""A setting that is an object: a table in TOML, JSON text in a flag or the environment."""

import json
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode


def _parsed(given: object) -> object:
    try:
        value = json.loads(given) if isinstance(given, str) else given
    except (ValueError, RecursionError) as error:
        raise _refused(str(error)) from error
    if not isinstance(value, dict):
        raise _refused(f"this is a {type(value).__name__}")
    return value


def _refused(reason: str) -> PydanticCustomError:
    told = f"give a JSON object, such as a table of vLLM's arguments ({reason})"
    return PydanticCustomError("unsupported", "{told}", {"told": told})


# Without NoDecode, pydantic-settings would parse the environment itself, with an error of its own.
JsonObject = Annotated[dict[str, object], NoDecode, BeforeValidator(_parsed)]
