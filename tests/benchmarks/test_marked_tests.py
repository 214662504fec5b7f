"""Every single test of a problem is marked, and nothing else is."""

import marshal
from types import CodeType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.execution.errors import TestsError
from benchmarks.execution.harness import MARK, Mark
from benchmarks.execution.marked_tests import marked


def ends(source: str, **names: Any) -> list[str]:
    """How each marked test of a source ended, `candidate` being what is tested."""
    code = marshal.loads(marked(source))
    assert isinstance(code, CodeType)
    found: list[str] = []

    def report(_number: int, outcome: str, detail: str) -> None:
        found.append(detail.partition(":")[0] or outcome)

    exec(code, {MARK: Mark(report, stop_early=False), **names})
    return found


def test_each_assert_of_a_module_is_a_test() -> None:
    """A failing one does not keep the next from running."""
    assert ends("assert 1\nassert 0\nassert 2") == ["passed", "AssertionError", "passed"]


def test_an_assert_in_a_loop_is_a_test_each_time() -> None:
    """So is one in a branch."""
    source = "for n in range(3):\n    if n != 1:\n        assert n == 0\n"

    assert ends(source) == ["passed", "AssertionError"]


def test_what_check_asserts_are_tests_of_their_own() -> None:
    """As HumanEval writes them: a function with the candidate, called at the end."""
    source = (
        "def check(candidate):\n"
        "    assert candidate(1) == 1\n"
        "    assert candidate(2) == 3\n"
        "    assert candidate(3) == 3\n"
        "check(lambda x: x)\n"
    )

    assert ends(source) == ["passed", "AssertionError", "passed"]


def test_a_call_of_a_helper_that_asserts_is_one_test() -> None:
    """However many asserts it holds: as the extended tests are written."""
    source = (
        "def assertion(out, exp):\n"
        "    assert out is not None\n"
        "    assert out == exp\n"
        "assertion(1, 1)\n"
        "assertion(1, 2)\n"
    )

    assert ends(source) == ["passed", "AssertionError"]


def test_a_call_of_a_function_that_asserts_nothing_is_no_test() -> None:
    """It runs as it stands."""
    source = "seen = []\ndef note(x):\n    seen.append(x)\nnote(1)\nassert seen == [1]\n"

    assert ends(source) == ["passed"]


def test_asserts_in_a_class_are_left_alone() -> None:
    """They are checks of the tests' own."""
    source = "class Kind:\n    assert True\n    def check(self):\n        assert False\nassert 1\n"

    assert ends(source) == ["passed"]


def test_an_assert_in_a_nested_function_of_a_helper_belongs_to_its_call() -> None:
    """Wherever it stands in the helper."""
    source = (
        "def helper(x):\n    def inner():\n        assert x\n    inner()\nhelper(1)\nhelper(0)\n"
    )

    assert ends(source) == ["passed", "AssertionError"]


def test_an_exception_that_is_no_assertion_ends_its_test_alone() -> None:
    """With its own name."""
    assert ends("assert 1 / 0\nassert [][1]\nassert 1") == [
        "ZeroDivisionError",
        "IndexError",
        "passed",
    ]


@pytest.mark.parametrize(
    "source", ["", "x = 1", "def f():\n    return 1\nf()", "# assert nothing", "class A:\n    pass"]
)
def test_tests_without_an_assert_are_refused(source: str) -> None:
    """A program would pass them whatever it does."""
    with pytest.raises(TestsError, match="hold no assert"):
        marked(source)


@pytest.mark.parametrize("source", ["assert (", "def f(:", "assert 1\n  assert 2", "assert '\0'"])
def test_tests_that_do_not_parse_are_refused(source: str) -> None:
    """With what the parser says."""
    with pytest.raises(TestsError, match="the tests are no Python program: "):
        marked(source)


def test_tests_that_nest_too_deeply_are_refused() -> None:
    """The parser gives up, and this process goes on."""
    with pytest.raises(TestsError):
        marked("assert " + "(" * 5000 + "1" + ")" * 5000)


@given(values=st.lists(st.booleans(), min_size=1, max_size=20))
def test_there_are_as_many_outcomes_as_asserts(values: list[bool]) -> None:
    """In their order."""
    found = ends("\n".join(f"assert {value}" for value in values))

    assert found == ["passed" if value else "AssertionError" for value in values]


@given(values=st.lists(st.integers(-3, 3), min_size=1, max_size=10))
def test_a_loop_over_inputs_has_an_outcome_for_each(values: list[int]) -> None:
    """As the extended tests of MBPP are written."""
    source = "for value in inputs:\n    assert candidate(value) == abs(value)\n"
    found = ends(source, inputs=values, candidate=lambda x: x)

    assert found.count("passed") == sum(value >= 0 for value in values)
    assert len(found) == len(values)


def test_a_line_of_the_tests_keeps_its_number() -> None:
    """So that a traceback points at what its author wrote."""
    code = marshal.loads(marked("\n\nassert 1\n"))
    lines = {line for _, _, line in code.co_lines() if line}

    assert 3 in lines
