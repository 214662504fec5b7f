"""LoRA adapters as a setting: a table, or NAME=FOLDER as often as there are some."""

from pathlib import Path

import pytest

from deskcheck_server.assembly import build_reranker
from deskcheck_server.errors import SettingsError
from deskcheck_server.settings import Settings

GIVEN = {"strict": Path("/a"), "kind": Path("/b")}


def test_a_table_of_the_file_is_read(tmp_path: Path) -> None:
    """One line for each adapter."""
    file = tmp_path / "x.toml"
    file.write_text('engine = "vllm"\n[lora]\nstrict = "/a"\nkind = "/b"\n')

    assert Settings.read(file).lora == GIVEN


def test_the_environment_holds_several_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one variable."""
    monkeypatch.setenv("DESKCHECK_LORA", "strict=/a, kind=/b")

    assert Settings.read(None, engine="vllm").lora == GIVEN


def test_a_flag_is_given_once_for_each() -> None:
    """As the command line hands them over."""
    assert Settings.read(None, engine="vllm", lora=["strict=/a", "kind=/b"]).lora == GIVEN


@pytest.mark.parametrize("given", [["strict"], ["=/a"], ["a="], ["a=/a", "a=/b"], [""]])
def test_what_names_no_folder_is_refused(given: list[str]) -> None:
    """With the form that is taken."""
    with pytest.raises(SettingsError, match=r"--lora.*NAME=FOLDER"):
        Settings.read(None, engine="vllm", lora=given)


def test_other_engines_take_none() -> None:
    """An adapter is never left out silently."""
    with pytest.raises(SettingsError, match="lora is for engine vllm"):
        Settings.read(None, lora=["a=/a"])


def test_an_adapter_needs_a_name_of_its_own() -> None:
    """Requests tell it from the verifier by that."""
    settings = Settings.read(None, engine="vllm", lora=["deskcheck-nano=/a"])

    with pytest.raises(SettingsError, match="choose another name"):
        build_reranker(settings)
