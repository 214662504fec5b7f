"""Standard streams that the caller has closed, or turned the wrong way: told in one sentence."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.command_line.shell import COMMAND, SECONDS, Outcome, environment
from tests.server.waiting import wait_until

GROUP = json.dumps({"problem": "Add.", "candidates": ["def f(): return 1"]}) + "\n"


def redirected(how: str, *arguments: str | Path, cwd: Path) -> Outcome:
    """How the command ends in a folder, under a shell's redirection."""
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {how}', "sh", COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract", "-"),
        ("rerank", "problem.md", "-", "--engine", "fake"),
        ("score", "-", "--engine", "fake"),
    ],
)
def test_a_closed_standard_input_is_told(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Service managers start programs so."""
    for name in ("problem.md", "answer.md"):
        (tmp_path / name).write_text("x = 1")
    ended = redirected("<&-", *arguments, cwd=tmp_path)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: standard input is closed; give it a file or a pipe")
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract", "-"),
        ("rerank", "problem.md", "-", "--engine", "fake"),
        ("score", "-", "--engine", "fake"),
    ],
)
def test_a_standard_input_that_can_only_be_written_is_told(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """A redirection in the wrong direction."""
    (tmp_path / "problem.md").write_text("Add.")
    ended = redirected("0>written", *arguments, cwd=tmp_path)

    assert (ended.code, ended.out) == (2, "")
    assert "cannot be read" in ended.err
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract", "answer.md"),
        ("models",),
        ("render", "problem.md", "answer.md"),
        ("score", "groups.jsonl", "--engine", "fake"),
    ],
)
def test_a_closed_standard_output_is_told(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A result that nobody can have is no success."""
    (tmp_path / "problem.md").write_text("Add.")
    (tmp_path / "answer.md").write_text("def f(): return 1")
    (tmp_path / "groups.jsonl").write_text(GROUP)
    ended = redirected(">&-", *arguments, cwd=tmp_path)

    assert ended.code == 2
    assert ended.err == "error: standard output is closed; give it a file or a pipe\n"


def test_a_file_of_results_needs_no_standard_output(tmp_path: Path) -> None:
    """Nor anybody who reads the errors."""
    (tmp_path / "groups.jsonl").write_text(GROUP)
    arguments = ("score", "groups.jsonl", "-o", "out.jsonl", "--engine", "fake")
    ended = redirected("<&- >&- 2>&-", *arguments, cwd=tmp_path)

    assert ended.code == 0
    assert json.loads((tmp_path / "out.jsonl").read_text())["group"] == 0


def test_a_closed_standard_error_keeps_the_result(tmp_path: Path) -> None:
    """What was understood of an answer is lost, and its program is not."""
    (tmp_path / "answer.md").write_text("def f(): return 1\n")
    ended = redirected("2>&-", "extract", "answer.md", cwd=tmp_path)

    assert (ended.code, ended.out) == (0, "def f(): return 1\n")


def test_a_closed_standard_error_keeps_the_exit_code(tmp_path: Path) -> None:
    """A script still learns that something is wrong."""
    assert redirected("2>&-", "extract", "missing.md", cwd=tmp_path).code == 2


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def ready(port: int) -> bool:
    """Whether a server there takes requests."""
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200
    except httpx2.TransportError:
        return False


@contextmanager
def silent_server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server without any standard stream, which ends with the block."""
    arguments = ("serve", "--engine", "fake", "--workers", "0", "--port", str(port))
    process = subprocess.Popen(
        ["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", COMMAND, *arguments], env=environment()
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_server_without_any_stream_serves_and_ends_well() -> None:
    """No socket of its own takes their place: what a library writes there would reach a caller."""
    port = free_port()
    with silent_server(port) as process:
        wait_until(lambda: ready(port), SECONDS)
        streams = [os.readlink(f"/proc/{process.pid}/fd/{number}") for number in range(3)]
        process.terminate()

        assert streams == [os.devnull] * 3
        assert process.wait(SECONDS) == 0
