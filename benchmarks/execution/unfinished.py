"""The outcome of a process that ended before its harness could say how."""

import signal

from benchmarks.execution.limits import Limits
from benchmarks.execution.outcomes import Outcome, TestOutcome
from benchmarks.execution.process import End, Ended

DETAIL_CHARACTERS = 200


def ending(ended: Ended, number: int, limits: Limits) -> TestOutcome:
    """What the process's end means for the test that was running."""
    match ended.end:
        case End.TIME:
            return TestOutcome(
                number, Outcome.TIMEOUT, f"still running after {limits.wall_seconds:g} s"
            )
        case End.OUTPUT:
            return TestOutcome(
                number, Outcome.OUTPUT_LIMIT, f"wrote over {limits.output_bytes} bytes"
            )
    end = _signal(ended.exit_code)
    if end == signal.SIGXCPU or (end == signal.SIGKILL and ended.seconds >= limits.cpu_seconds):
        return TestOutcome(
            number, Outcome.TIMEOUT, f"used its {limits.cpu_seconds} s of processor time"
        )
    return TestOutcome(number, Outcome.ERROR, _last_words(ended))


def _signal(exit_code: int) -> int:
    """The signal that ended it, or 0; bubblewrap and shells add 128 to it."""
    if exit_code < 0:
        return -exit_code
    return exit_code - 128 if exit_code > 128 else 0


def _last_words(ended: Ended) -> str:
    said = ended.errors.decode(errors="replace").strip()[-DETAIL_CHARACTERS:]
    reason = f"ended with exit code {ended.exit_code} before its tests did"
    return f"{reason}: {said}" if said else reason
