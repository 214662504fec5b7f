"""Runs programs against tests, several at a time, and keeps every outcome."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from time import perf_counter
from types import TracebackType
from typing import Self

from benchmarks.execution.jobs import Job, Report, read_report
from benchmarks.execution.limits import Limits
from benchmarks.execution.outcomes import Outcome, TestOutcome, Verdict
from benchmarks.execution.process import End, Ended, run_process
from benchmarks.execution.sandbox import Sandbox
from benchmarks.execution.suites import Asserts, Case, Cases, Suite
from benchmarks.execution.unfinished import ending


@dataclass(frozen=True, slots=True)
class Execution:
    """Verdicts in the order of the programs; `finished` says after how many seconds each was there.

    Programs are started in their order. So the largest of the first n values of `finished` is the
    time that the first n programs take, but for the workers that would else have been idle at
    their end.
    """

    verdicts: tuple[Verdict, ...]
    finished: tuple[float, ...]


class Executor:
    """So many workers, each with a slot of the sandbox. Close it with `with`.

    Not more than `workers` programs run at a time, whoever asks.
    """

    def __init__(self, sandbox: Sandbox, limits: Limits, *, workers: int) -> None:
        if workers < 1:
            raise ValueError(f"workers is {workers}; give 1 or more")
        self.sandbox = sandbox
        self._limits = limits
        self._slots: SimpleQueue[int] = SimpleQueue()
        for slot in range(workers):
            self._slots.put(slot)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="executor")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(cancel_futures=True)

    def run(self, program: str, suite: Suite, *, stop_early: bool = False) -> Verdict:
        """Run one program; with `stop_early` its first failure ends it."""
        with self._slot() as slot:
            match suite:
                case Asserts():
                    return self._asserted(program, suite, slot, stop_early)
                case Cases():
                    return self._compared(program, suite, slot, stop_early)

    def run_all(
        self, programs: Sequence[str], suite: Suite, *, stop_early: bool = False
    ) -> Execution:
        """Run every program, one per worker at a time."""
        started = perf_counter()

        def one(program: str) -> tuple[Verdict, float]:
            verdict = self.run(program, suite, stop_early=stop_early)
            return verdict, perf_counter() - started

        done = list(self._threads.map(one, programs))
        return Execution(
            tuple(verdict for verdict, _ in done), tuple(seconds for _, seconds in done)
        )

    @contextmanager
    def _slot(self) -> Iterator[int]:
        slot = self._slots.get()
        try:
            yield slot
        finally:
            self._slots.put(slot)

    def _asserted(self, program: str, suite: Asserts, slot: int, stop_early: bool) -> Verdict:
        job = Job(self.sandbox.packages, suite.prelude, program, suite.code, stop_early)
        ended = self._ended(job, "", slot)
        report = read_report(ended.report, job.token)
        outcomes = report.outcomes
        if not report.complete:
            outcomes += (ending(ended, len(outcomes) + 1, self._limits),)
        cpu_seconds = max(ended.cpu_seconds, report.cpu_seconds)
        return Verdict(outcomes, ended.seconds, cpu_seconds)

    def _compared(self, program: str, suite: Cases, slot: int, stop_early: bool) -> Verdict:
        outcomes = []
        seconds = cpu_seconds = 0.0
        for number, case in enumerate(suite.cases, start=1):
            job = Job(self.sandbox.packages, "", program, b"", stop_early)
            ended = self._ended(job, case.stdin, slot)
            report = read_report(ended.report, job.token)
            outcomes.append(self._case_outcome(ended, report, number, suite, case))
            seconds += ended.seconds
            cpu_seconds += max(ended.cpu_seconds, report.cpu_seconds)
            if stop_early and outcomes[-1].outcome is not Outcome.PASSED:
                break
        return Verdict(tuple(outcomes), seconds, cpu_seconds)

    def _case_outcome(
        self, ended: Ended, report: Report, number: int, suite: Cases, case: Case
    ) -> TestOutcome:
        if report.outcomes:
            first = report.outcomes[0]
            return TestOutcome(number, first.outcome, first.detail)
        cut = not report.complete and ended.exit_code != 0
        if cut or ended.end is not End.EXIT:
            return ending(ended, number, self._limits)
        if suite.checker(ended.output.decode(errors="replace"), case.expected):
            return TestOutcome(number, Outcome.PASSED)
        return TestOutcome(number, Outcome.FAILED, "the output differs")

    def _ended(self, job: Job, stdin: str, slot: int) -> Ended:
        with self.sandbox.room(slot, self._limits) as wrap:
            return run_process(
                wrap,
                self.sandbox.interpreter,
                job=job.packed(),
                stdin=stdin.encode(errors="replace"),
                limits=self._limits,
            )
