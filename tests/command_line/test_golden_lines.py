"""Published scores, line by line: read exactly, or refused with the line's number."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskcheck_models.verification import Golden, Sample
from deskcheck_server.command_line.errors import InputError
from deskcheck_server.command_line.golden_lines import MOST_BYTES, read_golden

LINE: dict[str, object] = {"problem": "Add.", "program": "x = 1", "score": 1.5}
texts = st.text(max_size=20)


def file_of(folder: Path, content: bytes) -> Path:
    """A file with these bytes."""
    file = folder / "golden.jsonl"
    file.write_bytes(content)
    return file


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            texts.filter(str.strip),
            texts,
            st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**300), 10**300),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_every_line_is_read_exactly(tmp_path: Path, golden: list[tuple[str, str, float]]) -> None:
    """Problem, program and score, in the order of the file, to the last digit of a float."""
    lines = [
        json.dumps({"problem": problem, "program": program, "score": score}, ensure_ascii=False)
        for problem, program, score in golden
    ]
    read = read_golden(file_of(tmp_path, "\n".join(lines).encode()))

    assert read == tuple(
        Golden(Sample(problem, program), float(score)) for problem, program, score in golden
    )


@pytest.mark.parametrize("between", [b"\n", b"\n\n\n", b"\r\n", b"\n  \n"])
def test_blank_lines_are_passed_over(tmp_path: Path, between: bytes) -> None:
    """And the ends of lines that other systems write are no part of them."""
    one = json.dumps(LINE).encode()

    assert len(read_golden(file_of(tmp_path, between + one + between + one + between))) == 2


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (b"{", "is not JSON"),
        (b"\xff", "is not UTF-8 text"),
        (b'{"problem": "a", "program": "b"}', "is no object with these three keys"),
        (b'{"problem": "a", "program": "b", "score": NaN}', "is not JSON"),
        (b'{"problem": "a", "program": "b", "score": -Infinity}', "is not JSON"),
        (b'{"problem": "a", "program": "b", "score": 1e999}', "is not JSON|which is no number"),
        (b'{"problem": "a", "program": "b", "score": -1' + b"0" * 400 + b"}", "is no number"),
        (b'{"problem": "a", "program": "b", "score": null}', "has the score None"),
        (b'{"problem": "", "program": "b", "score": 1}', "a problem or a program that is no text"),
    ],
)
def test_a_wrong_line_is_named_by_its_number(tmp_path: Path, wrong: bytes, told: str) -> None:
    """Blank ones count, and the form is told."""
    content = json.dumps(LINE).encode() + b"\n\n" + wrong + b"\n"
    with pytest.raises(InputError, match=told) as caught:
        read_golden(file_of(tmp_path, content))

    assert str(caught.value).startswith("line 3 of golden file")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """It is read into memory as a whole."""
    file = tmp_path / "golden.jsonl"
    with file.open("wb") as opened:
        opened.truncate(MOST_BYTES + 1)

    with pytest.raises(InputError, match="is larger than 16 MiB; split it"):
        read_golden(file)
