"""Every setting from every source: the same value, the same refusal, under the source's name."""

import json
from pathlib import Path

import pytest

from deskcheck_server.errors import SettingsError
from deskcheck_server.settings import Settings
from deskcheck_server.settings.sources import PREFIX

# A value of each setting as the environment has it; in TOML it is that number, truth or text.
VALUES = {
    "host": "0.0.0.0",
    "port": "8123",
    "model": "codescaler-8b",
    "engine": "fake",
    "max_tokens": "512",
    "canary": "/tmp/canary.json",
    "system_prompt_file": "/tmp/system.txt",
    "share_duplicates": "false",
    "score_cache_entries": "0",
    "workers": "3",
    "max_body_bytes": "4096",
    "max_groups": "7",
    "max_candidates": "9",
    "max_characters": "100",
    "max_connections": "50",
    "max_pending_tokens": "1000",
    "engine_tokens": "64",
    "overload_status": "429",
    "api_keys": "first-secret,second-secret",
    "api_key_file": "/tmp/keys.toml",
    "open_metrics": "true",
    "cors_origins": "https://a.example",
    "timeout_seconds": "2.5",
    "drain_pause_seconds": "1.5",
    "drain_seconds": "4",
    "engine_failure": "exit",
    "ray": "true",
    "feedback_database": "/tmp/feedback.db",
    "feedback_days": "30",
    "feedback_groups": "500",
    "traces_endpoint": "http://127.0.0.1:4318",
    "traces_share": "0.25",
    "log_level": "warning",
    "log_json": "true",
}
# Those that need another one beside them, with it.
TOGETHER = {
    "threads": {"threads": "2", "engine": "embedded"},
    "precision": {"precision": "bfloat16", "engine": "vllm"},
    "engine_arguments": {"engine_arguments": '{"max_num_seqs": 4}', "engine": "vllm"},
    "lora": {"lora": "one=/tmp/a,two=/tmp/b", "engine": "vllm"},
    "verified": {"verified": "/tmp/verified.json", "engine": "vllm"},
    "tls_certificate": {"tls_certificate": "/tmp/c.pem", "tls_key": "/tmp/k.pem"},
    "tls_key": {"tls_certificate": "/tmp/c.pem", "tls_key": "/tmp/k.pem"},
    "replicas": {"ray": "true", "replicas": "2"},
    "most_replicas": {"ray": "true", "replicas": "2", "most_replicas": "8"},
}
ALL = {name: {name: value} for name, value in VALUES.items()} | TOGETHER


def toml(given: dict[str, str]) -> str:
    """The same settings as a TOML file has them: numbers and truths without quotes."""
    return "".join(f"{name} = {_value(text)}\n" for name, text in given.items())


def _value(text: str) -> str:
    plain = text in ("true", "false") or text.replace(".", "", 1).isdecimal()
    return text if plain else json.dumps(text)


def file_of(folder: Path, text: str) -> Path:
    """A file of settings."""
    file = folder / "deskcheck.toml"
    file.write_text(text, encoding="utf-8")
    return file


def shown(settings: Settings, name: str) -> object:
    """One setting, a secret as its text."""
    value = getattr(settings, name)
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value


