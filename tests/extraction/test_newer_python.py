"""Newer Python respelled for an older parser: the same definitions on the same lines."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_extraction import extract_program
from deskcheck_extraction.newer_python import older_spelling

SNIPPETS = (
    "def first[T](items: list[T]) -> T:\n    return items[0]\n",
    "class Box[T: (int, str) = int]:\n    def get(self) -> T: ...\n",
    "type Pair[A, B] = tuple[A, B]\n",
    "type_of = 3\n",
    'x = f"{d["a"]}"\n',
    "x = f'{\n    1 + 2\n}'\n",
    "page = t'<p>{name}</p>'\n",
    "try:\n    pass\nexcept ValueError, TypeError:\n    pass\n",
    "try:\n    pass\nexcept* OSError, KeyError:\n    pass\n",
    "lazy import json\nlazy from os import path\n",
)


def respelled(source: str) -> str:
    """The older spelling; there must be one."""
    found = older_spelling(source)
    assert found is not None
    return found


@pytest.mark.parametrize("source", SNIPPETS)
def test_newer_syntax_is_valid_whatever_interpreter_runs_here(source: str) -> None:
    """A candidate may be written for another one."""
    assert extract_program(source, language="python").valid is True


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def f[T](x: T): pass", "def f(x: T): pass"),
        ("class A[*Ts, **P](B): pass", "class A(B): pass"),
        ("type Row = list[int]", "Row = list[int]"),
        ("type Row[T] = list[T]", "Row = list[T]"),
        ("lazy import os", "import os"),
        ("    lazy from os import path", "    from os import path"),
        ("except A.B, C.D:", "except (A.B, C.D):"),
    ],
)
def test_what_newer_versions_added_is_taken_away(source: str, line: str) -> None:
    """And nothing else of the line."""
    assert respelled(source).split("\n")[0] == line


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\n",
        "def f(x): return x[1]\n",
        "type(x)\n",
        "except ValueError:\n",
        "x = 'text(): pass'[0]\n",
    ],
)
def test_a_source_without_newer_syntax_is_not_respelled(source: str) -> None:
    """Its own parser has judged it already."""
    assert older_spelling(source) is None


def test_a_name_that_only_looks_newer_is_left_alone() -> None:
    """What is respelled is the same source."""
    assert respelled("lazy = 1\n") == "lazy = 1\n\n"


def test_python_2_is_not_made_valid() -> None:
    """`except Error, name` binds a name there."""
    source = "try:\n    pass\nexcept ValueError, error:\n    pass\n"

    assert extract_program(source, language="python").valid is False


@pytest.mark.parametrize(
    "source",
    [
        'x = f"{"',
        "x = f'{}'",
        "x = f'{a'",
        "x = f'{a!}'",
        "x = f'{a:{b'",
        "x = t'{\n",
        'x = f"a\nb"',
    ],
)
def test_a_broken_string_stays_broken(source: str) -> None:
    """Whether it is respelled or not, the program is invalid."""
    assert extract_program(source, language="python").valid is False


@pytest.mark.parametrize(
    "expression", ["1 +", "a b", "def", "(a", "lambda", "a if", "[x for]", "f'{1 +}'"]
)
def test_what_stands_in_a_field_is_judged_too(expression: str) -> None:
    """A newer string does not hide it."""
    source = f"class A[T]: pass\nx = f'{{{expression}}}'\n"

    assert extract_program(source, language="python").valid is False


@pytest.mark.parametrize(
    "field",
    [
        "{a}",
        "{a!r}",
        "{a:>10}",
        "{a:{width}.{digits}}",
        "{a = }",
        "{a == b}",
        "{a['b']}",
        "{f'{a}'}",
        "{ {1: 2}[1] }",
        "{(lambda: 1)()}",
        "{{a}}",
        "{a!r:^{n}}",
    ],
)
def test_every_kind_of_field_is_understood(field: str) -> None:
    """Conversions, formats, nested ones, and doubled braces."""
    source = f'class A[T]: pass\nx = f"{field}"\n'

    assert ast.parse(respelled(source))


@given(lines=st.lists(st.sampled_from([*SNIPPETS, "y = '''a\nb'''\n", "# note\n"]), min_size=1))
def test_definitions_stay_on_their_lines(lines: list[str]) -> None:
    """So that an error is told where it is."""
    source = "".join(lines)
    older = older_spelling(source)
    if older is None:
        return

    for before, after in zip(source.split("\n"), older.split("\n"), strict=False):
        if before.startswith(("def ", "class ")):
            assert after.split("(")[0].split(":")[0] == before.split("[")[0]


@given(text=st.text("abf'\"{}[]:=!\\\n \t", max_size=60))
def test_any_text_is_survived(text: str) -> None:
    """Whatever it looks like."""
    older = older_spelling(f"class A[T]: pass\n{text}")

    assert older is None or older.startswith("class A: pass\n")


@pytest.mark.parametrize("depth", [5, 50, 500])
def test_fields_within_fields_end_somewhere(depth: int) -> None:
    """The parser of newer Pythons has a limit too."""
    source = "x = " + "f'{" * depth + "1" + "}'" * depth
    older = older_spelling(source)

    assert (older is not None) == (depth == 5)
