"""Which programs count as one."""

import random
import time

import pytest

from deskcheck_extraction import LANGUAGES
from deskcheck_models.training.edits.comments import annotated, blamed, praised
from deskcheck_models.training.edits.reformatting import with_blank_lines
from deskcheck_models.training.pairs.normalised import normalised, telling_lines
from tests.models.edited_programs import PROGRAMS


@pytest.mark.parametrize("language", LANGUAGES)
def test_comments_and_blank_lines_do_not_count(language: str) -> None:
    """In any language."""
    program = PROGRAMS[language]
    known = normalised(program, language)
    for edit in (praised, blamed, annotated, with_blank_lines):
        for seed in range(8):
            assert normalised(edit(program, language, random.Random(seed)), language) == known


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("x=1", "x  =  1  # one", "python"),
        ("def f():\n  return 1", 'def f():\n    """Give\n    one."""\n    return 1\n', "python"),
        ('"""About."""\nx = 1', "x = 1", "python"),
        ("if a:\n\tb()\n", "if a:\n        b()", "python"),
        ("int x=1; /* one */\n// two\nreturn x;", "int x = 1;\nreturn x;", "cpp"),
        ("SELECT a -- b\nFROM c", "SELECT  a FROM c", "sql"),
    ],
)
def test_these_are_one_program(one: str, other: str, language: str) -> None:
    """They differ in comments, docstrings and blanks."""
    assert normalised(one, language) == normalised(other, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("print('a  b')", "print('a b')", "python"),
        ("print('# a')", "print('# b')", "python"),
        ("for a in b:\n    c()\n    d()", "for a in b:\n    c()\nd()", "python"),
        ("x = '''\n# a\n'''", "x = '''\n# b\n'''", "python"),
        ("return x", "returnx", "python"),
        ('s = "// a";', 's = "// b";', "java"),
        ("else if", "elseif", "php"),
        ("echo '# a'", "echo '# b'", "bash"),
    ],
)
def test_these_are_two_programs(one: str, other: str, language: str) -> None:
    """Strings keep their text, and Python its depth."""
    assert normalised(one, language) != normalised(other, language)


def test_lines_that_say_nothing_are_not_compared() -> None:
    """Brackets, comments and blanks; in Python a double slash divides."""
    java = telling_lines("int x;  // a\n}\n\n  int  x;\n});\nreturn x;", "java")

    assert java == {"intx;", "returnx;"}
    assert telling_lines("# a\nx = a // b  # c", "python") == {"x=a//b"}


@pytest.mark.parametrize("text", ["'" * 4000, '"""' + "\\" * 4001, "/*" * 4000, "# " * 4000])
@pytest.mark.parametrize("language", ["python", "java", "sql", "bash"])
def test_no_text_takes_long(text: str, language: str) -> None:
    """Patterns must not go back and forth over it."""
    started = time.thread_time()
    normalised(text, language)

    assert time.thread_time() - started < 0.5
