"""A verifier is found by a name, a folder or a hub id, and shown under one of them."""

import shutil
from pathlib import Path

import pytest

from deskcheck_models import Verifier
from deskcheck_models.catalogue import BUNDLED, BUNDLED_FOLDER, CATALOGUE
from deskcheck_models.errors import CheckpointError

TEXT_FILES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with what reading text needs; weights are the engine's concern."""
    own = tmp_path / "my-verifier"
    own.mkdir()
    for name in TEXT_FILES:
        shutil.copy(BUNDLED_FOLDER / name, own)
    return own


def test_the_bundled_verifier_needs_no_download() -> None:
    """It lies in the package, and says how much it was trained to read."""
    found = Verifier.find(BUNDLED)

    assert (found.name, found.folder) == (BUNDLED, BUNDLED_FOLDER)
    assert found.max_tokens == CATALOGUE[BUNDLED].max_tokens


def test_a_folder_is_shown_under_its_own_name(folder: Path) -> None:
    """How long it reads nobody says."""
    found = Verifier.find(str(folder))

    assert (found.name, found.folder, found.max_tokens) == ("my-verifier", folder, None)


@pytest.mark.parametrize("name", [".", "./", "../my-verifier", "../my-verifier/."])
def test_a_folder_that_is_named_by_dots_has_a_name_all_the_same(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty one would be the model of every reply."""
    monkeypatch.chdir(folder)

    assert Verifier.find(name).name == "my-verifier"


@pytest.mark.parametrize("name", ["gone", "./gone", "/gone/away", "a/b/c", "", "../gone/b"])
def test_what_is_neither_is_refused_with_all_that_is_known(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And with what else can be given."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(
        CheckpointError, match="is no folder and no known verifier: use one of desk"
    ):
        Verifier.find(name)


@pytest.mark.parametrize("missing", TEXT_FILES)
def test_a_folder_that_lacks_a_file_of_text_is_refused(folder: Path, missing: str) -> None:
    """By what it lacks."""
    (folder / missing).unlink()

    with pytest.raises(CheckpointError, match="my-verifier"):
        Verifier.find(str(folder))


def test_a_system_prompt_is_read_before_every_problem(folder: Path) -> None:
    """As the verifier was trained."""
    plain, prompted = (
        Verifier.find(str(folder), system=system).text.render("Add.", ["a"]).text(0)
        for system in (None, "You judge code.")
    )

    assert "You judge code." not in plain
    assert prompted.index("You judge code.") < prompted.index("Add.")


@pytest.mark.parametrize("name", [one for one in CATALOGUE if one != BUNDLED])
def test_a_known_verifier_names_where_it_comes_from(name: str) -> None:
    """One repository of the hub, a licence, and how much it reads."""
    known = CATALOGUE[name]

    assert known.hub is not None
    assert known.hub.count("/") == 1
    assert known.licence
    assert known.max_tokens >= 4096
