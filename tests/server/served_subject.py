"""`deskcheck serve` with vLLM as what is verified: a process of its own, spoken to over HTTP."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from demo.server_process import served, stopped
from deskcheck_models.verification import Measured, Plan, Precision, Row, Scope, Verification
from deskcheck_server.command_line.remote_scorer import RemoteScorer
from deskcheck_server.command_line.remote_subject import RemoteSubject
from deskcheck_server.settings import Settings
from tests.models.parity_scope import SMALL

START_SECONDS = 400.0
CALL_SECONDS = 300.0
STOP_SECONDS = 60.0


class ServedSubject:
    """A Subject that is a whole server: opened with it, and stopped with it."""

    def __init__(self, *flags: str, model: str | None = None) -> None:
        """Start the server with these flags, and ask it for this model."""
        self._stack = ExitStack()
        server = served("--engine", "vllm", *flags, start_seconds=START_SECONDS)
        url, self._process = self._stack.enter_context(server)
        scorer = RemoteScorer.connect(url, timeout=CALL_SECONDS)
        self._subject = RemoteSubject(scorer, Settings.read(None), model)

    async def max_tokens(self) -> int:
        """The longest sequence that the server says it reads."""
        return await self._subject.max_tokens()

    async def scores(self, problem: str, programs: Sequence[str]) -> Sequence[Measured]:
        """Of one group, in one call."""
        return await self._subject.scores(problem, programs)

    async def close(self) -> None:
        """Stop the server; raises AssertionError where it does not end well."""
        await self._subject.close()
        with self._stack:
            assert stopped(self._process, STOP_SECONDS) == 0


async def rows_over_http(plan: Plan, *flags: str, restarts: bool = False) -> tuple[Row, ...]:
    """The parity suite's table of a server with these flags, which `restarts` in between or not.

    The score cache is off, so that it is vLLM's cache that is hit.
    """
    shared = ("--model", str(plan.folder), "--precision", plan.precision, "--workers", "1")

    def opened() -> ServedSubject:
        return ServedSubject(*shared, "--score-cache-entries", "0", *flags)

    return await Verification(plan, opened, restarts=restarts).rows(lambda _: None)


def small_plan(
    folder: Path, precision: Precision, *, system: str | None = None, scope: Scope = SMALL
) -> Plan:
    """As much as a test has time for: 1 token to the longest, and groups of 1 to 64."""
    return Plan(folder, folder, precision, system=system, scope=scope)
