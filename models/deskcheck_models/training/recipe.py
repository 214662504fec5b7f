"""Every number that a training run depends on, as read from a TOML file."""

import tomllib
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from deskcheck_models.errors import ModelError

STRICT = ConfigDict(extra="forbid")


class RecipeError(ModelError):
    """A recipe cannot be read; the message names the file, the key and what is wrong with it."""


@dataclass(frozen=True, slots=True, config=STRICT)
class Shape:
    """The size of a new Qwen3-architecture verifier."""

    vocabulary: int = 4096
    hidden: int = 192
    layers: int = 5
    heads: int = 3
    key_value_heads: int = 1
    head_width: int = 64
    intermediate: int = 640
    positions: int = 4096


@dataclass(frozen=True, slots=True, config=STRICT)
class Phase:
    """One phase of training: how many tokens it sees, and how fast it moves."""

    tokens: int
    learning_rate: float
    weight_decay: float = 0.05
    warm_up: float = 0.04  # share of the steps
    floor: float = 0.05  # of the peak, where the cosine ends


@dataclass(frozen=True, slots=True, config=STRICT)
class Reading:
    """The language model that a new verifier is before it compares: next-token prediction."""

    phase: Phase = Phase(tokens=7_000_000, learning_rate=2e-3, weight_decay=0.1)
    window: int = 1024  # tokens of one packed sequence
    windows_per_step: int = 4
    programs_per_problem: int = 3


@dataclass(frozen=True, slots=True, config=STRICT)
class Losses:
    """How much each part of the comparison loss weighs beside the Bradley-Terry loss, which is 1.

    With `adviser` on, word n-grams that were learnt on other problems advise: they soften the
    labels (`label` is the share of the label), give preferences between programs of one label
    (`agreement`) and a number to predict at every token (`advice`).
    """

    centre: float = 0.0  # square of the sum of both scores, which keeps scores around zero
    average: float = 0.0  # the Bradley-Terry loss of the mean over a program's tokens
    language: float = 0.0  # next-token prediction of chosen programs, at half of their tokens
    adviser: bool = False
    label: float = 0.6
    agreement: float = 0.3
    advice: float = 1.0


@dataclass(frozen=True, slots=True, config=STRICT)
class Recipe:
    """A whole run. With a `shape` a new verifier is made; without one a base is trained on."""

    comparison: Phase = Phase(tokens=20_000_000, learning_rate=1e-5)
    shape: Shape | None = None
    reading: Reading = Reading()
    losses: Losses = Losses()
    functions_share: float = 0.6  # of groups, where functions are given; each is seen in its turn
    seed: int = 20260101
    groups_per_step: int = 6
    groups_at_once: int = 6  # of a step, in memory at once: fewer accumulate their gradients
    programs_per_group: int = 8
    problem_tokens: int = 448  # groups with longer problems are left out, never cut
    program_tokens: int = 320
    averaging: float = 0.997  # decay of the running mean of the weights, which is what is written
    reports: int = 8  # how often the validation pairs are measured
    save_minutes: float = 4.0


def read_recipe(file: Path) -> Recipe:
    """The recipe of a TOML file; raises RecipeError for unknown keys and wrong values."""
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecipeError(f"{file} cannot be read: {error.strerror}; check the path") from error
    except ValueError as error:
        raise RecipeError(f"{file} is not TOML: {error}") from error
    try:
        return TypeAdapter(Recipe).validate_python(written)
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, one['loc']))}: {one['msg']} ({one['input']!r:.60})"
            for one in error.errors()
        )
        raise RecipeError(f"{file}: {'; '.join(faults)}") from error
