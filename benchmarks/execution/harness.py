"""What runs inside the sandbox: the program, then its tests, with a report on the side.

The interpreter gets this file's text by `-c`, so that no file has to be readable inside. It imports
nothing that takes time, since every candidate pays for it. The job comes in one descriptor, as
`jobs.Job` packs it; the report goes out in another, as lines that start with the job's token.
"""

from __future__ import annotations  # annotations are never evaluated, so their imports cost nothing

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    Report = Callable[[int, str, str], None]

MARK = "__test_mark__"
END = -1  # the number of the line that nothing was cut off; its detail is the CPU seconds
DETAIL_CHARACTERS = 200


class Mark:
    """Reports how each block under it ended; a failure goes on or ends the run, as wished."""

    def __init__(self, report: Report, stop_early: bool) -> None:
        self._report = report
        self._stop_early = stop_early
        self._number = 0
        self.stopped_by: BaseException | None = None

    def __enter__(self) -> None:
        self._number += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self._report(self._number, outcome_of(error), detail_of(error))
        if self._stop_early:
            self.stopped_by = error
        return not self._stop_early


def outcome_of(error: BaseException | None) -> str:
    """The word for an exception, or for none."""
    if error is None:
        return "passed"
    if isinstance(error, MemoryError):
        return "memory"
    return "failed" if isinstance(error, AssertionError) else "error"


def detail_of(error: BaseException | None) -> str:
    """The exception in one line of ASCII; its own text may fail to be made."""
    if error is None:
        return ""
    try:
        text = f"{type(error).__name__}: {error}"
    except BaseException:  # noqa: BLE001  (a candidate's exception may do anything)
        text = type(error).__name__
    return ascii(text[:DETAIL_CHARACTERS])[1:-1][:DETAIL_CHARACTERS]


def run(
    packages: str, prelude: str, program: str, tests: bytes, stop_early: bool, report: Report
) -> None:
    """Run prelude, program and tests in one namespace, as if they were one file."""
    sys.path.append(packages)
    main = type(sys)("__main__")
    sys.modules["__main__"] = main
    mark = Mark(report, stop_early)
    names = main.__dict__
    names[MARK] = mark
    try:
        exec(compile(prelude, "<prelude>", "exec", dont_inherit=True), names)
        exec(compile(program, "<program>", "exec", dont_inherit=True), names)
        if tests:
            exec(marshal.loads(tests), names)
    except BaseException as error:  # noqa: BLE001  (whatever a candidate raises is its outcome)
        left_well = isinstance(error, SystemExit) and error.code in (None, 0) and not tests
        if error is not mark.stopped_by and not left_well:
            report(0, outcome_of(error), detail_of(error))
    report(END, "", f"{sum(os.times()[:4]):.3f}")


def main() -> None:
    """Read the job, run it, and leave without waiting for the program's threads."""
    with open(int(sys.argv[1]), "rb") as file:
        token, packages, prelude, program, tests, stop_early = marshal.load(file)
    descriptor = int(sys.argv[2])
    write, leave = os.write, os._exit  # a program may replace them

    def report(number: int, outcome: str, detail: str) -> None:
        write(descriptor, f"{token}\t{number}\t{outcome}\t{detail}\n".encode())

    sys.argv = ["program"]
    run(packages, prelude, program, tests, stop_early, report)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        leave(0)


if __name__ == "__main__":
    main()
