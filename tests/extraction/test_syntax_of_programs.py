"""Validity as the parsers see it."""

# ruff: noqa: E501  (answers are read better as they are)

import threading
import tracemalloc
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

from deskcheck_extraction import fold_language
from deskcheck_extraction.grammars import parse
from deskcheck_extraction.python_syntax import read_python
from deskcheck_extraction.reader import Reader
from deskcheck_extraction.tree_syntax import read_tree

NEWER = [
    "def first[T](values: list[T]) -> T:\n    return values[0]",
    "class Box[T: (int, str) = int](Base[T]):\n    pass",
    "type Pair[T] = tuple[T, T]\nx = 1",
    'x = f"{d["a"]}"',
    "x = f\"{'\\n'.join(a)}\"",
    'x = f"{a!r:>{w}} {b=} {{c}} {f"{f"{1}"}"}"',
    'x = t"hello {name}"',
    "try:\n    pass\nexcept ValueError, TypeError:\n    pass",
    'x = f"""{\na\n}""" \'q\'',
    'x = rf"\\d{n}{d["k"]}"',
    "lazy import os",
    'async def f[**P, *Ts](g):\n    return f"{g["x"]:%H:%M}"',
]
BROKEN = [
    'x = f"{a b}{d["q"]}"',
    'print "a"',
    "try:\n    pass\nexcept Exception, e:\n    pass",
    "def f[T](x:\n",
    'x = f"{d["a"]"',
    "def f[T](x):\nreturn 1",
    'f"{}"',
    "class A[T:\n    pass",
    "type x y",
    "def f():\n  if a:\n   b\n  c\n d",
    "(" * 300,
    "x = '\ud800'",
    "x = 1\0",
]


@pytest.mark.parametrize("source", NEWER)
def test_newer_syntax_is_valid(source: str) -> None:
    """Python newer than the running interpreter is Python."""
    assert read_python(source).valid is True


@pytest.mark.parametrize("source", BROKEN)
def test_broken_python_is_invalid(source: str) -> None:
    """What no Python accepts is invalid, with a reason."""
    reading = read_python(source)

    assert reading.valid is False
    assert reading.reason


def test_a_dubious_escape_warns_nobody() -> None:
    """Warnings about the answer's code stay inside."""
    assert read_python("x = '\\d'\ny = 1 is 1").valid is True


def test_reading_in_threads_leaves_the_filters_of_warnings_alone() -> None:
    """Warnings are filtered for the whole process, and readers in threads put nothing back."""
    read_python("x = '\\d'")
    before = list(warnings.filters)
    with ThreadPoolExecutor(8) as pool:
        valid = list(pool.map(lambda n: read_python(f"x{n} = '\\d'").valid, range(400)))

    assert all(valid)
    assert list(warnings.filters) == before


def test_warnings_about_other_code_are_still_raised() -> None:
    """Only the programs of answers are read without warnings."""
    read_python("x = '\\d'")
    with pytest.warns(Warning, match="invalid escape"):
        compile("x = '\\d'", "elsewhere", "exec")


def test_a_long_line_is_parsed() -> None:
    """Data in one line is no reason to doubt a program."""
    assert read_python("x = [" + "1, " * 40_000 + "]\n\ndef f():\n    return x").valid is True


@pytest.mark.parametrize("quotes", ["'", '"""'])
def test_f_strings_with_endless_fields_are_of_unknown_validity(quotes: str) -> None:
    """A parser without a deadline is not given what it reads in quadratic time."""
    reading = read_python(f"def f(a):\n    return f{quotes}{'{a}' * 60_000}{quotes}")

    assert reading.valid is None
    assert [one.name for one in reading.outline.definitions] == ["f"]


def test_a_fragment_needs_no_line_end() -> None:
    """Some grammars want the last line ended; a program taken from a fence has none."""
    code = "for i := 0; i < 3; i++ {\n\tfmt.Println(i)\n}"

    assert read_tree(code, "go").valid is True


def test_a_parse_stops_at_its_deadline() -> None:
    """No tree comes back from a parse that takes too long, and the parser can be used again."""
    slow = b"int x = " + b"a<" * 60_000 + b"b;"

    assert parse(slow, "cpp", deadline=0.001) is None
    assert parse(b"int x;", "cpp") is not None


@pytest.mark.parametrize("line", [b"int f%d() { return 1; }\n", b"int f%d( { ]\n"])
def test_parsing_keeps_nothing_of_what_it_read(line: bytes) -> None:
    """Two hundred sources of kilobytes, with errors or without: none is in memory afterwards."""
    parse(b"int x;", "cpp")
    tracemalloc.start()
    try:
        for number in range(200):
            tree = parse(line % number * 40, "cpp")
            assert tree is None or tree.root_node.end_byte
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert kept < 60_000


def test_parsers_are_not_shared_between_threads() -> None:
    """Threads parse side by side."""
    found: list[bool | None] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(Reader().read("int f() { return 1; }", "cpp").valid)
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)

    assert found == [True] * 4


def test_a_reading_is_made_once() -> None:
    """The same text in the same language is parsed once."""
    reader = Reader()

    assert reader.read("x = 1", "python") is reader.read("x = 1", "python")


@pytest.mark.parametrize(
    ("name", "folded"),
    [("C++", "cpp"), ("c++17", "cpp"), ("cs", "csharp"), ("C#", "csharp"), ("golang", "go"), ("Node.js", "javascript"), ("ES6", "javascript"),
     ("TSX", "typescript"), ("kt", "kotlin"), ("rb", "ruby"), ("sh", "bash"), ("PostgreSQL", "sql"), ("rs", "rust"), ("py2", "python"),
     ("language-java", "java"), ("C99", "c"), ("php8", "php"), ("Python 3", "python"), ("klingon", None), ("", None), ("   ", None), ("x" * 9000, None)],
)  # fmt: skip
def test_language_names_are_folded(name: str, folded: str | None) -> None:
    """One spelling for each language."""
    assert fold_language(name) == folded
