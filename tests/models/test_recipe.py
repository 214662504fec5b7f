"""A recipe is read from TOML, and nothing in it is guessed."""

from pathlib import Path

import pytest

from deskcheck_models.training.recipe import Recipe, RecipeError, read_recipe

MODELS = Path(__file__).parents[2] / "models"


def test_the_bundled_verifiers_recipe_can_be_read() -> None:
    """It makes a new verifier, and says how long it reads and compares."""
    recipe = read_recipe(MODELS / "nano.toml")

    assert recipe.shape is not None
    assert recipe.reading.phase.tokens > 1_000_000
    assert recipe.comparison.tokens > 1_000_000


def test_the_recipe_of_its_weights_can_be_read() -> None:
    """It goes on from a verifier, so it has no shape, and sees functions beside problems."""
    recipe = read_recipe(MODELS / "nano_functions.toml")

    assert recipe.shape is None
    assert 0.0 < recipe.functions_share < 1.0
    assert recipe.losses.centre > 0.0


def test_what_is_not_said_has_its_default(tmp_path: Path) -> None:
    """An empty file is the recipe for training on."""
    (tmp_path / "empty.toml").write_text("")

    assert read_recipe(tmp_path / "empty.toml") == Recipe()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("seeed = 1", "seeed"),
        ("[shape]\nlayer = 3", "shape.layer"),
        ('[comparison]\ntokens = "many"\nlearning_rate = 1', "comparison.tokens"),
        ("seed = ", "is not TOML"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, written: str, told: str) -> None:
    """File and key stand in the message."""
    file = tmp_path / "own.toml"
    file.write_text(written)

    with pytest.raises(RecipeError, match=f"own.toml.*{told}"):
        read_recipe(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """With the remedy."""
    with pytest.raises(RecipeError, match=r"none\.toml.*check the path"):
        read_recipe(tmp_path / "none.toml")
