"""Candidates as JSON lines and directories: every form, every limit."""

import io
import json
import sys
from pathlib import Path
from typing import Protocol

import pytest

from deskcheck_server.command_line.candidates import (
    MOST_CANDIDATES,
    MOST_LINE_BYTES,
    NamedText,
    read_candidates,
)
from deskcheck_server.command_line.errors import InputError

ADD = "def add(a, b): return a + b"


class Lines(Protocol):
    """Reads candidates where standard input holds these bytes."""

    def __call__(self, content: bytes) -> tuple[NamedText, ...]: ...


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """Candidates of a standard input of this process's own."""

    def lines(content: bytes) -> tuple[NamedText, ...]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        return read_candidates(["-"])

    return lines


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([json.dumps(ADD)], [None]),
        ([json.dumps({"text": ADD})], [None]),
        ([json.dumps({"text": ADD, "id": None})], [None]),
        ([json.dumps({"id": "mine", "text": ADD}), json.dumps(ADD)], ["mine", None]),
        ([json.dumps({"id": "", "text": ADD})], [""]),
        ([json.dumps({"id": "x" * 5000, "text": ADD})], ["x" * 5000]),
        (["", "  ", json.dumps(ADD), "\t"], [None]),
        (["\ufeff" + json.dumps({"id": "first", "text": ADD})], ["first"]),
    ],
)
def test_a_line_is_a_text_or_an_object(
    read: Lines, lines: list[str], expected: list[str | None]
) -> None:
    """Blank ones are passed over; a name may be longer than a server takes."""
    candidates = read("\n".join(lines).encode())

    assert [one.id for one in candidates] == expected
    assert {one.text for one in candidates} == {ADD}


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_last_line_may_lack_its_end(read: Lines, end: bytes) -> None:
    """And those of other systems are read as well."""
    assert read(json.dumps(ADD).encode() + end) == (NamedText(None, ADD),)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"null", "is null; give a JSON string"),
        (b"true", "is true; give a JSON string"),
        (b"1.5", "is 1.5; give a JSON string"),
        (b"NaN", "is not JSON"),
        (b'"a" "b"', "is not JSON"),
        (b'{"text": ["a"]}', "has no text, or an id that is no string"),
        (b"{}", "has no text"),
        (b'{"Text": "a"}', "has the unknown key 'Text'"),
        (b"[" * 100_000, "is not JSON"),
        (b"1" + b"0" * 5000, "is not JSON"),
        (b'"\x01"', "is not JSON"),
    ],
)
def test_every_other_line_is_named(read: Lines, line: bytes, told: str) -> None:
    """With its number, and with what to give; what it holds is shown in short."""
    with pytest.raises(InputError) as caught:
        read(json.dumps(ADD).encode() + b"\n\n" + line)

    assert str(caught.value).startswith(f"line 3 of standard input {told}")
    assert len(str(caught.value)) < 400


def test_a_huge_line_is_given_up(read: Lines) -> None:
    """No more of it is read than tells."""
    with pytest.raises(InputError, match="line 1 of standard input is longer than 8 MiB; shorten"):
        read(b'"' + b"x" * MOST_LINE_BYTES + b'"\n')


def test_no_line_at_all_is_no_candidate(read: Lines) -> None:
    """Nothing can be ranked."""
    with pytest.raises(InputError, match="no candidate is given; name files, a directory, or -"):
        read(b"\n \n")


def test_so_many_candidates_are_too_many(tmp_path: Path) -> None:
    """Counted over all sources; the bound itself is taken."""
    for number in range(MOST_CANDIDATES):
        (tmp_path / f"{number:04}.md").write_text(ADD)
    most = read_candidates([str(tmp_path)])

    assert len(most) == MOST_CANDIDATES
    with pytest.raises(InputError, match="there are more than 1024 candidates; rank fewer"):
        read_candidates([str(tmp_path), str(tmp_path / "0000.md")])


def test_a_directory_is_its_files_by_name(tmp_path: Path) -> None:
    """Hidden ones are left out; what is named alone keeps its place."""
    folder = tmp_path / "answers"
    folder.mkdir()
    for name in ("b.md", "a.md", "10.md", "9.md", ".hidden", ".DS_Store"):
        (folder / name).write_text(name)
    (tmp_path / "first.md").write_text("first")
    found = read_candidates([str(tmp_path / "first.md"), str(folder)])

    assert [one.text for one in found] == ["first", "10.md", "9.md", "a.md", "b.md"]
    assert found[0] == NamedText(str(tmp_path / "first.md"), "first")


def test_a_file_may_be_given_twice(tmp_path: Path) -> None:
    """Then there are two candidates, and the second is a duplicate."""
    file = tmp_path / "a.md"
    file.write_text(ADD)

    assert len(read_candidates([str(file), str(file)])) == 2


def test_an_empty_answer_is_a_candidate(tmp_path: Path) -> None:
    """A code model may answer nothing."""
    file = tmp_path / "a.md"
    file.write_bytes(b"")

    assert read_candidates([str(file)]) == (NamedText(str(file), ""),)
