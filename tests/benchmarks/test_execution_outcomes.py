"""What becomes of programs under tests: every test has an outcome, and none is taken on trust."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.execution import (
    Asserts,
    Case,
    Cases,
    Executor,
    Limits,
    Outcome,
    Protections,
    SandboxError,
    TestsError,
    Verdict,
    exact,
    measured_protections,
    tolerant_of_blanks,
    tolerant_of_floats,
    usable_sandbox,
)
from benchmarks.execution.jobs import Job, read_report

LIMITS = Limits(wall_seconds=10.0, cpu_seconds=2)
THREE = Asserts.from_source("assert f(1) == 1\nassert f(2) == 4\nassert f(3) == 9\n")


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    """Two workers in the first sandbox that works on this machine."""
    try:
        sandbox = usable_sandbox()
    except SandboxError as error:
        pytest.skip(str(error))
    with Executor(sandbox, LIMITS, workers=2) as opened:
        yield opened


def outcomes(verdict: Verdict) -> list[Outcome]:
    """The outcomes without numbers and details."""
    return [one.outcome for one in verdict.outcomes]


def test_every_assert_has_an_outcome_of_its_own(executor: Executor) -> None:
    """A failure does not keep the tests after it from running."""
    verdict = executor.run("def f(x):\n    return x if x < 3 else 9\n", THREE)

    assert outcomes(verdict) == [Outcome.PASSED, Outcome.FAILED, Outcome.PASSED]
    assert verdict.passes == 2
    assert not verdict.passed
    assert verdict.worst.number == 2


def test_stopping_early_leaves_the_tests_after_a_failure_out(executor: Executor) -> None:
    """The failure is the last outcome, and is reported once."""
    verdict = executor.run("def f(x):\n    return x\n", THREE, stop_early=True)

    assert outcomes(verdict) == [Outcome.PASSED, Outcome.FAILED]


def test_an_exception_in_a_test_is_an_error_and_not_a_wrong_answer(executor: Executor) -> None:
    """With its type and message, in one line."""
    verdict = executor.run("def f(x):\n    return [0, 1][x] and 1 // (2 - x)\n", THREE)

    assert outcomes(verdict) == [Outcome.PASSED, Outcome.ERROR, Outcome.ERROR]
    assert verdict.worst.detail == "IndexError: list index out of range"


@pytest.mark.parametrize("program", ["def f(", "raise ValueError('no')", "import no_such_module"])
def test_a_program_that_fails_before_its_tests_has_one_error(
    executor: Executor, program: str
) -> None:
    """Numbered 0, since it belongs to no test."""
    verdict = executor.run(program, THREE)

    assert outcomes(verdict) == [Outcome.ERROR]
    assert verdict.worst.number == 0


def test_a_program_that_waits_is_stopped_by_the_clock() -> None:
    """Sleeping uses no processor time; wall time ends it, in the test that it was in."""
    limits = Limits(wall_seconds=3.0)
    tests = Asserts.from_source("assert True\nassert f(0)\n")
    with Executor(usable_sandbox(), limits, workers=1) as executor:
        verdict = executor.run("import time\ndef f(x):\n    time.sleep(60)\n", tests)

    assert outcomes(verdict) == [Outcome.PASSED, Outcome.TIMEOUT]
    assert verdict.seconds < 10


def test_processor_time_is_counted_even_for_what_is_killed(executor: Executor) -> None:
    """An endless loop has used what it was given, not nothing."""
    verdict = executor.run("while True:\n    pass\n", THREE)

    assert verdict.worst.outcome is Outcome.TIMEOUT
    assert verdict.cpu_seconds > 0.1 or "processor" in verdict.worst.detail


def test_tests_in_a_check_function_and_its_loops_are_counted_one_by_one(
    executor: Executor,
) -> None:
    """HumanEval's form, with the extended tests' helper: a call that asserts is a test."""
    tests = Asserts.from_source(
        "def same(a, b):\n    assert a == b\n"
        "def check(candidate):\n"
        "    assert candidate(0) == 0\n"
        "    for i in range(4):\n        same(candidate(i), i * i)\n"
        "check(f)\n"
    )
    verdict = executor.run("def f(x):\n    return x * x if x != 2 else 5\n", tests)

    assert verdict.passes == 4
    assert verdict.worst.number == 4


@pytest.mark.parametrize("source", ["x = 1", "", "def check(f):\n    pass\ncheck(f)"])
def test_tests_that_test_nothing_are_refused(source: str) -> None:
    """Every program would pass them."""
    with pytest.raises(TestsError, match="hold no assert"):
        Asserts.from_source(source)


def test_tests_that_do_not_parse_are_refused() -> None:
    """The message holds the parser's."""
    with pytest.raises(TestsError, match="no Python program"):
        Asserts.from_source("assert (")


