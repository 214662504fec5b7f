"""What can be wrong with settings, in one sentence each, with the remedy."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from deskcheck_server.wording import worded

# The types of numbers among the settings, with pydantic's type of error.
NUMBERS: Mapping[object, str] = MappingProxyType(
    {int: "int_type", int | None: "int_type", float: "float_type"}
)


def alone(name: str, other: str) -> PydanticCustomError:
    """One of two settings that are of use together only."""
    return contradiction(f"{name} is given without {other}: give both, or none of them")


def contradiction(told: str) -> PydanticCustomError:
    """Values that do not go together; `told` says which."""
    return PydanticCustomError("contradiction", "{told}", {"told": told})


def misplaced(name: str, engine: str, given: str) -> PydanticCustomError:
    """A setting of another engine than the one that is given."""
    return contradiction(f"{name} is for engine {engine}, and engine is {given}: leave {name} out")


def refuse_truth(given: object, wanted: object) -> None:
    """Raises PydanticCustomError for true or false where a number is wanted: it would become 1."""
    kind = NUMBERS.get(wanted)
    if isinstance(given, bool) and kind is not None:
        raise PydanticCustomError(kind, "a truth is no number")


def told(error: ValidationError, names: Mapping[str, str]) -> str:
    """Each fault behind the name under which its value was given."""
    return "; ".join(f"{_named(fault, names)} {worded(fault)}".strip() for fault in error.errors())


def _named(fault: ErrorDetails, names: Mapping[str, str]) -> str:
    """The name of a fault's value; behind it the place within, where the value is an object."""
    setting, *within = map(str, fault["loc"] or ("",))
    return ".".join((names.get(setting, setting), *within))
