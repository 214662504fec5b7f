"""The keyword arguments of the calls: each is sent only where it is given."""

from collections.abc import Mapping
from typing import Literal, TypedDict


class ScoreOptions(TypedDict, total=False):
    """Options of every scoring call.

    `truncation`: what becomes of a sequence that is longer than the verifier reads: refuse it (the
    server's default), or cut the problem or the program. `extraction`: how the program is found:
    inside each answer (the default), each text is the program already, or by CodeScaler's own rule.
    `return_programs`: send back each program. `model`: a verifier that the server has loaded, or
    an adapter of it.
    `priority`: whether somebody waits for the reply (the server's default for `rerank`) or the call
    is part of a long job (its default for `score`); neither starves the other.
    """

    truncation: Literal["refuse", "problem", "program"]
    extraction: Literal["answer", "program", "reference"]
    return_programs: bool
    priority: Literal["interactive", "bulk"]
    model: str | None


class BestOptions(ScoreOptions, total=False):
    """Options of `best_of`: those of scoring, with the hints that a `Group` carries."""

    language: str | None
    entry_point: str | None


class RerankOptions(BestOptions, total=False):
    """Options of `rerank`: `top_n` keeps the best so many results."""

    top_n: int | None


def chosen(options: Mapping[str, object], known: frozenset[str]) -> dict[str, object]:
    """The options that were given a value; raises TypeError on an unknown name."""
    unknown = sorted(options.keys() - known)
    if unknown:
        message = f"unknown option {unknown[0]!r}; the options are {', '.join(sorted(known))}"
        raise TypeError(message)
    return {name: value for name, value in options.items() if value is not None}
