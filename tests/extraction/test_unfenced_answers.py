"""Answers without fences."""

# ruff: noqa: E501  (answers are read better as they are)

import json

import pytest

from deskcheck_extraction import Origin, extract

CODE = "def add(a, b):\n    return a + b"
LONG = 'import math\n\n\n# Compute the hypotenuse.\ndef hypotenuse(a, b):\n    """Return the\nlength of it.\n    """\n\n    total = a * a + b * b\n\n    return math.sqrt(total)'


@pytest.mark.parametrize(
    ("answer", "origin"),
    [
        (f"[PYTHON]\n{CODE}\n[/PYTHON]", Origin.TAG),
        (f"Sure.\n[PYTHON]\n{CODE}", Origin.TAG),
        (f"<code>{CODE}</code>", Origin.TAG),
        (f"Here:\n<pre><code class=\"language-python\">{CODE}\n</code></pre>\nDone.", Origin.TAG),
        (f"<answer>\n{CODE}\n</answer>", Origin.TAG),
        (f"Here is the code:\n\n-----\n{CODE}\n-----\n\nIt adds numbers.", Origin.RULE),
        (f"Below is it.\n\n──────────────\n{CODE}\n──────────────\nExplanation:\n• add - adds a and b\n", Origin.RULE),
        (f"Below is it.\n\n----- add.py -----\n{CODE}\n------------------\nThat is all.", Origin.RULE),
        ("Here is the code:\n\n    def add(a, b):\n        return a + b\n\nThis adds two numbers.", Origin.INDENT),
        ("Here is the code:\n\n\tdef add(a, b):\n\t    return a + b\n\nThis adds two numbers.", Origin.INDENT),
        (CODE, Origin.BARE),
        (f"\n\n{CODE}\n\n", Origin.BARE),
        (f"Here is the code:\n{CODE}\nThis adds two numbers.", Origin.BARE),
        (f"Here is the code:\n\n{CODE}\n\nThe function doesn't check the values' types.\n- **a**: the first number\n", Origin.BARE),
        (f"python\n{CODE}", Origin.BARE),
        (f"{CODE}<|im_end|>", Origin.BARE),
        (f"{CODE}\n\n### Explanation\n\nThis function adds.", Origin.BARE),
    ],
)  # fmt: skip
def test_code_without_fences_is_found(answer: str, origin: Origin) -> None:
    """Tags, rules, indentation, and bare lines all give the program."""
    found = extract(answer)

    assert (found.program, found.language, found.valid, found.origin) == (
        CODE,
        "python",
        True,
        origin,
    )


def test_entities_in_html_code_are_resolved() -> None:
    """HTML code holds entities for its signs."""
    found = extract(
        "<pre><code>def f(a, b):\n    return a &lt; b &amp;&amp; 1</code></pre>".replace(
            "&amp;&amp;", "and"
        )
    )

    assert found.program == "def f(a, b):\n    return a < b and 1"


def test_a_run_goes_on_over_blank_lines_comments_and_strings() -> None:
    """Only prose ends a run, and not within a string."""
    assert (
        extract(f"We do it like this.\n\n{LONG}\n\nIt uses the theorem of the ancients.").program
        == LONG
    )


def test_a_bare_program_that_breaks_off_is_kept_whole() -> None:
    """A bare program is not mended either."""
    found = extract("Here is the code:\n\ndef f(a):\n    return 1\n\ndef g(b):\n    x = (")

    assert (found.program, found.valid) == (
        "def f(a):\n    return 1\n\ndef g(b):\n    x = (",
        False,
    )


def test_runs_around_prose_are_chosen_from_like_blocks() -> None:
    """Usage between prose is left out of bare answers, too."""
    answer = f"Here is the function:\n\n{CODE}\n\nYou can use it like this for example:\n\nprint(add(1, 2))\n\nIt prints the sum."

    assert extract(answer).program == CODE


def test_prose_with_formulas_is_no_program() -> None:
    """Bulleted formulas and assignments look like code and are none."""
    answer = "The idea is simple.\n\n• total = a + b\n• count = n - 1\n\nSo the answer is the total of the two."

    assert extract(answer).origin is Origin.NONE


def test_unfenced_code_beside_fenced_output_is_found() -> None:
    """Where the fences hold no program, the text outside them may."""
    assert extract(f"{CODE}\n\nThe output is:\n\n```\n3\n```\n").program == CODE


def test_python_two_is_not_valid() -> None:
    """Python 2 is no Python."""
    found = extract('```python\ndef f(x):\n    print "value", x\n```')

    assert (found.language, found.valid) == ("python", False)


