"""Every number of a recipe: read from its place, refused where it cannot be."""

import tomllib
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest

from deskcheck_models.training.recipe import (
    Losses,
    Phase,
    Reading,
    Recipe,
    RecipeError,
    Shape,
    read_recipe,
)

NUMBERS = {field.name: field for field in fields(Recipe) if field.type in ("int", int)}


def recipe(folder: Path, text: str) -> Recipe:
    """What is read of a file with this text."""
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return read_recipe(file)


@pytest.mark.parametrize("name", NUMBERS)
def test_a_whole_number_is_taken_as_it_is(tmp_path: Path, name: str) -> None:
    """At the top of the file."""
    assert getattr(recipe(tmp_path, f"{name} = 7"), name) == 7


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ['"many"', "[1]", "1.5", "2026-01-02"])
def test_what_is_no_whole_number_is_refused_by_its_key(
    tmp_path: Path, name: str, value: str
) -> None:
    """With the value."""
    with pytest.raises(RecipeError, match=rf"own\.toml: {name}: "):
        recipe(tmp_path, f"{name} = {value}")


@pytest.mark.parametrize("name", [field.name for field in fields(Shape)])
def test_a_shape_is_made_of_whole_numbers(tmp_path: Path, name: str) -> None:
    """Those that are not said have their defaults."""
    found = recipe(tmp_path, f"[shape]\n{name} = 8").shape

    assert found is not None
    assert asdict(found) == asdict(Shape()) | {name: 8}


@pytest.mark.parametrize("name", [one.name for one in fields(Losses) if one.name != "adviser"])
def test_a_loss_is_weighed_by_a_number(tmp_path: Path, name: str) -> None:
    """Whole ones too."""
    found = recipe(tmp_path, f"[losses]\n{name} = 2").losses

    assert asdict(found) == asdict(Losses()) | {name: 2.0}


@pytest.mark.parametrize("name", ["comparison", "reading.phase"])
@pytest.mark.parametrize("missing", ["tokens", "learning_rate"])
def test_a_phase_says_how_long_and_how_fast(tmp_path: Path, name: str, missing: str) -> None:
    """Neither is guessed."""
    given = {"tokens": "tokens = 10", "learning_rate": "learning_rate = 0.1"}
    del given[missing]
    (left,) = given.values()

    with pytest.raises(RecipeError, match=rf"{name}\.{missing}: Field required"):
        recipe(tmp_path, f"[{name}]\n{left}")


def test_a_phase_has_defaults_for_the_rest(tmp_path: Path) -> None:
    """Of decay, warm-up and floor."""
    found = recipe(tmp_path, "[comparison]\ntokens = 10\nlearning_rate = 0.1").comparison

    assert found == Phase(tokens=10, learning_rate=0.1)


@pytest.mark.parametrize(
    "text",
    [
        "[shape]\nwidth = 3",
        "[losses]\nhinge = 1.0",
        "[reading]\nwindows = 3",
        "[reading.phase]\ntokens = 1\nlearning_rate = 1\nspeed = 2",
        "[optimizer]\nname = 'adam'",
    ],
)
def test_an_unknown_key_is_refused_wherever_it_stands(tmp_path: Path, text: str) -> None:
    """A misspelt one would leave a default in place."""
    with pytest.raises(RecipeError, match=r"own\.toml"):
        recipe(tmp_path, text)


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    """So that a file is mended in one go."""
    with pytest.raises(RecipeError, match=r"shape\.layers: .*; seed: "):
        recipe(tmp_path, 'seed = "x"\n[shape]\nlayers = "y"')


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    """It cannot be read."""
    with pytest.raises(RecipeError, match=r"cannot be read: .*; check the path"):
        read_recipe(tmp_path)


def test_bytes_that_are_no_text_are_no_toml(tmp_path: Path) -> None:
    """As is a table that stands twice."""
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(RecipeError, match="is not TOML"):
        read_recipe(tmp_path / "bytes.toml")
    with pytest.raises(RecipeError, match="is not TOML"):
        recipe(tmp_path, "[shape]\n[shape]\n")


def written(value: Any, prefix: str = "") -> str:
    """A recipe as TOML."""
    plain = {name: one for name, one in value.items() if not isinstance(one, dict)}
    lines = [f"{name} = {str(one).lower()}" for name, one in plain.items() if one is not None]
    tables = [
        f"[{prefix}{name}]\n{written(one, f'{prefix}{name}.')}"
        for name, one in value.items()
        if isinstance(one, dict)
    ]
    return "\n".join([*lines, *tables])


@pytest.mark.parametrize(
    "given",
    [
        Recipe(),
        Recipe(shape=Shape(layers=2), seed=3),
        Recipe(losses=Losses(adviser=True, average=0.5), reading=Reading(window=64)),
    ],
)
def test_a_recipe_that_is_written_out_is_read_again(tmp_path: Path, given: Recipe) -> None:
    """With every number in it."""
    text = written(asdict(given))

    assert tomllib.loads(text)
    assert recipe(tmp_path, text) == given
