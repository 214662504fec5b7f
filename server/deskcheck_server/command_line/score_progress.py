"""The progress of `deskcheck score`."""

from collections.abc import AsyncIterator

from rich.progress import (
    BarColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from deskcheck_server.command_line.bars import Bars

GROUPS = "{task.fields[groups]} groups, {task.fields[failed]} failed"


class ScoreProgress(Bars):
    """Counts groups and bytes; `size` is the input's length in bytes, None where it is unknown."""

    def __init__(self, *, shown: bool, size: int | None) -> None:
        super().__init__(
            TextColumn(GROUPS),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            shown=shown,
        )
        self.groups = 0
        self.failed = 0
        self._task = self.bars.add_task("", total=size, groups=0, failed=0)

    async def watched(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The same chunks, counted."""
        async for chunk in chunks:
            self.bars.advance(self._task, len(chunk))
            yield chunk

    def count(self, *, failed: bool) -> None:
        """One more group is done."""
        self.groups += 1
        self.failed += failed
        self.bars.update(self._task, groups=self.groups, failed=self.failed)
