"""The same program in every layout that a model may give it, in sixteen languages."""

import html
from collections.abc import Callable
from itertools import product
from textwrap import indent

import pytest

from deskcheck_extraction import extract
from tests.extraction.sixteen_programs import PROGRAMS, program_in

Layout = Callable[[str, str], str]  # program, tag; answer


def fence(program: str, tag: str, marks: str = "```") -> str:
    """Write a fenced block."""
    return f"{marks}{tag}\n{program}\n{marks}"


def between_prose(text: str) -> str:
    """Write prose before and behind a text."""
    return (
        f"Here is a solution that counts the vowels.\n\n{text}\n\n"
        "This runs in O(n) time, where n is the length of the text.\n"
    )


LAYOUTS: dict[str, Layout] = {
    "a fence between prose": lambda code, tag: between_prose(fence(code, tag)),
    "a fence of tildes": lambda code, tag: between_prose(fence(code, tag, "~~~")),
    "a longer fence": lambda code, tag: between_prose(fence(code, tag, "`````")),
    "a fence without a tag": lambda code, _: between_prose(fence(code, "")),
    "a tag in capitals": lambda code, tag: between_prose(fence(code, tag.upper())),
    "a tag behind a blank": lambda code, tag: between_prose(fence(code, f" {tag}")),
    "a tag with a title": lambda code, tag: between_prose(fence(code, f'{tag} title="solution"')),
    "a tag in braces": lambda code, tag: between_prose(fence(code, f"{{.{tag} .numberLines}}")),
    "a tag with a file": lambda code, tag: between_prose(fence(code, f"{tag}:solution")),
    "the language in the first line": lambda code, tag: between_prose(fence(f"{tag}\n{code}", "")),
    "an opener at a line's end": lambda code, tag: f"Here it is: {fence(code, tag)}\n",
    "a closer behind the last line": lambda code, tag: f"```{tag}\n{code}```\n\nThat is all.\n",
    "a fence that nothing closes": lambda code, tag: between_prose(f"```{tag}\n{code}"),
    "a closer that breaks off": lambda code, tag: f"```{tag}\n{code}\n``",
    "a closer of tildes": lambda code, tag: f"```{tag}\n{code}\n~~~\n\nThis counts the vowels.\n",
    "a fence in a list": lambda code, tag: f"1. First:\n\n{indent(fence(code, tag), '   ')}\n",
    "a fence in a quotation": lambda code, tag: indent(
        between_prose(fence(code, tag)), "> ", lambda _: True
    ),
    "carriage returns": lambda code, tag: between_prose(fence(code, tag)).replace("\n", "\r\n"),
    "a byte order mark": lambda code, tag: "\ufeff" + fence(code, tag),
    "a control token behind the fence": lambda code, tag: fence(code, tag) + "<|im_end|>",
    "the end of a sequence": lambda code, tag: fence(code, tag) + "</s>",
    "answer tags": lambda code, tag: f"<answer>\n{fence(code, tag)}\n</answer>",
    "a page of HTML": lambda code, tag: (
        f'<p>Here:</p>\n<pre><code class="language-{tag}">{html.escape(code)}\n</code></pre>\n'
    ),
    "an indented block": lambda code, _: between_prose(indent(code, "    ")),
    "rule lines": lambda code, _: between_prose(f"{'-' * 40}\n{code}\n{'-' * 40}"),
    "nothing but code": lambda code, _: f"{code}\n",
    "no marks between prose": lambda code, _: between_prose(code),
    "thoughts before it": lambda code, tag: (
        f"<think>\nFirst:\n{fence('x = 1', tag)}\nNo.\n</think>\n\n{fence(code, tag)}\n"
    ),
    "thoughts that the prompt opened": lambda code, tag: (
        f"First:\n{fence('x = 1', tag)}\nNo.\n</think>\n\n{fence(code, tag)}\n"
    ),
    "the program twice": lambda code, tag: (
        f"{fence(code, tag)}\n\nThe whole again:\n\n{fence(code, tag)}\n"
    ),
    "the program again, cut off": lambda code, tag: (
        f"{fence(code, tag)}\n\nThe whole again:\n\n```{tag}\n{code[: 2 * len(code) // 3]}"
    ),
    "another turn behind it": lambda code, tag: (
        f"{fence(code, tag)}<|im_end|>\n<|im_start|>user\nNow this one:\n{fence('f(1)', tag)}\n"
    ),
    "output behind it": lambda code, tag: f"{fence(code, tag)}\n\nOutput:\n\n{fence('2', '')}\n",
}