def test_cases_run_the_program_once_for_each_input(executor: Executor) -> None:
    """Reading standard input, writing standard output, leaving with sys.exit(0) if it likes."""
    suite = Cases((Case("1\n", "2"), Case("5\n", "6\n"), Case("x\n", "0")))
    verdict = executor.run("import sys\nprint(int(input()) + 1)\nsys.exit(0)\n", suite)

    assert outcomes(verdict) == [Outcome.PASSED, Outcome.PASSED, Outcome.ERROR]
    assert "ValueError" in verdict.worst.detail


def test_cases_stop_at_the_first_failure_where_wished(executor: Executor) -> None:
    """The cases after it are not run."""
    suite = Cases((Case("", "1"), Case("", "2"), Case("", "1")))
    verdict = executor.run("print(1)", suite, stop_early=True)

    assert outcomes(verdict) == [Outcome.PASSED, Outcome.FAILED]


def test_many_programs_keep_their_order_and_say_when_each_was_done(executor: Executor) -> None:
    """Two workers share them; the total is not before any of them."""
    programs = [f"def f(x):\n    return x * x + {n % 2}\n" for n in range(6)]
    execution = executor.run_all(programs, THREE)

    assert [verdict.passed for verdict in execution.verdicts] == [True, False] * 3
    assert all(seconds > 0 for seconds in execution.finished)


def test_checkers_differ_in_what_they_forgive() -> None:
    """Exact nothing; blanks at ends of lines and text; floats small differences too."""
    assert exact("1\n", "1\n")
    assert not exact("1", "1\n")
    assert tolerant_of_blanks("1  2 \n\n", "1 2")
    assert not tolerant_of_blanks("1\n2", "1 2")
    assert tolerant_of_floats("0.33333334 yes", "0.33333333 yes")
    assert not tolerant_of_floats("0.34", "0.33")
    assert not tolerant_of_floats("1 2", "1")
    assert tolerant_of_floats("inf nan", "inf nan")
    assert not tolerant_of_floats("inf", "1e308")


@given(st.floats(-1e9, 1e9), st.text(alphabet=" \t", max_size=3))
def test_a_checker_accepts_what_it_is_given_with_more_blanks(number: float, blanks: str) -> None:
    """Any number, written as Python writes it."""
    assert tolerant_of_floats(f"{number}{blanks}\n", f"{number}")
    assert tolerant_of_blanks(f"{number}{blanks}\n", f"{number}")


@given(st.binary(max_size=200), st.lists(st.binary(max_size=30), max_size=5))
def test_no_report_that_a_program_forges_breaks_the_reader(text: bytes, lines: list[bytes]) -> None:
    """Not even with the token, which a program that looks for it can find."""
    forged = text + b"".join(b"\nsecret\t" + line for line in lines)
    report = read_report(forged, "secret")

    assert all(outcome.number >= 0 for outcome in report.outcomes)


def test_lines_without_the_token_are_not_outcomes() -> None:
    """Each job has another token."""
    text = b"guess\t1\tpassed\t\nright\t1\tfailed\tno\nright\t-1\t\t0.250\n"
    report = read_report(text, "right")

    assert [one.outcome for one in report.outcomes] == [Outcome.FAILED]
    assert report.complete
    assert report.cpu_seconds == 0.25
    assert Job("", "", "", b"", False).token != Job("", "", "", b"", False).token


def test_a_sandbox_that_is_not_there_is_an_error_that_says_why() -> None:
    """Candidates are never run without one."""
    with pytest.raises(SandboxError, match="chroot: not known"):
        usable_sandbox(["chroot"])


def test_protections_are_tried_and_not_assumed(executor: Executor) -> None:
    """In bubblewrap as root every one holds; elsewhere the limits do at least."""
    found = measured_protections(executor.sandbox, LIMITS)

    assert found.memory_limited
    assert found.processes_limited
    assert found.cpu_limited
    assert found.open_files_limited
    if found.sandbox == "bubblewrap" and found.another_user:
        assert found == Protections("bubblewrap", *[True] * 10)
