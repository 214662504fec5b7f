"""The indentation that an answer's layout gives a whole block is no part of the program."""

from hypothesis import given
from hypothesis import strategies as st

from deskcheck_extraction.block_text import dedented

LINES = st.lists(st.text(alphabet=" \t\x0bab", max_size=6), max_size=6)


@given(LINES)
def test_only_the_blanks_that_all_lines_begin_with_are_dropped(lines: list[str]) -> None:
    """Blank lines have no say, and are cut only where they begin with the same blanks."""
    told = [line for line in lines if line.strip()]
    first = told[0] if told else ""
    widths = range(len(first) - len(first.lstrip(" \t")), -1, -1)
    beginnings = (first[:width] for width in widths)
    shared = next(one for one in beginnings if all(line.startswith(one) for line in told))

    assert dedented(lines) == "\n".join(line.removeprefix(shared) for line in lines)
