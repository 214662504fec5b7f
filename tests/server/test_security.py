"""From settings to a guard: when the operator is warned, and what stops the start."""

import io
import json
from pathlib import Path

import pytest

from deskcheck_server.access.security import check_files, guard_of
from deskcheck_server.errors import SettingsError, UnauthorizedError
from deskcheck_server.logs import open_log
from deskcheck_server.settings import Settings

KEY = "sekrit-of-one"


def warnings(**given: object) -> list[str]:
    """The events that are logged where a guard is made of these settings."""
    stream = io.StringIO()
    guard_of(Settings.read(None, **given), open_log(stream, level="info", as_json=True))
    return [json.loads(line)["event"] for line in stream.getvalue().splitlines()]


def keys_in(folder: Path, text: str = f'[one]\nkey = "{KEY}"\n') -> Path:
    """A file of keys."""
    file = folder / "keys.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_a_server_for_this_machine_alone_needs_no_keys(host: str) -> None:
    """Nobody else reaches it."""
    assert warnings(host=host) == []


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.0.7", "::ffff:10.0.0.1", "ranker.example", "localhost.evil"]
)
def test_a_server_for_others_without_keys_is_warned_of(host: str) -> None:
    """Whether the address is a number or a name."""
    assert warnings(host=host) == ["no keys"]


def test_keys_of_either_kind_silence_the_warning(tmp_path: Path) -> None:
    """A list or a file."""
    assert warnings(host="0.0.0.0", api_keys=KEY) == []
    assert warnings(host="0.0.0.0", api_key_file=keys_in(tmp_path)) == []


def test_the_settings_keys_are_the_guards(tmp_path: Path) -> None:
    """Both kinds at once, and metrics as they say."""
    settings = Settings.read(
        None,
        api_keys="first-secret, second-secret",
        api_key_file=keys_in(tmp_path),
        open_metrics=True,
    )
    guard = guard_of(settings, open_log(io.StringIO(), level="info", as_json=True))
    shown = ("first-secret", "second-secret", KEY)
    found = [guard.check("/v1/score", {"x-api-key": key}) for key in shown]

    assert [key.name for key in found if key] == ["key 1", "key 2", "one"]
    assert guard.check("/metrics", {}) is None
    with pytest.raises(UnauthorizedError):
        guard.check("/v1/score", {"x-api-key": "third-secret"})


def test_nothing_to_check_is_checked(tmp_path: Path) -> None:
    """Without files, and with a good one, the start goes on."""
    check_files(Settings.read(None))
    check_files(Settings.read(None, api_key_file=keys_in(tmp_path)))


@pytest.mark.parametrize("text", ["", "[one]", f'[one\nkey = "{KEY}"'])
def test_a_file_of_keys_that_cannot_be_used_stops_the_start(tmp_path: Path, text: str) -> None:
    """Before a verifier is loaded, and where the guard is made as well."""
    settings = Settings.read(None, api_key_file=keys_in(tmp_path, text))
    with pytest.raises(SettingsError, match=r"api_key_file .*keys\.toml"):
        check_files(settings)

    with pytest.raises(SettingsError, match=r"api_key_file .*keys\.toml"):
        guard_of(settings, open_log(io.StringIO(), level="info", as_json=True))
