"""vLLM's own arguments as a setting: a table, or JSON text."""

from pathlib import Path

import pytest

from deskcheck_server.errors import SettingsError
from deskcheck_server.settings import Settings

GIVEN = {"max_num_seqs": 64, "device_ids": [0, 1]}
TEXT = '{"max_num_seqs": 64, "device_ids": [0, 1]}'


def test_a_table_of_the_file_is_read(tmp_path: Path) -> None:
    """Under the settings' own name."""
    file = tmp_path / "x.toml"
    file.write_text('engine = "vllm"\n[engine_arguments]\nmax_num_seqs = 64\ndevice_ids = [0, 1]\n')

    assert Settings.read(file).engine_arguments == GIVEN


def test_json_text_of_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one object."""
    monkeypatch.setenv("DESKCHECK_ENGINE_ARGUMENTS", TEXT)

    assert Settings.read(None, engine="vllm").engine_arguments == GIVEN


def test_json_text_of_a_flag_stands_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for every other setting; the two are not mixed."""
    monkeypatch.setenv("DESKCHECK_ENGINE_ARGUMENTS", '{"block_size": 16}')

    assert Settings.read(None, engine="vllm", engine_arguments=TEXT).engine_arguments == GIVEN


@pytest.mark.parametrize("text", ["[1]", "{", "64", "null", '"{}"', "[" * 100_000])
def test_what_is_no_object_is_refused(text: str) -> None:
    """With what to give instead."""
    with pytest.raises(SettingsError, match=r"--engine-arguments is .*; give a JSON object"):
        Settings.read(None, engine="vllm", engine_arguments=text)
