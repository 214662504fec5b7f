"""Reports, ends and outputs of programs that ran: what is believed, and what is not."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.execution.checkers import exact, tolerant_of_blanks, tolerant_of_floats
from benchmarks.execution.cpu_clock import tree_seconds
from benchmarks.execution.harness import END
from benchmarks.execution.jobs import Job, read_report
from benchmarks.execution.limits import Limits
from benchmarks.execution.outcomes import Outcome, TestOutcome, Verdict
from benchmarks.execution.process import End, Ended
from benchmarks.execution.unfinished import DETAIL_CHARACTERS, ending

TOKEN = "0123456789abcdef"
LIMITS = Limits()
TEXT = st.text(st.characters(codec="ascii", exclude_characters="\n\r"), max_size=60)


def line(number: int | str, word: str, detail: str, token: str = TOKEN) -> str:
    """One line of a report."""
    return f"{token}\t{number}\t{word}\t{detail}\n"


def report(*lines: str) -> bytes:
    """Its bytes."""
    return "".join(lines).encode()


def ended(end: End = End.EXIT, code: int = 0, errors: bytes = b"", seconds: float = 0.1) -> Ended:
    """A process that wrote no report."""
    return Ended(end, code, b"", errors, b"", seconds, 0.0)


def test_a_report_holds_its_outcomes_and_what_they_cost() -> None:
    """It is complete where its last line is there."""
    found = read_report(
        report(line(1, "passed", ""), line(2, "failed", "1 != 2"), line(END, "", "0.250")), TOKEN
    )

    assert [one.outcome for one in found.outcomes] == [Outcome.PASSED, Outcome.FAILED]
    assert found.outcomes[1].detail == "1 != 2"
    assert (found.complete, found.cpu_seconds) == (True, 0.25)


def test_a_report_without_its_last_line_is_not_complete() -> None:
    """What it holds is kept."""
    found = read_report(report(line(1, "passed", "")), TOKEN)

    assert (len(found.outcomes), found.complete, found.cpu_seconds) == (1, False, 0.0)


@pytest.mark.parametrize(
    "forged",
    [
        line(1, "passed", "", token="guessed"),
        line(1, "excellent", ""),
        line("-1", "passed", ""),
        line("1e3", "passed", ""),
        line("9" * 30, "passed", ""),
        f"{TOKEN}\t1\tpassed\n",
        f"{TOKEN} 1 passed \n",
        "passed\n",
    ],
    ids=["token", "word", "negative", "float", "huge", "fields", "blanks", "bare"],
)
def test_a_line_that_is_not_the_harness_own_is_left_out(forged: str) -> None:
    """Before and after it all is read."""
    found = read_report(report(line(1, "passed", ""), forged, line(2, "error", "E")), TOKEN)

    assert [one.number for one in found.outcomes] == [1, 2]


@pytest.mark.parametrize("seconds", ["nan", "-1.000", "1e9", "", "0x1p3", "inf", "12345678.000"])
def test_a_cost_that_is_no_number_of_seconds_counts_as_none(seconds: str) -> None:
    """A program that found the token may write anything."""
    found = read_report(report(line(END, "", seconds)), TOKEN)

    assert (found.complete, found.cpu_seconds) == (True, 0.0)


@given(text=st.binary(max_size=300))
def test_any_bytes_are_read_without_failing(text: bytes) -> None:
    """And no outcome is made of them."""
    assert read_report(text, TOKEN).outcomes == ()


@given(outcomes=st.lists(st.tuples(st.integers(1, 999), st.sampled_from(Outcome), TEXT)))
def test_what_the_harness_writes_is_read(outcomes: list[tuple[int, Outcome, str]]) -> None:
    """All of it, in order, whatever the details hold but tabs and line ends."""
    clean = [(n, one, "".join(c for c in text if c.isprintable())) for n, one, text in outcomes]
    found = read_report(report(*(line(n, one, text) for n, one, text in clean)), TOKEN)

    assert [(one.number, one.outcome, one.detail) for one in found.outcomes] == clean


def test_each_job_has_a_token_that_nobody_guesses() -> None:
    """Of 128 bits."""
    tokens = {Job("", "", "", b"", stop_early=False).token for _ in range(100)}

    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {32}


def test_a_program_with_lone_surrogates_can_be_packed() -> None:
    """They cannot be written as UTF-8; a question mark stands in for each."""
    packed = Job("", "", "x = '\ud800'", b"", stop_early=False).packed()

    assert b"x = '?'" in packed


@pytest.mark.parametrize(
    ("process", "outcome", "detail"),
    [
        (ended(End.TIME), Outcome.TIMEOUT, "still running after 8 s"),
        (ended(End.OUTPUT), Outcome.OUTPUT_LIMIT, "wrote over 1048576 bytes"),
        (ended(code=-signal.SIGXCPU), Outcome.TIMEOUT, "used its 4 s of processor time"),
        (ended(code=128 + signal.SIGXCPU), Outcome.TIMEOUT, "used its 4 s of processor time"),
        (ended(code=-signal.SIGKILL, seconds=4.2), Outcome.TIMEOUT, "used its 4 s"),
        (ended(code=-signal.SIGKILL, seconds=0.5), Outcome.ERROR, "exit code -9"),
        (ended(code=139), Outcome.ERROR, "exit code 139"),
        (ended(code=1, errors=b"MemoryError\n"), Outcome.ERROR, ": MemoryError"),
        (ended(code=0), Outcome.ERROR, "exit code 0 before its tests did"),
    ],
)
def test_an_end_without_a_report_is_told_from_how_the_process_ended(
    process: Ended, outcome: Outcome, detail: str
) -> None:
    """An early exit with 0 is no pass."""
    found = ending(process, 3, LIMITS)

    assert (found.number, found.outcome) == (3, outcome)
    assert detail in found.detail


def test_of_long_last_words_the_end_is_kept() -> None:
    """Where the error stands."""
    found = ending(ended(code=1, errors=b"x" * 9999 + b" ValueError: the end"), 1, LIMITS)

    assert found.detail.endswith("ValueError: the end")
    assert len(found.detail) < DETAIL_CHARACTERS + 80


def test_last_words_that_are_no_text_do_no_harm() -> None:
    """What cannot be read is replaced."""
    assert "\ufffd" in ending(ended(code=1, errors=b"\xff\xfe"), 1, LIMITS).detail


@pytest.mark.parametrize("name", Limits.__slots__)
@pytest.mark.parametrize("value", [0, -1])
def test_a_limit_of_nothing_is_refused_by_name(name: str, value: int) -> None:
    """No program could run under it."""
    with pytest.raises(ValueError, match=f"{name} is {value}; give a number above 0"):
        Limits(**{name: value})


def test_limits_become_arguments_of_prlimit() -> None:
    """The hard limit of processor time comes a second after the soft one."""
    arguments = Limits(cpu_seconds=3, memory_bytes=1 << 20, processes=5).arguments()

    assert "--cpu=3:4" in arguments
    assert "--as=1048576" in arguments
    assert "--nproc=5" in arguments
    assert "--core=0" in arguments


def test_a_verdict_without_outcomes_is_no_pass() -> None:
    """Nothing was tested."""
    assert not Verdict((), 1.0, 1.0).passed


def test_the_worst_outcome_is_the_first_that_is_no_pass() -> None:
    """Else the last one."""
    ends = [Outcome.PASSED, Outcome.TIMEOUT, Outcome.FAILED]
    outcomes = tuple(TestOutcome(number, end) for number, end in enumerate(ends, 1))

    assert Verdict(outcomes, 1.0, 1.0).worst.number == 2
    assert Verdict(outcomes[:1], 1.0, 1.0).worst.number == 1


@given(text=st.text(max_size=60))
def test_a_text_equals_itself_under_every_checker(text: str) -> None:
    """Whatever it holds."""
    assert exact(text, text)
    assert tolerant_of_blanks(text, text)
    assert tolerant_of_floats(text, text)


@given(one=st.text(max_size=30), other=st.text(max_size=30))
def test_a_stricter_checker_never_takes_what_a_looser_one_refuses(one: str, other: str) -> None:
    """Exact, then blanks, then numbers."""
    assert not exact(one, other) or tolerant_of_blanks(one, other)
    assert not tolerant_of_blanks(one, other) or tolerant_of_floats(one, other)


@pytest.mark.parametrize(
    ("output", "expected", "same"),
    [
        ("1 2\n", "1 2", True),
        ("1  2 \n\n", "1 2", True),
        ("1 2", "1\n2", False),
        ("\n1", "1", False),
        ("", "\n\n", True),
        ("1", "1.0", False),
    ],
)
def test_blanks_count_only_where_they_part_words_or_lines(
    output: str, expected: str, same: bool
) -> None:
    """As judges compare."""
    assert tolerant_of_blanks(output, expected) is same


@pytest.mark.parametrize(
    ("output", "expected", "same"),
    [
        ("1.0000001", "1", True),
        ("1.00001", "1", False),
        ("0.0000005", "0", True),
        ("1e10", "10000000001", True),
        ("inf", "inf", True),
        ("inf", "1e308", False),
        ("nan", "nan", True),
        ("nan", "0", False),
        ("yes 1.0", "yes 1", True),
        ("yes 1.0", "no 1", False),
        ("1 2", "1", False),
    ],
)
def test_numbers_may_differ_by_a_millionth(output: str, expected: str, same: bool) -> None:
    """Of their size, or absolutely near zero; words must be the same."""
    assert tolerant_of_floats(output, expected) is same


@pytest.fixture
def busy() -> Iterator[subprocess.Popen[str]]:
    """A process whose child computes for half a second and then waits."""
    child = "import time; t = time.process_time()\nwhile time.process_time() - t < 0.5: pass\n"
    parent = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {child!r} + 'print(1, flush=True)\\n'"
        " + 'input()'], stdin=subprocess.PIPE)\n"
        "input(); child.communicate(b'\\n')\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", parent],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.close()


def test_the_time_of_a_living_child_counts(busy: subprocess.Popen[str]) -> None:
    """Not only of those that were waited for."""
    assert busy.stdout is not None
    busy.stdout.readline()

    assert 0.4 <= tree_seconds(busy.pid) <= 3.0


def test_this_process_has_computed_something() -> None:
    """What it computes now is added."""
    before = tree_seconds(os.getpid())
    until = monotonic() + 0.2
    while monotonic() < until:
        pass

    assert tree_seconds(os.getpid()) > before


def test_a_process_that_is_gone_has_computed_nothing() -> None:
    """It is no error: a server may end while it is looked at."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()

    assert tree_seconds(process.pid) == 0.0
