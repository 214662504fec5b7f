"""A real headless browser, where Debian's chromium is installed, spoken to over a pipe."""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

PROGRAM = "chromium"
SECONDS = 60.0
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--remote-debugging-pipe", "--hide-scrollbars"),
)


class Page:
    """One tab; every method waits for the browser, a minute at most."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._left = b""
        self._number = 0
        self.errors: list[str] = []
        self.requests: list[str] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session: str | None = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._ask(f"{domain}.enable")

    _session: str | None = None

    def open(self, path: Path, *, width: int, dark: bool = False) -> None:
        """Show a file in a window so wide, until it has loaded."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self._ask("Page.navigate", url=path.resolve().as_uri())
        self._wait(lambda message: message.get("method") == "Page.loadEventFired")

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript comes to."""
        answer = self._ask("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    def picture(self) -> bytes:
        """The whole page as PNG."""
        answer = self._ask("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(answer["data"])

    def print(self) -> bytes:
        """The page on A4, as PDF."""
        answer = self._ask("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)
        return base64.b64decode(answer["data"])

    def _ask(self, method: str, **parameters: object) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        answer = self._wait(lambda message: message.get("id") == self._number)
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def _wait(self, wanted: Any) -> dict[str, Any]:
        until = monotonic() + SECONDS
        while monotonic() < until:
            message = self._message(until)
            self._note(message)
            if wanted(message):
                return message
        raise AssertionError("the browser did not answer in time")

    def _message(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._left:
            if not select.select([self._from], [], [], max(0.0, until - monotonic()))[0]:
                raise AssertionError("the browser did not answer in time")
            piece = os.read(self._from, 1 << 16)
            if not piece:
                raise AssertionError("the browser ended")
            self._left += piece
        text, _, self._left = self._left.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        """Keep what a page should not do: errors, and requests for anything but itself."""
        details = message.get("params", {})
        match message.get("method"):
            case "Runtime.exceptionThrown":
                self.errors.append(str(details["exceptionDetails"]))
            case "Log.entryAdded":
                self.errors.append(details["entry"]["text"])
            case "Runtime.consoleAPICalled":
                self.errors.append(str(details["args"]))
            case "Network.requestWillBeSent":
                self.requests.append(details["request"]["url"])


def missing() -> str | None:
    """Why there is no browser, or nothing."""
    return None if shutil.which(PROGRAM) else f"{PROGRAM} is not installed"


@contextmanager
def browser() -> Iterator[Page]:
    """A page of a browser of its own, which is killed in the end."""
    child_reads, to_browser = _pipe()
    from_browser, child_writes = _pipe()

    def place() -> None:  # the browser reads from 3 and writes to 4
        os.dup2(child_reads, 3)
        os.dup2(child_writes, 4)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [PROGRAM, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=place,
            pass_fds=(3, 4),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(child_reads)
        os.close(child_writes)
        try:
            yield Page(to_browser, from_browser)
        finally:
            process.kill()
            process.wait(SECONDS)
            os.close(to_browser)
            os.close(from_browser)


def _pipe() -> tuple[int, int]:
    """Both ends at numbers that are not in the way of 3 and 4."""
    ends = os.pipe()
    read, write = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 16) for end in ends)
    for end in ends:
        os.close(end)
    return read, write
