"""What pydantic finds wrong, in our own words: one table for request bodies, lines and settings."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic_core import ErrorDetails

MOST_SHOWN = 40  # characters of a value

_WHOLE_NUMBER = "is {given}; give a whole number"
_NUMBER = "is {given}; give a number"
_TEXT = "is {given}; give a text"
_TRUTH = "is {given}; give true or false"
_OBJECT = "is {given}; give an object"
_OUR_OWN = "{message}"

# By pydantic's type of error; each sentence follows the name of what is wrong.
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "is missing",
        "string_type": _TEXT,
        "string_too_short": "has {length} characters; give at least {min_length}",
        "string_too_long": "has {length} characters; give at most {max_length}",
        "string_unicode": "is {given}, which cannot be written in UTF-8; leave lone surrogates out",
        "int_type": _WHOLE_NUMBER,
        "int_from_float": _WHOLE_NUMBER,
        "int_parsing": _WHOLE_NUMBER,
        "int_parsing_size": "is {given}; give a smaller number",
        "float_type": _NUMBER,
        "float_parsing": _NUMBER,
        "finite_number": "is {given}; give a finite number",
        "bool_type": _TRUTH,
        "bool_parsing": _TRUTH,
        "list_type": "is {given}; give a list",
        "dict_type": _OBJECT,
        "model_type": _OBJECT,
        "model_attributes_type": _OBJECT,
        "path_type": "is {given}; give a path",
        "literal_error": "is {given}; give {expected}",
        "greater_than": "is {given}; give more than {gt}",
        "greater_than_equal": "is {given}; give {ge} or more",
        "less_than_equal": "is {given}; give {le} or less",
        "value_error": "cannot be taken: {error}",  # from typer, for a choice
        # Those that this package raises itself.
        "form": "is {given}; {message}",
        "list_length": _OUR_OWN,
        "text_too_long": _OUR_OWN,
        "unknown": _OUR_OWN,
        "unsupported": "is {given}; {message}",
        "contradiction": _OUR_OWN,
    }
)


def worded(fault: ErrorDetails) -> str:
    """What is wrong with a value and what to give instead, to be put behind its name."""
    given = fault["input"]
    facts = {**fault.get("ctx", {}), "given": shortened(given), "message": fault["msg"]}
    if isinstance(given, str):
        facts["length"] = len(given)
    return SENTENCES.get(fault["type"], "is {given}, which does not fit").format(**facts)


def shortened(value: object) -> str:
    """A value in a few words, as JSON writes it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return f"an object of {len(value)}"
    if isinstance(value, str) and len(value) > MOST_SHOWN:
        return f"{value[:MOST_SHOWN]!r}…"
    return repr(value)[: 2 * MOST_SHOWN]
