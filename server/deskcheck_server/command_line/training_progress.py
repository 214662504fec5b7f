"""The progress of `deskcheck train`."""

from rich.progress import (
    BarColumn,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from deskcheck_models.training.training_log import Figures
from deskcheck_server.command_line.bars import Bars


class TrainingProgress(Bars):
    """A bar for each phase with its latest figures."""

    def __init__(self) -> None:
        super().__init__(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[figures]}"),
            shown=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._shown: Figures = {}

    def tell(self, phase: str, step: int, steps: int, figures: Figures) -> None:
        """Move the phase's bar, and show the figures beside those that were told before."""
        if phase not in self._tasks:
            self._shown = {}
            self._tasks[phase] = self.bars.add_task(phase, total=steps, figures="")
        self._shown |= figures
        shown = ", ".join(f"{name} {value:g}" for name, value in self._shown.items())
        self.bars.update(self._tasks[phase], completed=step, figures=shown)