def test_top_level_statements_in_csharp_are_valid() -> None:
    """C# without a class is valid."""
    found = extract(
        "```csharp\nusing System;\n\nvar n = int.Parse(Console.ReadLine());\nConsole.WriteLine(n);\n```"
    )

    assert (found.language, found.valid) == ("csharp", True)


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("java", "public int f(int a) {\n    return a;\n}"),
        ("rust", 'let x = 1;\nprintln!("{}", x);'),
        ("csharp", "public int F(int a) {\n    return a;\n}"),
        ("php", "function f($a) {\n    return $a;\n}"),
        ("kotlin", "class A(val x: Int) {\n    fun f() = x\n}"),
        ("javascript", "const f = async (x) => {\n  await x;\n};"),
    ],
)
def test_fragments_are_valid(language: str, code: str) -> None:
    """Methods without a class and bare statements are what models write."""
    found = extract(f"```{language}\n{code}\n```")

    assert (found.program, found.language, found.valid) == (code, language, True)


UNFENCED = {
    "behind much prose": (
        "python",
        "We look at the list and then at the rest.\n\n" * 400,
        CODE,
        "",
    ),
    "behind the class that it uses, in a comment": (
        "python",
        "This is the class:\n\n",
        f"# Definition of a node.\n# class Node:\n#     pass\n\n{CODE}",
        "\n\nIt is short.",
    ),
    "with a branch that reads like words": (
        "python",
        "The script:\n\n",
        "a = int(input())\nif a > 3 and a == 2:\n    print(1)\n"
        "elif a % 3 == 2 and a == 4:\n    print(2)\nelse:\n    print(3)",
        "\n\nIt reads a number.",
    ),
    "a method with types of its own": (
        "java",
        "The class is this:\n\n",
        "class Solution {\n    public Node find(Node root) {\n        return root;\n    }\n}",
        "\n\nIt returns the node.",
    ),
    "a class in JavaScript": (
        "javascript",
        "The class below does it.\n\n",
        "class Queue {\n  constructor() {\n    this.items = [];\n  }\n}",
        "\n\nYou can create one with new Queue().",
    ),
    "before another turn": (
        "python",
        "",
        CODE,
        "<|im_end|>\n<|im_start|>user\nThank you for that.",
    ),
    "before a leaked step": ("python", "", CODE, " <step> Source: assistant\nEOT: true</s>"),
    "behind a leaked header": ("python", "assistant\n\n", CODE, ""),
    "between leaked tokens": ("python", "<s>", CODE, "</s>"),
}


@pytest.mark.parametrize("name", list(UNFENCED))
def test_a_program_is_told_from_what_surrounds_it(name: str) -> None:
    """No hint is needed to find where a program begins and ends."""
    language, before, program, behind = UNFENCED[name]
    found = extract(before + program + behind)

    assert (found.program, found.language, found.valid) == (program, language, True)


def test_code_between_three_backticks_in_a_sentence_is_found() -> None:
    """A fence in a line's middle marks code, too."""
    found = extract("Use ```def add(a, b): return a + b``` for that.")

    assert (found.program, found.valid) == ("def add(a, b): return a + b", True)


def test_a_tag_in_a_sentence_names_the_language() -> None:
    """A language's name behind a fence in a line's middle is a tag."""
    found = extract("Use ```python print(sum(range(10)))``` for that.")

    assert (found.program, found.language) == ("print(sum(range(10)))", "python")


@pytest.mark.parametrize("fence", ["", "```json\n", "```\n"])
def test_a_program_in_a_json_object_is_found(fence: str) -> None:
    """An answer that is one JSON object is read as its strings."""
    strings = {"thoughts": "It is easy to add two numbers.", "code": CODE, "lines": 2}
    found = extract(f"{fence}{json.dumps(strings)}{fence and chr(10) + '```'}")

    assert (found.program, found.language, found.valid) == (CODE, "python", True)


def test_a_fence_in_a_json_object_is_found() -> None:
    """Its strings may be fenced."""
    assert extract(json.dumps({"answer": f"```python\n{CODE}\n```"})).program == CODE


@pytest.mark.parametrize(
    "token", ["PROMPT = '''\n<|im_start|>user\n{}<|im_end|>\n'''", "END = '<|im_end|>'"]
)
def test_tokens_in_the_strings_of_a_bare_program_are_its_own(token: str) -> None:
    """What parses as a whole is no conversation."""
    assert extract(f"{token}\n\n\n{CODE}\n").program == f"{token}\n\n\n{CODE}"


@pytest.mark.parametrize("percent", range(20, 100, 10))
def test_a_bare_query_that_breaks_off_is_kept_whole(percent: int) -> None:
    """A clause that does not parse is no prose."""
    query = "SELECT name\nFROM users\nWHERE (age > 30\nGROUP BY name\nHAVING COUNT(*) > 1\nORDER BY name\nLIMIT 5;"
    lines = query[: len(query) * percent // 100].rpartition("\n")[0] or query
    found = extract(f"You can use this query:\n\n{lines}", language="sql")

    assert found.program == lines
