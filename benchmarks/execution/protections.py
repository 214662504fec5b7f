"""Which protections hold on this machine: tried from inside, not read from a manual."""

import json
import os
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.execution.errors import SandboxError
from benchmarks.execution.jobs import Job
from benchmarks.execution.limits import Limits
from benchmarks.execution.process import run_process
from benchmarks.execution.sandbox import Sandbox

# What the probe may assume of a sandbox is nothing; it reports what it managed to do.
PROBE = '''
import json, os, resource, socket, sys
runner, port, secret, outside, folder_bytes = json.loads(sys.stdin.read())

def managed(action):
    try:
        action()
    except (OSError, MemoryError, ValueError):
        return False
    return True

def connect():
    socket.create_connection(("127.0.0.1", port), timeout=2).close()

def read():
    open(secret).read()

def write_somewhere():
    failures = []
    for folder in [outside, "/", "/usr", "/var/tmp", "/dev/shm", "/run"]:
        try:
            with open(folder + "/candidate-was-here", "w") as file:
                file.write("x" * 8192)
            os.remove(file.name)
            return
        except OSError as error:
            failures.append(error)
    raise failures[0]

def fill():
    for number in range(2 * folder_bytes // 2**20 + 1):
        with open(f"fill-{number}", "wb") as file:
            file.write(bytes(2**20))

def limit(name):
    return resource.getrlimit(name)[1]

print(json.dumps({
    "user": os.getuid(),
    "connected": managed(connect),
    "read": managed(read),
    "wrote": managed(write_somewhere),
    "signalled": managed(lambda: os.kill(runner, 0)),
    "filled": managed(fill),
    "memory": limit(resource.RLIMIT_AS),
    "processes": limit(resource.RLIMIT_NPROC),
    "cpu": limit(resource.RLIMIT_CPU),
    "files": limit(resource.RLIMIT_NOFILE),
}))
'''  # fmt: skip


@dataclass(frozen=True, slots=True)
class Protections:
    """What a candidate could not do when it was tried; False is a gap."""

    sandbox: str
    another_user: bool
    no_network: bool
    files_hidden: bool
    files_kept: bool  # nothing outside its folder can be written
    processes_hidden: bool  # the process that runs candidates cannot be signalled
    folder_bounded: bool  # all files together, not one alone
    memory_limited: bool  # each process
    processes_limited: bool
    cpu_limited: bool
    open_files_limited: bool


def measured_protections(sandbox: Sandbox, limits: Limits) -> Protections:
    """Run the probe in the sandbox; raises SandboxError where it does not come back."""
    with (
        tempfile.TemporaryDirectory(prefix="protections-") as folder,
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        secret = Path(folder) / "secret"
        secret.write_text("not for candidates", encoding="utf-8")
        secret.chmod(0o644)
        Path(folder).chmod(0o755)
        port = int(listener.getsockname()[1])
        question = json.dumps([os.getpid(), port, str(secret), folder, limits.folder_bytes])
        found = _asked(sandbox, limits, question)
    return Protections(
        sandbox=sandbox.name,
        another_user=found["user"] not in (0, os.geteuid()),
        no_network=not found["connected"],
        files_hidden=not found["read"],
        files_kept=not found["wrote"],
        processes_hidden=not found["signalled"],
        folder_bounded=not found["filled"],
        memory_limited=found["memory"] == limits.memory_bytes,
        processes_limited=found["processes"] == limits.processes,
        cpu_limited=found["cpu"] == limits.cpu_seconds + 1,
        open_files_limited=found["files"] == limits.open_files,
    )


def _asked(sandbox: Sandbox, limits: Limits, question: str) -> dict[str, int]:
    job = Job(sandbox.packages, "", PROBE, b"", stop_early=False)
    with sandbox.room(0, limits) as wrap:
        ended = run_process(
            wrap, sandbox.interpreter, job=job.packed(), stdin=question.encode(), limits=limits
        )
    try:
        found: dict[str, int] = json.loads(ended.output)
    except ValueError as error:
        said = ended.errors.decode(errors="replace").strip()[-500:]
        raise SandboxError(f"the probe did not answer in {sandbox.name}: {said}") from error
    return found
