"""Layouts, names and pieces of Python programs: what they change, and what they never do."""

import ast
import io
import keyword
import random
import tokenize
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.training.edits.python_layout import (
    with_other_indentation,
    with_other_quotes,
    with_parentheses,
)
from deskcheck_models.training.edits.python_names import (
    fresh_name,
    local_occurrences,
    looks_at_names,
    python_tree,
    words,
)
from deskcheck_models.training.edits.reformatting import (
    with_blank_lines,
    with_free_indentation,
    with_moved_braces,
)
from deskcheck_models.training.edits.splices import Splice, source_of, spliced
from deskcheck_models.training.edits.statements import (
    first_row,
    parsed,
    statements,
    with_lines_before,
)
from tests.models.edited_programs import PROGRAMS

Layout = Callable[[str, str, random.Random], str]
LAYOUTS: tuple[Layout, ...] = (
    with_other_indentation,
    with_other_quotes,
    with_parentheses,
    with_blank_lines,
)
ODD = '''def f(a, b=(1,
            2)):
    "doc"
    text = """one
  two""" 'x' "y" f"{a!r:>{b[0]}}"
    if (a
        and b): return [
      a,
      b]
    while a: a -= 1
    return text \\
        + 'it is' + "don't" + r'\\d'


class A:
    x = 'ü'; y = "né"
    async def g(self):
        async with self as s:
            yield s
'''


def chances(count: int = 25) -> list[random.Random]:
    """So many, each with its seed."""
    return [random.Random(seed) for seed in range(count)]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("program", [ODD, PROGRAMS["python"]], ids=["odd", "usual"])
def test_a_layout_keeps_the_tree(layout: Layout, program: str) -> None:
    """Strings over several lines, lines that go on, and letters of several bytes."""
    tree = ast.dump(ast.parse(program))

    for chance in chances():
        assert ast.dump(ast.parse(layout(program, "python", chance))) == tree


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_does_something_sooner_or_later(layout: Layout) -> None:
    """Within a few chances."""
    assert any(layout(ODD, "python", chance) != ODD for chance in chances())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("program", ["def f(:", "x = '", "", "\n\n", "\tx = 1\n y = 2"])
def test_a_program_that_is_broken_comes_back_or_stays_broken(layout: Layout, program: str) -> None:
    """No layout mends it, and none fails over it."""
    for chance in chances(5):
        laid_out = layout(program, "python", chance)
        assert (python_tree(laid_out) is None) == (python_tree(program) is None)


@given(program=st.text(max_size=60), seed=st.integers(0, 99))
def test_any_text_is_survived(program: str, seed: int) -> None:
    """Whatever it is."""
    for layout in LAYOUTS:
        assert isinstance(layout(program, "python", random.Random(seed)), str)


def tokens(program: str) -> list[str]:
    """All but blanks, line ends and brackets around whole values."""
    found = tokenize.generate_tokens(io.StringIO(program).readline)
    return [one.string for one in found if one.string.strip() and one.string not in "()"]


@pytest.mark.parametrize("layout", [with_other_indentation, with_blank_lines, with_parentheses])
def test_a_layout_changes_no_word(layout: Layout) -> None:
    """Comments stay too."""
    program = PROGRAMS["python"] + "x = 1  # one\n# two\n"

    for chance in chances(10):
        assert tokens(layout(program, "python", chance)) == tokens(program)


def test_quotes_are_all_of_one_kind_where_they_can_be() -> None:
    """A string that holds a quote or a backslash keeps its own."""
    program = "a = ['x', \"y\", 'it\\'s', \"don't\"]\n"
    changed = {with_other_quotes(program, "python", chance) for chance in chances()}

    assert changed == {
        "a = ['x', 'y', 'it\\'s', \"don't\"]\n",
        'a = ["x", "y", \'it\\\'s\', "don\'t"]\n',
    }


def test_the_quotes_inside_a_formatted_string_stay() -> None:
    """Older Pythons do not allow the same ones twice."""
    program = "x = f\"{d['a']}\"\n"

    assert {with_other_quotes(program, "python", one) for one in chances()} == {program}


def test_tabs_and_blanks_are_drawn_as_indentation() -> None:
    """Each level with the same."""
    program = "if a:\n    if b:\n        c()\n"
    widths = {
        with_other_indentation(program, "python", chance).split("\n")[2].partition("c")[0]
        for chance in chances(60)
    }

    assert {"\t\t", " " * 4, " " * 6, " " * 8} <= widths


@pytest.mark.parametrize("language", ["java", "c", "cpp", "csharp"])
def test_a_brace_on_a_line_of_its_own_is_not_moved_again(language: str) -> None:
    """Moving twice is moving once."""
    once = with_moved_braces(PROGRAMS[language], language, random.Random(1))

    assert with_moved_braces(once, language, random.Random(2)) == once


@pytest.mark.parametrize("language", ["javascript", "java", "go", "rust", "kotlin", "swift"])
def test_free_indentation_changes_blanks_alone(language: str) -> None:
    """At the beginnings of lines."""
    program = PROGRAMS[language]
    for chance in chances(10):
        laid_out = with_free_indentation(program, language, chance)

        assert [x.strip() for x in laid_out.split("\n")] == [x.strip() for x in program.split("\n")]
        assert parsed(laid_out, language) is not None


@given(taken=st.sets(st.sampled_from(["total_value", "a1", "next_item2", "x"])), seed=st.integers())
def test_a_fresh_name_is_no_name_of_the_program(taken: set[str], seed: int) -> None:
    """Nor a word of Python, nor one of its functions; it is taken from then on."""
    names = set(taken)
    chance = random.Random(seed)
    found = [fresh_name(names, chance) for _ in range(30)]

    assert len(set(found)) == 30
    assert not set(found) & taken
    assert not any(keyword.iskeyword(one) for one in found)
    assert set(found) <= names


