"""Settings: where they come from, and what is refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from deskcheck_server.errors import SettingsError
from deskcheck_server.settings import Settings


def written(folder: Path, text: str) -> Path:
    """A TOML file with this text."""
    file = folder / "deskcheck.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_defaults_serve_the_bundled_verifier_to_this_machine() -> None:
    """Nothing given: nano, embedded, on the loopback."""
    settings = Settings.read()

    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.model, settings.engine) == ("deskcheck-nano", "embedded")
    assert settings.workers >= 1


def test_flags_beat_environment_beats_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each source fills what those before it left open."""
    file = written(tmp_path, "port = 1\nmax_groups = 2\nmax_candidates = 3\n")
    monkeypatch.setenv("DESKCHECK_PORT", "10")
    monkeypatch.setenv("DESKCHECK_MAX_GROUPS", "20")
    settings = Settings.read(file, port=100, host=None)

    assert (settings.port, settings.max_groups, settings.max_candidates) == (100, 20, 3)
    assert settings.host == "127.0.0.1"


def test_unknown_keys_of_a_file_are_errors(tmp_path: Path) -> None:
    """With the file, the key and what was probably meant."""
    file = written(tmp_path, "prot = 1\n")

    with pytest.raises(SettingsError, match=r"key in .*deskcheck\.toml 'prot': did you mean port"):
        Settings.read(file)


def test_unknown_variables_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt variable would otherwise do nothing, in silence."""
    monkeypatch.setenv("DESKCHECK_MODLE", "x")

    with pytest.raises(SettingsError, match="'DESKCHECK_MODLE': did you mean DESKCHECK_MODEL"):
        Settings.read()


def test_variables_of_the_client_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Server and client may share an environment."""
    monkeypatch.setenv("DESKCHECK_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("DESKCHECK_API_KEY", "key")

    assert Settings.read().port == 8000


def test_an_empty_variable_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """As container files often leave them."""
    monkeypatch.setenv("DESKCHECK_PORT", "")

    assert Settings.read().port == 8000


def test_unknown_flags_are_errors() -> None:
    """So that the command line cannot offer what does nothing."""
    with pytest.raises(SettingsError, match="unknown flag 'colour'"):
        Settings.read(None, colour="red")


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ({"port": 70_000}, "--port is 70000; give 65535 or less"),
        ({"port": "http"}, "--port is 'http'; give a whole number"),
        ({"port": 1.5}, r"--port is 1\.5; give a whole number"),
        ({"port": [1]}, "--port is a list of 1; give a whole number"),
        ({"host": 1}, "--host is 1; give a text"),
        ({"model": ""}, "--model has 0 characters; give at least 1"),
        ({"engine": "gpu"}, "--engine is 'gpu'; give 'embedded', 'vllm' or 'fake'"),
        ({"timeout_seconds": 0}, "--timeout-seconds is 0; give more than 0"),
        ({"timeout_seconds": float("inf")}, "--timeout-seconds is inf; give a finite number"),
        ({"timeout_seconds": "soon"}, "--timeout-seconds is 'soon'; give a number"),
        ({"log_json": "perhaps"}, "--log-json is 'perhaps'; give true or false"),
        ({"system_prompt_file": 7}, "--system-prompt-file is 7; give a path"),
        ({"workers": -1}, "--workers is -1; give 0 or more"),
        ({"workers": "9" * 5000}, r"--workers is '9+'…; give a smaller number"),
        ({"precision": "float32"}, "precision is for engine vllm, and engine is embedded"),
        ({"threads": 2, "engine": "vllm"}, "threads is for engine embedded"),
        ({"max_pending_tokens": 0}, "--max-pending-tokens is 0; give 1 or more"),
        ({"engine_tokens": 0}, "--engine-tokens is 0; give 1 or more"),
        ({"overload_status": 500}, "--overload-status is 500; give 429 or 503"),
        ({"overload_status": "5O3"}, "--overload-status is '5O3'; give 429 or 503"),
        ({"api_keys": "good-enough,short"}, "--api-keys key 2 has 5 characters; give at least 8"),
        ({"api_keys": "good-enough,"}, "--api-keys key 2 has 0 characters"),
        ({"api_keys": "two words"}, "--api-keys key 1 holds a space"),
        ({"api_keys": 5}, "--api-keys is 5; give a text"),
        ({"api_key_file": 7}, "--api-key-file is 7; give a path"),
        ({"open_metrics": "perhaps"}, "--open-metrics is 'perhaps'; give true or false"),
        ({"cors_origins": "here.example"}, "--cors-origins is 'here.example'; give .*https://"),
        ({"cors_origins": "https://a.b/c"}, "--cors-origins is 'https://a.b/c'; give"),
        ({"tls_certificate": "a.pem"}, "tls_certificate is given without tls_key: give both"),
        ({"replicas": 2}, "replicas and most_replicas are for ray: give ray as well"),
        ({"ray": True, "replicas": 3, "most_replicas": 2}, "most_replicas is 2, and replicas is 3"),
        ({"ray": True, "port": 0}, "port is 0, and ray takes no free port by itself: give one"),
        ({"tls_key": "a.pem"}, "tls_key is given without tls_certificate: give both"),
    ],
)
def test_values_that_cannot_work_are_told(flags: dict[str, object], told: str) -> None:
    """With name, value and remedy."""
    with pytest.raises(SettingsError, match=told):
        Settings.read(None, **flags)


def test_keys_stay_out_of_messages_and_representations() -> None:
    """Whether they are good or not."""
    with pytest.raises(SettingsError) as caught:
        Settings.read(None, api_keys="sekrit-7f3a,sek rit,sekr")

    assert "sek" not in str(caught.value) + str(caught.value.__cause__)
    assert "sekrit" not in repr(Settings.read(None, api_keys="sekrit-7f3a"))


@pytest.mark.parametrize("status", [429, "429", 503, "503"])
def test_a_status_is_a_number_wherever_it_comes_from(status: object) -> None:
    """The environment has texts alone."""
    assert Settings.read(None, overload_status=status).overload_status == int(str(status))


@pytest.mark.parametrize(("text", "told"), [("port = ", "is not TOML"), (None, "cannot be read")])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str | None, told: str) -> None:
    """Syntax errors and missing files, with the path."""
    file = written(tmp_path, text) if text else tmp_path / "deskcheck.toml"

    with pytest.raises(SettingsError, match=rf"deskcheck\.toml {told}"):
        Settings.read(file)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_no_setting_takes_what_it_is_not(name: str) -> None:
    """Each is named, with what to give instead."""
    flag = f"--{name.replace('_', '-')}"

    with pytest.raises(SettingsError, match=f"^{flag} is .+; give |^{flag} .+: give "):
        Settings.read(None, **{name: [1]})


def test_settings_do_not_change() -> None:
    """Read once, passed on."""
    settings = Settings.read()

    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1


def test_every_setting_has_a_description() -> None:
    """The command line and the docs print them."""
    fields = Settings.model_fields.items()

    assert [name for name, field in fields if not field.description] == []
