"""What a run says of itself: a line of JSON every few seconds."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

Figures = dict[str, float]


class TrainingLog:
    """Appends to `log.jsonl` of a run's folder: phase, step, loss, accuracy, tokens per second.

    Each of `tell` is called with every line too, such as to move a progress bar.
    """

    def __init__(
        self,
        folder: Path,
        *,
        seconds: float = 20.0,
        tell: Sequence[Callable[[str, int, int, Figures], None]] = (),
    ) -> None:
        self._file = folder / "log.jsonl"
        self._seconds = seconds
        self._tell = tell
        self._totals: Figures = {}
        self._steps = self._tokens = 0
        self._since = time.monotonic()

    def add(self, phase: str, step: int, steps: int, tokens: int, figures: Figures) -> None:
        """Count one step; means are written every few seconds, and at the last step."""
        for name, value in figures.items():
            self._totals[name] = self._totals.get(name, 0.0) + value
        self._steps += 1
        self._tokens += tokens
        passed = time.monotonic() - self._since
        if passed > self._seconds or step == steps:
            means = {name: round(total / self._steps, 4) for name, total in self._totals.items()}
            speed = round(self._tokens / max(passed, 1e-9))
            self.note(phase, step, steps, {**means, "tokens_per_second": speed})
            self._totals, self._steps, self._tokens = {}, 0, 0
            self._since = time.monotonic()

    def note(self, phase: str, step: int, steps: int, figures: Figures) -> None:
        """Write figures of one step."""
        line = {"phase": phase, "step": step, "steps": steps, **figures}
        with self._file.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        for tell in self._tell:
            tell(phase, step, steps, figures)