def test_occurrences_stand_where_the_names_are() -> None:
    """Counted in bytes, behind letters of several."""
    program = "def f(p):\n    ünï = 'ö'; local = p\n    return [local for _ in ünï] + [local]\n"
    tree = ast.parse(program)
    lines = [line.encode() for line in program.split("\n")]
    found = local_occurrences(program, tree)

    assert {one.name for one in found} == {"ünï", "local"}
    for one in found:
        name = one.name.encode()
        assert lines[one.row][one.column : one.column + len(name)] == name


@pytest.mark.parametrize(
    "program",
    [
        "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    return x\n",
        "def f(v):\n    match v:\n        case [x]:\n            return x\n",
        "def f():\n    try:\n        pass\n    except OSError as x:\n        return x\n",
        "def f():\n    import x\n    return x\n",
        "def f():\n    class x: pass\n    return x\n",
        "def f():\n    _x = 1\n    return _x\n",
    ],
    ids=["nonlocal", "match", "except", "import", "class", "underscore"],
)
def test_names_that_a_clause_binds_are_left_alone(program: str) -> None:
    """Their places are not in the tree, or others may see them."""
    assert local_occurrences(program, ast.parse(program)) == []


@pytest.mark.parametrize(
    ("program", "looks"),
    [
        ("locals()", True),
        ("x = vars (y)", True),
        ("import inspect", True),
        ("f.co_varnames", True),
        ("my_locals()", False),
        ("locals = 3", False),
        ("evaluate(x)", False),
    ],
)
def test_a_program_that_sees_its_names_is_known(program: str, looks: bool) -> None:
    """By the functions that show them."""
    assert looks_at_names(program) is looks


def test_words_of_comments_and_strings_are_taken_too() -> None:
    """A new name that stood there would change what a reader sees."""
    assert words("x = 'spare_part'  # left_over") == {"x", "spare_part", "left_over"}


@given(
    before=st.text("aäö名 ", max_size=5),
    value=st.text("aäö名", min_size=1, max_size=5),
    new=st.text("zß語", max_size=6),
)
def test_a_splice_replaces_one_piece_and_nothing_else(before: str, value: str, new: str) -> None:
    """Whatever bytes stand before it."""
    program = f"'{before}'; x = '{value}'; y = 1\n"
    assigned = next(one for one in ast.walk(ast.parse(program)) if isinstance(one, ast.Assign))
    place = Splice.of(assigned.value)

    assert source_of(program, place) == f"'{value}'"
    assert spliced(program, place.to(f"'{new}'")) == f"'{before}'; x = '{new}'; y = 1\n"


def test_several_splices_do_not_move_one_another() -> None:
    """They are put in from the end."""
    program = "a = b + c\n"
    (statement,) = ast.parse(program).body
    assert isinstance(statement, ast.Assign)
    value = statement.value
    assert isinstance(value, ast.BinOp)

    assert (
        spliced(program, Splice.of(value.left).to("long_one"), Splice.of(value.right).to("z"))
        == "a = long_one + z\n"
    )
    assert source_of(program, Splice.between(value.left, value.right)) == " + "


def test_the_lines_of_a_statement_are_taken_whole() -> None:
    """The last line of a program too, which has no end of its own."""
    program = "a = 1\nb = (2,\n     3)"
    _, second = ast.parse(program).body

    assert source_of(program, Splice.lines_of(second)) == "b = (2,\n     3)"


def test_a_tree_that_was_made_has_no_place() -> None:
    """It says which one."""
    with pytest.raises(ValueError, match="was not read from a text"):
        Splice.of(ast.Name("x", lineno=1, col_offset=0, end_lineno=None))


@pytest.mark.parametrize("language", [name for name in PROGRAMS if name != "sql"])
def test_a_line_before_any_statement_leaves_the_program_whole(language: str) -> None:
    """All of them at once: an empty line says nothing."""
    program = PROGRAMS[language]
    rows = [one.row for one in statements(program, language) if one.row]
    padded = with_lines_before(program, {row: [""] for row in rows})

    assert rows == sorted(set(rows))
    assert parsed(padded, language) is not None
    assert padded.count("\n") == program.count("\n") + len(rows)


def test_the_indentation_of_a_statement_is_that_of_its_line() -> None:
    """Of tabs or of blanks."""
    found = statements("if a:\n\tb()\n\tc()\nif d:\n  e()\n  f()\n", "python")

    assert [one.indent for one in found] == ["", "\t", "\t", "", "  ", "  "]


def test_the_lone_statement_of_a_body_is_left_out() -> None:
    """The statement that it belongs to is there."""
    assert [one.row for one in statements("if a:\n    b()\nc()\n", "python")] == [0, 2]


@pytest.mark.parametrize(
    ("program", "language", "row"),
    [
        ("x = 1", "python", 0),
        ("#!/usr/bin/python\nx = 1", "python", 1),
        ("#!/usr/bin/python", "python", 0),
        ("<?php\necho 1;", "php", 1),
        ("text\n<?php\necho 1;", "php", 2),
        ("echo 1;", "php", 0),
        ("", "java", 0),
    ],
)
def test_a_comment_may_stand_behind_what_has_to_come_first(
    program: str, language: str, row: int
) -> None:
    """Programs that do not parse have such a row too."""
    assert first_row(program, language) == row
