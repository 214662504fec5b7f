"""Values of a JSON text are counted as a parser would find them, whatever its texts hold."""

import json

from hypothesis import given
from hypothesis import strategies as st

from deskcheck_server.edge.json_size import values_in

MOST = 10**6
values = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


def count(value: object) -> int:
    """All values and names in a value."""
    if isinstance(value, dict):
        return 1 + sum(1 + count(one) for one in value.values())
    return 1 + sum(map(count, value)) if isinstance(value, list) else 1


@given(values, st.booleans())
def test_the_number_is_right_up_to_a_factor_of_two(value: object, plain: bool) -> None:
    """Never less than half of what a parser makes, never more than twice."""
    found = values_in(json.dumps({"": value}, ensure_ascii=plain).encode(), MOST)
    made = count({"": value})

    assert made / 2 <= found <= 2 * made


def test_marks_in_texts_do_not_count() -> None:
    """Commas, brackets, quotes and backslashes of a program."""
    text = 'x = [{"a": 1, "b": "\\\\"}, {}]' * 1000

    assert values_in(json.dumps([text]).encode(), MOST) == 2
