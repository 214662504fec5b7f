"""What holds for every program, wherever it is cut and whatever stands around it."""

from textwrap import indent

from hypothesis import given, settings
from hypothesis import strategies as st

from deskcheck_extraction import extract
from tests.extraction.sixteen_programs import PROGRAMS, program_in

LANGUAGES = st.sampled_from(list(PROGRAMS))
INTRODUCTIONS = st.sampled_from(
    [
        "",
        "Sure! Here's a solution:\n\n",
        "### Solution\n\n",
        "We go over each letter.\n\n**Approach**\n\n1. Lower the text.\n2. Count the letters.\n\n",
        "Certainly. Below is the complete code.\n\n---\n\n",
        "> Write a function that counts vowels.\n\nHere it is:\n\n",
        "The expected output is:\n\n```\n2\n0\n```\n\n",
        "<think>\nA draft:\n\n```python\ndef draft():\n    return 0\n```\n</think>\n\n",
        "| input | output |\n|---|---|\n| hello | 2 |\n\n",
    ]
)
CONCLUSIONS = st.sampled_from(
    [
        "",
        "\n",
        "\n\nThis runs in O(n) time.\n",
        "\n\n### Complexity\n\n- Time: O(n)\n- Space: O(1)\n",
        "\n\nLet me know if you have any questions!\n",
        "<|im_end|>",
        "\n<|endoftext|>",
        "\n\n**Output:**\n\n```\n2\n0\n```\n",
        '\n\n```json\n{"vowels": 2}\n```\n',
        "\n\n---\n\nHope this helps! 😊\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(LANGUAGES, INTRODUCTIONS, CONCLUSIONS, st.booleans())
def test_what_stands_around_a_fence_changes_nothing(
    language: str, introduction: str, conclusion: str, is_asked_for: bool
) -> None:
    """Prose, thoughts, output, and tokens around the block leave the program as it is."""
    program = program_in(language)
    answer = f"{introduction}```{language}\n{program}\n```{conclusion}"
    found = extract(answer, language=language if is_asked_for else None)

    assert (found.program, found.language, found.valid) == (program, language, True)


@settings(max_examples=150, deadline=None)
@given(LANGUAGES, st.integers(50, 99))
def test_a_program_that_breaks_off_is_returned_to_its_end(language: str, percent: int) -> None:
    """Nothing is mended, and nothing more is cut than the blanks at the end."""
    program = program_in(language)
    cut = program[: len(program) * percent // 100].rstrip()
    found = extract(f"Here it is:\n\n```{language}\n{cut}")

    assert found.program == cut


@settings(max_examples=150, deadline=None)
@given(LANGUAGES, st.sampled_from("`~"), st.integers(3, 12), st.integers(0, 3), st.integers(0, 3))
def test_the_form_of_the_fence_changes_nothing(
    language: str, mark: str, length: int, blanks: int, quotes: int
) -> None:
    """Fences of any length, indented or quoted, hold the same program."""
    program = program_in(language)
    block = f"{mark * length}{language}\n{program}\n{mark * length}"
    found = extract(indent(indent(block, " " * blanks), "> " * quotes, lambda _: True))

    assert (found.program, found.language, found.valid) == (program, language, True)


@settings(max_examples=60, deadline=None)
@given(LANGUAGES, st.integers(2, 9))
def test_a_repeated_program_is_one_program(language: str, times: int) -> None:
    """A model that says the same again and again has given one program."""
    program = program_in(language)
    found = extract(f"```{language}\n{program}\n```\n\nOnce more:\n\n" * times)

    assert (found.program, found.blocks) == (program, times)


@settings(max_examples=100, deadline=None)
@given(st.permutations(range(5)))
def test_parts_are_joined_in_the_order_of_the_answer(order: list[int]) -> None:
    """Functions that call each other are one program, whichever comes first."""
    parts = [f"def step_{n}(x):\n    return step_{(n + 1) % 5}(x + 1)" for n in order]
    answer = "\n\nThen:\n\n".join(f"```python\n{part}\n```" for part in parts)

    assert extract(answer).program == "\n\n".join(parts)


@settings(max_examples=100, deadline=None)
@given(LANGUAGES, st.sampled_from(["\r\n", "\r"]), INTRODUCTIONS)
def test_line_ends_change_nothing(language: str, line_end: str, introduction: str) -> None:
    """An answer with other line ends has the same extraction."""
    answer = f"{introduction}```{language}\n{program_in(language)}\n```\n\nThat is all.\n"

    assert extract(answer.replace("\n", line_end)) == extract(answer)
