"""The progress of `deskcheck train` on standard error."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from deskcheck_models.training.training_log import Figures


class TrainingProgress:
    """A bar for each phase with its latest figures, while the `with` block runs."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[figures]}"),
            console=Console(stderr=True),
        )
        self._tasks: dict[str, TaskID] = {}
        self._shown: Figures = {}

    def tell(self, phase: str, step: int, steps: int, figures: Figures) -> None:
        """Move the phase's bar, and show the figures beside those that were told before."""
        if phase not in self._tasks:
            self._shown = {}
            self._tasks[phase] = self._progress.add_task(phase, total=steps, figures="")
        self._shown |= figures
        shown = ", ".join(f"{name} {value:g}" for name, value in self._shown.items())
        self._progress.update(self._tasks[phase], completed=step, figures=shown)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()