def test_every_setting_is_tried_here() -> None:
    """One that comes has to be added."""
    assert set(ALL) == set(Settings.model_fields)


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_setting_means_the_same_in_every_source(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flag, file and environment; and it is none that the default would have given."""
    given = ALL[name]
    by_flag = shown(Settings.read(None, **given), name)
    by_file = shown(Settings.read(file_of(tmp_path, toml(given))), name)
    default = shown(Settings.read(), name)
    for each, text in given.items():
        monkeypatch.setenv(PREFIX + each.upper(), text)
    by_variable = shown(Settings.read(), name)

    assert by_flag == by_file == by_variable
    assert (by_flag != default) or name == "workers"
    assert type(by_flag) is type(by_file) is type(by_variable)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_each_source_is_passed_over_by_the_one_above(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong value below does not matter where a right one stands above."""
    file = file_of(tmp_path, f"{name} = []\n")
    monkeypatch.setenv(PREFIX + name.upper(), VALUES[name])
    settings = Settings.read(file)

    assert shown(settings, name) == shown(Settings.read(None, **{name: VALUES[name]}), name)


@pytest.mark.parametrize(
    ("name", "wrong", "told"),
    [
        ("port", "65536", "is '65536'; give 65535 or less"),
        ("port", "-1", "is '-1'; give 0 or more"),
        ("workers", "many", "is 'many'; give a whole number"),
        ("engine", "gpu", "is 'gpu'; give 'embedded', 'vllm' or 'fake'"),
        ("timeout_seconds", "nan", "is 'nan'; give a finite number"),
        ("traces_share", "1.5", "is '1.5'; give 1.0 or less"),
        ("open_metrics", "maybe", "is 'maybe'; give true or false"),
        ("max_body_bytes", "1023", "is '1023'; give 1024 or more"),
        ("drain_pause_seconds", "3601", "is '3601'; give 3600.0 or less"),
        ("feedback_days", "0", "is '0'; give 1 or more"),
        ("log_level", "INFO", "is 'INFO'; give 'debug', 'info', 'warning' or 'error'"),
        ("lora", "one", "is 'one'; give each adapter once, as NAME=FOLDER"),
        ("engine_arguments", "[1]", "is '[1]'; give a JSON object"),
        ("cors_origins", "*,here", "is '*,here'; give *, or origins such as"),
    ],
)
def test_a_wrong_value_is_named_by_its_source(
    name: str, wrong: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that one looks in the right place."""
    with pytest.raises(SettingsError) as by_flag:
        Settings.read(None, **{name: wrong})
    file = file_of(tmp_path, f"{name} = {json.dumps(wrong)}\n")
    with pytest.raises(SettingsError) as by_file:
        Settings.read(file)
    monkeypatch.setenv(PREFIX + name.upper(), wrong)
    with pytest.raises(SettingsError) as by_variable:
        Settings.read()

    flag = "--" + name.replace("_", "-")
    assert str(by_flag.value).startswith(f"{flag} {told}")
    assert str(by_file.value).startswith(f"{name} in {file} {told}")
    assert str(by_variable.value).startswith(f"DESKCHECK_{name.upper()} {told}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lora = 5", "lora in {} is 5; give an object"),
        ('engine = "vllm"\n[lora]\none = 5', "lora in {}.one is 5; give a path"),
        ("[port]\nnumber = 1", "port in {} is an object of 1; give a whole number"),
        ("port = 2024-01-01", "port in {} is datetime.date(2024, 1, 1); give a whole number"),
        ("port = true", "port in {} is true; give a whole number"),
        ("threads = false", "threads in {} is false; give a whole number"),
        ("timeout_seconds = true", "timeout_seconds in {} is true; give a number"),
        ("max_groups = 3.7", "max_groups in {} is 3.7; give a whole number"),
        ("open_metrics = 2", "open_metrics in {} is 2; give true or false"),
        ('api_keys = ["first-secret"]', "api_keys in {} is a list of 1; give a text"),
    ],
)
def test_what_only_a_file_can_hold_is_told_too(tmp_path: Path, text: str, told: str) -> None:
    """Tables, lists and dates, each with what to give instead."""
    file = file_of(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        Settings.read(file)

    assert str(caught.value) == told.format(file)


def test_several_wrong_values_are_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each under the source that it has."""
    monkeypatch.setenv("DESKCHECK_WORKERS", "many")
    file = file_of(tmp_path, "max_groups = 0\n")
    with pytest.raises(SettingsError) as caught:
        Settings.read(file, port=70_000)

    told = str(caught.value).split("; ")
    assert len(told) == 6  # a value and a remedy for each of three
    assert {"--port", "DESKCHECK_WORKERS", "max_groups"} == {one.split()[0] for one in told[::2]}


@pytest.mark.parametrize("name", ["DESKCHECK_port", "deskcheck_port", "Deskcheck_Port"])
def test_a_variables_name_may_be_written_in_small_letters(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As some systems keep them."""
    monkeypatch.setenv(name, "8123")

    assert Settings.read().port == 8123


def test_a_file_with_a_wrong_letter_is_told(tmp_path: Path) -> None:
    """As one of another encoding has."""
    file = tmp_path / "deskcheck.toml"
    file.write_bytes('host = "größer"\n'.encode("latin-1"))

    with pytest.raises(SettingsError, match="is not TOML: 'utf-8' codec can't decode"):
        Settings.read(file)


def test_a_secret_is_not_quoted_where_a_file_is_wrong(tmp_path: Path) -> None:
    """A parser tells the place and not the line."""
    file = file_of(tmp_path, 'api_keys = "sekrit-7f3a\n')

    with pytest.raises(SettingsError) as caught:
        Settings.read(file)
    assert "sekrit" not in str(caught.value)
