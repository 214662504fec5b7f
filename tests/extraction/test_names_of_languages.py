"""What people write to name a language, and what they write instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_extraction import LANGUAGES, fold_language
from deskcheck_extraction.languages import bare_name, foreign_language, is_data

USUAL = {
    "python": ["py", "Python3", "python 3.12", "PYTHON", "ipython", "{.python .numberLines}"],
    "javascript": ["js", "JSX", "node.js", "mjs", "es6", "language-js"],
    "typescript": ["ts", "tsx", "TypeScript", "deno"],
    "java": ["Java", "java17", "Java 21", "Main.java", "src/Main.java"],
    "c": ["C", "c99", "C11", "h", "lang=c"],
    "cpp": ["C++", "c++17", "cxx", "hpp", "C++20", "cplusplus"],
    "go": ["Go", "golang", "go1.22", "main.go"],
    "rust": ["rs", "Rust", "src/lib.rs", "rust:main"],
    "csharp": ["C#", "cs", ".NET", "dotnet", "c-sharp"],
    "php": ["PHP", "php8", "php 8.3", "phtml"],
    "ruby": ["rb", "Ruby", "ruby3.2", "jruby"],
    "kotlin": ["kt", "Kotlin", "kts"],
    "swift": ["Swift", "swift5.9", "main.swift"],
    "scala": ["Scala", "scala3", "sc"],
    "bash": ["sh", "Shell", "zsh", "shell-script", "run.sh"],
    "sql": ["SQL", "PostgreSQL", "mysql", "sqlite3", "T-SQL", "query.sql"],
}


@pytest.mark.parametrize(
    ("language", "name"), [(known, name) for known, names in USUAL.items() for name in names]
)
def test_a_usual_name_is_known(language: str, name: str) -> None:
    """In any case, with a version, as a file, or behind a highlighter's prefix."""
    assert fold_language(name) == language


def test_every_language_with_a_parser_has_usual_names() -> None:
    """None is forgotten above."""
    assert USUAL.keys() == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_folded_name_stays_as_it_is(language: str) -> None:
    """Folding twice is folding once."""
    assert fold_language(language) == language
    assert fold_language(language.upper()) == language


@pytest.mark.parametrize(
    ("name", "language"),
    [("Haskell", "haskell"), ("hs", "haskell"), ("F#", "fsharp"), ("Lua", "lua"), ("R", "r")],
)
def test_a_language_without_a_parser_is_known_as_foreign(name: str, language: str) -> None:
    """So that its programs are not taken for another language's."""
    assert foreign_language(name) == language
    assert fold_language(name) is None


@pytest.mark.parametrize(
    "name", ["json", "YAML", "text", "plaintext", "output", "diff", "console", "xml", "log"]
)
def test_output_and_configuration_are_no_programs(name: str) -> None:
    """Nor languages."""
    assert is_data(name)
    assert fold_language(name) is None
    assert foreign_language(name) is None


@pytest.mark.parametrize("name", ["", " ", "{}", ".", "::", "123", "main", "solution", "answer"])
def test_what_names_nothing_is_nothing(name: str) -> None:
    """Neither a language nor data."""
    assert fold_language(name) is None
    assert foreign_language(name) is None
    assert not is_data(name)


@given(name=st.text(max_size=100))
def test_any_text_is_folded_to_a_language_or_to_none(name: str) -> None:
    """Whatever a model writes behind a fence."""
    assert fold_language(name) in (*LANGUAGES, None)


@given(
    language=st.sampled_from(LANGUAGES),
    blanks=st.text(" \t", max_size=3),
    more=st.text(max_size=20),
)
def test_what_follows_a_name_does_not_hide_it(language: str, blanks: str, more: str) -> None:
    """Attributes, titles and the like."""
    assert fold_language(f"{blanks}{language} {more}") == language


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("python", "python"),
        ("  Python3 ", "python"),
        ("[cpp]", "cpp"),
        ("Java 17", "java"),
        ("python is nice", None),
        ("x = 1", None),
        ("", None),
        ("go to the shop", None),
    ],
)
def test_a_line_names_a_language_only_where_it_says_nothing_else(
    line: str, language: str | None
) -> None:
    """Above a program without a fence."""
    assert bare_name(line) == language


@pytest.mark.parametrize("name", ["p" * 100_000, "-" * 100_000, "1" * 100_000, "python" * 20_000])
def test_a_name_of_any_length_is_folded_at_once(name: str) -> None:
    """Only its beginning is read."""
    assert fold_language(name) is None
    assert bare_name(name) is None
