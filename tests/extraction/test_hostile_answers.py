"""Nothing that an answer holds may raise, hang, or pass for what it is not."""

# ruff: noqa: E501  (answers are read better as they are)

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskcheck_extraction import Extraction, Origin, extract
from deskcheck_extraction.answer_text import LONGEST_ANSWER, LONGEST_PROGRAM

HOSTILE = {
    "unclosed fences": "```python\nx = 1\n" * 10_000,
    "unclosed bare fences": "```\nx = 1\n" * 10_001,
    "fences with one closer": "```python\nx = (1\n" * 10_000 + "```\n",
    "backticks": "`" * 1_000_000,
    "fence lines": "```\n" * 250_000,
    "one-line fences": "```x``` " * 100_000,
    "glued closers": "the code is:```\n" * 60_000,
    "blanks": " " * 1_000_000,
    "carriage returns": "\r" * 1_000_000,
    "brackets": "```python\n" + "[" * 100_000 + "]" * 100_000 + "\n```",
    "brackets in a script": "```javascript\n" + "[" * 100_000 + "]" * 100_000 + "\n```",
    "classes": "```java\n" + "class A{" * 30_000 + "\n```",
    "ternaries in kotlin": "```kotlin\nfun f(a: Int) = " + "if (a > 1) 1 else " * 2_000 + "2\n```",
    "angles in kotlin": "```kotlin\nval x = " + "a<" * 2_000 + "b" + ">" * 2_000 + "\n```",
    "ternaries in scala": "```scala\ndef f(a: Int) = " + "if (a > 1) 1 else " * 2_000 + "2\n```",
    "angles in scala": "```scala\nval x = " + "a<" * 20_000 + "b\n```",
    "ternaries": "```javascript\nx = " + "a ? b : " * 20_000 + "c\n```",
    "angles": "```cpp\nint x = " + "a<" * 50_000 + "b;\n```",
    "thoughts": "<think>" * 140_000,
    "nested thoughts": "<think>" * 60_000 + "</think>" * 60_000,
    "quotes": "> " * 400_000 + "```python\nx\n",
    "html tags": "<code>" * 160_000,
    "bracket tags": "[PYTHON]\n" * 100_000,
    "rules": "-----\ndef f(): pass\n" * 40_000,
    "prose": "This is the sentence that we repeat for you.\n" * 22_000,
    "bare functions": "def f(x):\n    return x\n\n" * 40_000,
    "broken functions and prose": "def f(x):\n    return (x\n\nThis is the prose of it.\n" * 20_000,
    "comparisons": "```python\n" + "a<" * 100_000 + "a\n```",
    "broken strings": "```python\nf'" + "{" * 100_000 + "\n```",
    "indents": "\n".join(" " * depth + "if x:" for depth in range(1_300)),
    "markdown": "````markdown\n```python\nx=1\n```\n````\n" * 20_000,
    "control tokens": "<|im_end|>" * 90_000,
    "turns": "```python\nx = 1\n```<|im_end|>\n" * 30_000,
    "short closers": "```javascript\nlet x = 1\n" + "``\n" * 300_000,
    "json objects": '{"a":' * 150_000,
    "json without an end": '{"code": "' + "}" * 900_000,
    "long parts that use one another": "".join(
        f"```python\ndef f{n}(x):\n"
        + "    x = g(x) + h(x)\n" * 400
        + f"    return f{n % 2}(x)\n```\n"
        for n in range(110)
    ),
}


TRIES = 3


def seconds_of(answer: str) -> float:
    """What this thread, which waits for nobody, spends on the extraction."""
    start = time.thread_time()
    found = extract(answer, language="python")
    seconds = time.thread_time() - start
    assert isinstance(found, Extraction)
    return seconds


@pytest.mark.parametrize("name", list(HOSTILE))
def test_no_answer_takes_a_second(name: str) -> None:
    """Hostile input is read in linear time, whatever the hint; other work may slow a first try."""
    assert any(seconds_of(HOSTILE[name]) < 1 for _ in range(TRIES))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_no_text_raises(answer: str) -> None:
    """Any text has an extraction, and only a missing program is empty."""
    found = extract(answer)

    assert (found.program == "") == (found.origin is Origin.NONE)


PIECES = [
    "```", "```python\n", "```js", "~~~", "\n", "\n\n", "def f(x):\n    return x\n", "function f(x) { return x; }\n", "This is the prose here.\n",
    "<think>", "</think>", "> ", "- ", "    ", "\t", ">>> ", "-----\n", "<code>", "</code>", "[PYTHON]", "class A {", "}", '"""', "`",
    "import os\n", "print(1)\n", "\ud800", "\0", "\x0c", "\u2028", "</s>", "<|im_end|>", "SELECT 1 FROM t;\n", "# Title\n", "&lt;", "<?php\n",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=30),
    st.sampled_from([None, "python", "php", "klingon"]),
)
def test_no_mixture_raises(pieces: list[str], language: str | None) -> None:
    """Marks in any order have an extraction whose program has no blank ends."""
    found = extract("".join(pieces), language=language, entry_point="f")

    assert found.program == found.program.rstrip()
    assert found.valid is True or found.reason


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abcxyz =()[]:\n\t'\"#0123456789.,", min_size=1, max_size=200))
def test_extraction_is_a_function_of_the_answer(answer: str) -> None:
    """The same answer always has the same extraction."""
    assert extract(answer) == extract(answer)


@pytest.mark.parametrize("odd", ["\ud800", "\0", "\x0c"])
def test_odd_characters_survive(odd: str) -> None:
    """Lone surrogates, NUL and form feeds stay in the program."""
    code = f"def f():\n    return '{odd}'"

    assert extract(f"```python\n{code}\n```").program == code


@pytest.mark.parametrize("value", [b"x = 1", None, 3, ["x"]])
def test_an_answer_that_is_no_text_is_refused(value: object) -> None:
    """The message names the type and the remedy."""
    with pytest.raises(TypeError, match=f"answer is of type {type(value).__name__}; pass"):
        extract(value)  # type: ignore[arg-type]


def test_a_hint_that_is_no_text_is_refused() -> None:
    """So does the message about a hint."""
    with pytest.raises(TypeError, match="language is of type int; pass"):
        extract("x", language=3)  # type: ignore[arg-type]


def test_a_long_program_is_cut_and_says_so() -> None:
    """A program beyond the cap keeps its beginning, of unknown validity."""
    found = extract("```python\n" + "x = 1\n" * 60_000 + "```")

    assert found.truncated
    assert found.valid is None
    assert len(found.program.encode()) <= LONGEST_PROGRAM


def test_a_long_answer_is_cut_and_says_so() -> None:
    """Only the beginning of an answer beyond the cap is read."""
    found = extract("```python\ndef f(x):\n    return x\n```\n" + "word " * LONGEST_ANSWER)

    assert (found.program, found.valid, found.truncated) == ("def f(x):\n    return x", True, True)


def test_a_parse_beyond_the_deadline_is_unknown() -> None:
    """What no parser could judge in time is neither valid nor invalid."""
    found = extract("```cpp\n" + "template<class T> " * 12_000 + "f(a<b<c<d);\n```")

    assert found.valid in (None, False)
