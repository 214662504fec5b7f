"""The progress of a command that works in stages: one line for each."""

from collections.abc import Callable
from functools import partial

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from deskcheck_server.command_line.bars import Bars


class StageProgress(Bars):
    """A bar for each stage, in the order in which they begin."""

    def __init__(self, *, shown: bool) -> None:
        super().__init__(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            shown=shown,
        )

    def stage(self, name: str, steps: int) -> Callable[[int], object]:
        """A stage of so many steps begins; what is returned is told how many more are done."""
        return partial(self.bars.advance, self.bars.add_task(name, total=steps))
