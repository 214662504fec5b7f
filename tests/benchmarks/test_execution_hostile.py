"""Programs that attack the machine: each ends within its bound, and the next one runs as before."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

from benchmarks.execution import (
    Asserts,
    Executor,
    Limits,
    Outcome,
    SandboxError,
    Verdict,
    measured_protections,
    usable_sandbox,
)

LIMITS = Limits(wall_seconds=6.0, cpu_seconds=2, processes=24, folder_bytes=4 << 20)
BOUND_SECONDS = LIMITS.wall_seconds + 10.0  # for the end of a run on a busy machine
TESTS = Asserts.from_source("assert answer() == 42")
HONEST = "def answer():\n    return 42\n"


@pytest.fixture(params=["bubblewrap", "limits"], scope="module")
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Two workers in each sandbox that works on this machine."""
    try:
        sandbox = usable_sandbox([request.param])
    except SandboxError as error:
        pytest.skip(str(error))
    with Executor(sandbox, LIMITS, workers=2) as opened:
        yield opened


def attacked(executor: Executor, program: str) -> Verdict:
    """The verdict on a hostile program, after which the runner must still work."""
    started = perf_counter()
    verdict = executor.run(program, TESTS)
    seconds = perf_counter() - started

    assert seconds < BOUND_SECONDS
    assert executor.run(HONEST, TESTS).passed

    return verdict


def test_a_fork_bomb_meets_the_limit_of_processes(executor: Executor) -> None:
    """Forking fails for it, or its time is up; nothing of it stays."""
    verdict = attacked(executor, "import os\nwhile True:\n    os.fork()\n")

    assert not verdict.passed


def test_a_fork_bomb_that_ignores_failure_runs_out_of_time(executor: Executor) -> None:
    """It goes on trying, in every process, until all are killed together."""
    program = (
        "import os, time\nwhile True:\n"
        "    try:\n        os.fork()\n    except OSError:\n        time.sleep(0.01)\n"
    )
    verdict = attacked(executor, program)

    assert verdict.worst.outcome is Outcome.TIMEOUT


def test_a_memory_bomb_is_refused_memory(executor: Executor) -> None:
    """The address space is limited, so that the allocation fails before anything is written."""
    verdict = attacked(executor, "hoard = []\nwhile True:\n    hoard.append(bytes(1 << 26))\n")

    assert verdict.worst.outcome is Outcome.MEMORY


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_endless_output_ends_the_run(executor: Executor, stream: str) -> None:
    """Not more than the bound is kept."""
    verdict = attacked(
        executor, f"import sys\nwhile True:\n    print('x' * 999, file=sys.{stream})\n"
    )

    assert verdict.worst.outcome is Outcome.OUTPUT_LIMIT


def test_an_endless_report_ends_the_run(executor: Executor) -> None:
    """A program may find the descriptor of the report; its lines lack the token, but count."""
    program = (
        "import os\nwhile True:\n    for number in range(3, 200):\n"
        "        try:\n            os.write(number, b'guess\\t1\\tpassed\\t\\n' * 999)\n"
        "        except OSError:\n            pass\n"
    )
    verdict = attacked(executor, program)

    assert verdict.worst.outcome is Outcome.OUTPUT_LIMIT
    assert verdict.passes == 0


def test_a_program_cannot_delete_files_that_are_not_its_own(
    executor: Executor, tmp_path: Path
) -> None:
    """Neither a file by its name, nor the folder around it, nor the system's."""
    kept = tmp_path / "kept"
    kept.write_text("here", encoding="utf-8")
    program = (
        "import os, shutil\n"
        f"for target in ({str(kept)!r}, {str(tmp_path)!r}, '/usr/bin/prlimit'):\n"
        "    for remove in (os.remove, shutil.rmtree):\n"
        "        try:\n            remove(target)\n        except OSError:\n            pass\n"
    )
    verdict = attacked(executor, program + HONEST)

    assert verdict.passed
    assert kept.read_text(encoding="utf-8") == "here"


def test_a_program_that_ignores_signals_is_killed_all_the_same(executor: Executor) -> None:
    """SIGKILL cannot be ignored."""
    program = (
        "import signal\nfor number in range(1, 64):\n"
        "    try:\n        signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError):\n        pass\nwhile True:\n    pass\n"
    )
    verdict = attacked(executor, program)

    assert verdict.worst.outcome is Outcome.TIMEOUT


def test_killing_its_parent_does_not_reach_the_runner(executor: Executor) -> None:
    """It is another user's process, and with namespaces it cannot even be named."""
    program = (
        "import os, signal\n"
        f"for target in (os.getppid(), {os.getpid()}, 1, -1):\n"
        "    try:\n        os.kill(target, signal.SIGTERM)\n    except OSError:\n        pass\n"
    )
    signalled: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: signalled.append(number))
    try:
        verdict = attacked(executor, program)
    finally:
        signal.signal(signal.SIGTERM, before)

    assert not verdict.passed
    assert signalled == []


def test_a_program_cannot_connect_to_this_machine(executor: Executor) -> None:
    """Not even to a port of the loopback device that somebody listens on."""
    if not measured_protections_of(executor):
        pytest.skip("no network namespace may be made here")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        program = f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 3)\n" + HONEST
        verdict = attacked(executor, program)

    assert verdict.worst.outcome is Outcome.ERROR
    assert "OSError" in verdict.worst.detail or "Refused" in verdict.worst.detail


def test_a_daemon_does_not_outlive_its_run(executor: Executor) -> None:
    """A child in a session of its own, whose parent has gone, is still ended."""
    program = (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        os.execv('/usr/bin/sleep', ['sleep', '5791'])\n    os._exit(0)\n"
    ) + HONEST
    verdict = attacked(executor, program)

    assert verdict.passed
    assert not any(b"sleep\x005791" in command for command in commands())


def test_filling_the_disk_meets_a_limit(executor: Executor) -> None:
    """One file cannot grow beyond the bound; with bubblewrap all files together cannot."""
    program = (
        "with open('big', 'wb') as file:\n    while True:\n        file.write(bytes(1 << 20))\n"
    )
    verdict = attacked(executor, program)

    assert verdict.worst.outcome is Outcome.ERROR
    assert "OSError" in verdict.worst.detail


def test_a_program_cannot_read_what_only_this_user_may(executor: Executor, tmp_path: Path) -> None:
    """With bubblewrap the file is not even there."""
    secret = tmp_path / "secret"
    secret.write_text("42", encoding="utf-8")
    secret.chmod(0o600)
    verdict = attacked(executor, f"number = open({str(secret)!r}).read()\n" + HONEST)

    assert verdict.worst.outcome is Outcome.ERROR
    assert "Error" in verdict.worst.detail


def test_leaving_early_does_not_pass(executor: Executor) -> None:
    """Exit status 0 is not believed: every test must have been reported."""
    for program in ("import os\nos._exit(0)\n", "raise SystemExit(0)\n"):
        assert attacked(executor, program).worst.outcome is Outcome.ERROR


def test_threads_that_never_end_do_not_hold_the_run(executor: Executor) -> None:
    """The process leaves when its tests are done."""
    program = (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(99,)).start()\n" + HONEST
    )
    verdict = attacked(executor, program)

    assert verdict.passed


def measured_protections_of(executor: Executor) -> bool:
    """Whether the executor's sandbox keeps programs from the network."""
    return measured_protections(executor.sandbox, LIMITS).no_network


def commands() -> list[bytes]:
    """The command lines of all processes of this machine."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                found.append((folder / "cmdline").read_bytes())
            except OSError:
                continue
    return found
