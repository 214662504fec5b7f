"""What request bodies are made of: closed, strict models; texts and lists under the caps."""

import difflib
from collections.abc import Callable
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from deskcheck_server.settings import Settings

MOST_MESSAGES = 1000
AS_TEXT, AS_OBJECT, AS_LIST = "as text", "as object", "as list"
FORMS = frozenset({AS_TEXT, AS_OBJECT, AS_LIST})  # of a union: no part of a place

Item = TypeVar("Item")


class RequestBody(BaseModel):
    """A closed object: nothing is converted, and one error names all unknown fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown(cls, given: object) -> object:
        # pydantic would list every unknown field, and a hostile body may hold a million.
        if not isinstance(given, dict):
            return given
        unknown = [str(name) for name in given if name not in cls.model_fields]
        if unknown:
            told = {"told": _unknown(unknown, cls), "field": unknown[0][:60]}
            raise PydanticCustomError("unknown", "{told}", told)
        return given


def form(value: object) -> str | None:
    """Which member of a union a value is meant to be, None for none."""
    if isinstance(value, str):
        return AS_TEXT
    if isinstance(value, list):
        return AS_LIST
    return AS_OBJECT if isinstance(value, dict | BaseModel) else None


def _unknown(names: list[str], model: type[BaseModel]) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    near = difflib.get_close_matches(names[0][:40], model.model_fields, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"use {', '.join(model.model_fields)}"
    return f"has the unknown field {shown}{more}: {hint}"


def _caps(info: ValidationInfo) -> Settings:
    if isinstance(info.context, Settings):
        return info.context
    raise TypeError("request bodies are validated with the server's settings as context")


def _short_enough(text: str, info: ValidationInfo) -> str:
    most = _caps(info).max_characters
    if len(text) > most:
        raise PydanticCustomError(
            "text_too_long",
            "has {length} characters, and this server takes {most}: shorten it",
            {"length": len(text), "most": most},
        )
    return text


def few_enough(what: str, cap: Callable[[Settings], int]) -> BeforeValidator:
    """Refuses a list by its length, of 1 up to a cap, before any of its items is looked at."""

    def check(items: object, info: ValidationInfo) -> object:
        most = cap(_caps(info))
        if isinstance(items, list) and not 1 <= len(items) <= most:
            raise PydanticCustomError(
                "list_length",
                "has {length} {what}; give 1 to {most}",
                {"length": len(items), "what": what, "most": most},
            )
        return items

    return BeforeValidator(check)


Text = Annotated[str, AfterValidator(_short_enough)]

# FailFast: one wrong item is enough to refuse, and a list may hold a thousand.
Candidates = Annotated[
    list[Item], FailFast(), few_enough("candidates", lambda caps: caps.max_candidates)
]
Groups = Annotated[list[Item], FailFast(), few_enough("groups", lambda caps: caps.max_groups)]
Messages = Annotated[list[Item], few_enough("messages", lambda _: MOST_MESSAGES)]
