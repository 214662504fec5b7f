"""Fields of a checkpoint's configuration: of the right type, or refused with what they hold."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.checkpoints.config_file import ConfigFile, read_config_file, read_json_object
from deskcheck_models.errors import CheckpointError

READERS: dict[str, Callable[[ConfigFile, str], object]] = {
    "count": ConfigFile.count,
    "number": ConfigFile.number,
    "flag": ConfigFile.flag,
    "word": ConfigFile.word,
    "words": ConfigFile.words,
    "section": ConfigFile.section,
}
RIGHT: dict[str, object] = {
    "count": 3,
    "number": 0.5,
    "flag": True,
    "word": "qwen3",
    "words": ["a", "b"],
    "section": {"inner": 1},
}
ODD = [-1, 0, 1.5, "x", True, [1], ["x", 1], {"a": 1}, float("nan"), float("inf"), 1e308]


def config(**fields: object) -> ConfigFile:
    """A configuration of these fields."""
    return ConfigFile("config.json", fields)


@pytest.mark.parametrize("reader", READERS)
def test_a_field_of_the_right_type_is_read(reader: str) -> None:
    """As it stands there."""
    found = READERS[reader](config(field=RIGHT[reader]), "field")
    expected = RIGHT[reader]

    if isinstance(found, ConfigFile):
        assert found.fields == expected
    else:
        assert found == (tuple(expected) if isinstance(expected, list) else expected)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_a_field_is_of_its_type_or_refused_by_name(reader: str, value: object) -> None:
    """Never silently taken for something else."""
    kinds = {"count": int, "number": float, "flag": bool, "word": str, "words": tuple}
    held = config(field=value)
    if accepted(reader, held):
        assert isinstance(READERS[reader](held, "field"), kinds.get(reader, ConfigFile))
        return
    with pytest.raises(CheckpointError, match=re.escape(f"field is {value!r}; it must be")):
        READERS[reader](held, "field")


def accepted(reader: str, held: ConfigFile) -> bool:
    """Whether the reader takes the field."""
    try:
        READERS[reader](held, "field")
    except CheckpointError:
        return False
    return True


@pytest.mark.parametrize("reader", ["count", "number", "word"])
def test_a_field_that_must_be_there_is_missed_by_name(reader: str) -> None:
    """Null is as good as nothing."""
    with pytest.raises(CheckpointError, match=r"config\.json: field is missing; it must be"):
        READERS[reader](config(), "field")
    with pytest.raises(CheckpointError, match=r"config\.json: field is None; it must be"):
        READERS[reader](config(field=None), "field")


@pytest.mark.parametrize(
    ("reader", "nothing"), [("flag", False), ("words", ()), ("section", ConfigFile)]
)
def test_a_field_that_may_be_absent_is_empty_then(reader: str, nothing: object) -> None:
    """Null too."""
    for one in (config(), config(field=None)):
        found = READERS[reader](one, "field")
        assert found == nothing or (isinstance(found, ConfigFile) and not found.fields)
        assert not one.has("field")


@given(fallback=st.integers(1, 10**6))
def test_a_fallback_stands_in_for_what_is_absent_alone(fallback: int) -> None:
    """A value that is there is read, right or wrong."""
    assert config().count("field", fallback) == fallback
    assert config(field=7).count("field", fallback) == 7
    with pytest.raises(CheckpointError, match="field is 0"):
        config(field=0).count("field", fallback)


def test_an_inner_object_is_named_by_its_path() -> None:
    """So that the message points at it."""
    inner = config(outer={"inner": "x"}).section("outer")

    with pytest.raises(CheckpointError, match=r"config\.json: outer: inner is 'x'"):
        inner.count("inner")


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", '{"a": 1}}', "[" * 100_000])
def test_a_file_that_is_no_json_is_named(tmp_path: Path, text: str) -> None:
    """One that nests too deeply too."""
    (tmp_path / "config.json").write_text(text, encoding="utf-8")

    with pytest.raises(CheckpointError, match=r"config\.json is not valid JSON .*download"):
        read_json_object(tmp_path / "config.json")


@pytest.mark.parametrize(
    ("value", "kind"), [([], "list"), ("x", "str"), (3, "int"), (1.5, "float")]
)
def test_a_file_that_holds_no_object_is_named(tmp_path: Path, value: object, kind: str) -> None:
    """With what it holds."""
    (tmp_path / "config.json").write_text(json.dumps(value), encoding="utf-8")

    with pytest.raises(CheckpointError, match=f"holds a JSON {kind}, not an object"):
        read_json_object(tmp_path / "config.json")


def test_bytes_that_are_no_text_are_no_json(tmp_path: Path) -> None:
    """A download of something else."""
    (tmp_path / "config.json").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(CheckpointError, match="is not valid JSON"):
        read_json_object(tmp_path / "config.json")


def test_a_folder_without_a_configuration_is_named(tmp_path: Path) -> None:
    """So is one that is not there."""
    with pytest.raises(CheckpointError, match=r"config\.json cannot be read \(No such file"):
        read_config_file(tmp_path)
    with pytest.raises(CheckpointError, match=r"gone is no folder; give the folder that holds"):
        read_config_file(tmp_path / "gone")
