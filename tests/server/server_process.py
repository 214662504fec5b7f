"""A server in a process of its own, and what it logs."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Self

ROOT = Path(__file__).parents[2]
SECONDS = 60.0
NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


class ServerProcess:
    """Started with arguments of the interpreter; killed at the end of its `with` block.

    `variables` are set in its environment besides ours.
    """

    def __init__(
        self, arguments: Sequence[str], variables: Mapping[str, str] = NO_VARIABLES
    ) -> None:
        self.lines: list[dict[str, object]] = []
        self._waiting: queue.Queue[dict[str, object] | None] = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **variables},
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()

    @property
    def url(self) -> str:
        """Where it listens, once it has said so."""
        while "port" not in (line := self._waiting.get(timeout=SECONDS) or self._ended()):
            pass
        return f"http://127.0.0.1:{line['port']}"

    @property
    def children(self) -> list[int]:
        """Its child processes."""
        file = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(number) for number in file.read_text().split()]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def exit_code(self) -> int:
        """Wait for its end."""
        code = self._process.wait(SECONDS)
        self._reader.join()
        return code

    def _read(self) -> None:
        if self._process.stderr is None:
            return
        with self._process.stderr as stream:
            for text in stream:
                line = json.loads(text) if text.startswith("{") else {"text": text}
                self.lines.append(line)
                self._waiting.put(line)
        self._waiting.put(None)

    def _ended(self) -> dict[str, object]:
        raise RuntimeError(f"the server ended: {self.lines}")
