"""Texts from files: bounded, in UTF-8, and named where they are neither."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_server.command_line.errors import InputError
from deskcheck_server.command_line.texts import MOST_BYTES, decoded, read_answer, read_text, shown
from tests.command_line.shell import run


@given(st.text())
def test_text_comes_through_unchanged(text: str) -> None:
    """Line ends, blanks and controls included; a byte order mark is no part of it."""
    assert decoded(text.encode(), "here") == text.removeprefix("\ufeff")
    assert decoded(b"\xef\xbb\xbf" + text.encode(), "here") == text


@given(st.text(max_size=20), st.sampled_from([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5", b"\x80"]))
def test_the_first_wrong_byte_is_named(before: str, wrong: bytes) -> None:
    """By its value and its place."""
    with pytest.raises(InputError) as caught:
        decoded(before.encode() + wrong, "problem 'x'")

    place = len(before.encode())
    assert f"problem 'x' is not UTF-8 text (byte {wrong[0]:#04x} at" in str(caught.value)
    assert f" at {place})" in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1", "cp1252", "shift_jis"])
def test_other_encodings_are_told(tmp_path: Path, encoding: str) -> None:
    """With what to do."""
    file = tmp_path / "problem.md"
    text = "加える" if encoding == "shift_jis" else "füge hinzu"
    file.write_bytes(text.encode(encoding))

    with pytest.raises(InputError, match=r"is not UTF-8 text .*; convert it, or leave binary"):
        read_text(str(file), "problem")


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_only_an_answer_may_be_empty(tmp_path: Path, content: bytes) -> None:
    """A code model may answer nothing; nobody asks nothing."""
    file = tmp_path / "text.md"
    file.write_bytes(content)

    assert read_answer(str(file), "candidate").strip() == ""
    with pytest.raises(InputError, match=r"problem '.*text\.md' is empty; give a file that holds"):
        read_text(str(file), "problem")


def test_a_text_is_as_large_as_it_may_be_and_no_larger(tmp_path: Path) -> None:
    """To the byte."""
    file = tmp_path / "text.md"
    file.write_bytes(b"x" * MOST_BYTES)
    largest = read_text(str(file), "problem")
    file.write_bytes(b"x" * (MOST_BYTES + 1))

    assert len(largest) == MOST_BYTES
    with pytest.raises(InputError, match="is larger than 4 MiB; shorten it"):
        read_text(str(file), "problem")


def test_a_source_without_an_end_is_given_up() -> None:
    """Enough is read to tell, and no more."""
    with pytest.raises(InputError, match="candidate '/dev/zero' is larger than 4 MiB"):
        read_answer("/dev/zero", "candidate")


@pytest.mark.parametrize(
    ("stdin", "told"),
    [
        (b"\xff", "answer from standard input is not UTF-8 text (byte 0xff at 0)"),
        (b"x" * (MOST_BYTES + 1), "answer from standard input is larger than 4 MiB"),
    ],
)
def test_standard_input_has_the_same_limits(stdin: bytes, told: str) -> None:
    """And is called by its name."""
    ended = run("extract", "-", stdin=stdin)

    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err


def test_a_name_is_shown_as_it_can_be_typed() -> None:
    """With its odd letters escaped."""
    assert shown("a\nb") == r"'a\nb'"
    assert shown("-") == "from standard input"