@pytest.mark.parametrize(("layout", "language"), list(product(LAYOUTS, PROGRAMS)))
def test_the_program_is_the_same_in_every_layout(layout: str, language: str) -> None:
    """Text, language, and validity do not depend on what the answer puts around the program."""
    program = program_in(language)
    found = extract(LAYOUTS[layout](program, language))

    assert (found.program, found.language, found.valid) == (program, language, True)


@pytest.mark.parametrize(("tag", "language"), list(product(["", "text", "python"], PROGRAMS)))
def test_the_requested_language_counts_more_than_a_wrong_tag(tag: str, language: str) -> None:
    """A program in the language that was asked for is one, whatever its tag says."""
    program = program_in(language)
    found = extract(between_prose(fence(program, tag)), language=language)

    assert (found.program, found.language, found.valid) == (program, language, True)


@pytest.mark.parametrize("language", list(PROGRAMS))
def test_a_program_in_unfinished_thoughts_is_none(language: str) -> None:
    """A model that breaks off in its thoughts has not answered."""
    found = extract(f"<think>\nFirst:\n\n{fence(program_in(language), language)}\n\nBut wait,")

    assert (found.program, found.valid) == ("", False)


SHORT = {
    "python": "def f(g):\n    return g",
    "javascript": "function f(g) {\n  if (g == 0) return 0;\n  return f(g - 1);\n}",
    "typescript": "function f(g: number) {\n  return g;\n}",
    "java": "public int f(int g) {\n    return g;\n}",
    "c": "int f(int g) {\n    return g;\n}",
    "cpp": "int f(int& g) {\n    return g;\n}",
    "csharp": "public int F(int g)\n{\n    return g;\n}",
    "go": "func f(g int) int {\n\treturn g\n}",
    "rust": "fn f(g: i32) -> i32 {\n    g\n}",
    "ruby": "def f(g)\n  g\nend",
    "kotlin": "fun f(g: Int): Int {\n    return g\n}",
    "swift": "func f(_ g: Int) -> Int {\n    return g\n}",
    "scala": "def f(g: Int): Int = g",
}


@pytest.mark.parametrize(("tag", "language"), list(product(["text", "json", "scss"], SHORT)))
def test_a_short_function_under_a_tag_of_no_program_is_found(tag: str, language: str) -> None:
    """What parses in the language that was asked for, and defines something, is a program."""
    found = extract(fence(SHORT[language], tag), language=language)

    assert (found.program, found.language, found.valid) == (SHORT[language], language, True)


@pytest.mark.parametrize("tag", ["java", "scss", "python", "go", "text"])
def test_a_script_under_a_tag_in_which_it_does_not_parse_is_javascript(tag: str) -> None:
    """A tag that cannot be right gives way though nobody asked for a language."""
    found = extract(fence(SHORT["javascript"], tag))

    assert (found.language, found.valid) == ("javascript", True)


@pytest.mark.parametrize("language", list(SHORT))
def test_output_under_its_tag_is_no_program(language: str) -> None:
    """Numbers, prose, and records are none, whatever was asked for."""
    outputs = ("3\n5\nf(2) = 3", "The result of f is 3.", '{"f": 3}', "a: 1\nb: 2", "[1, 2]")
    found = [extract(fence(output, "text"), language=language) for output in outputs]

    assert [one.program for one in found] == [""] * len(outputs)
