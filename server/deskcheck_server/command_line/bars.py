"""Progress bars on standard error, as every long command shows them."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, ProgressColumn


class Bars:
    """Bars with the given columns while the `with` block runs, if `shown` is true."""

    def __init__(self, *columns: ProgressColumn, shown: bool) -> None:
        self.bars = Progress(*columns, console=Console(stderr=True), disable=not shown)

    def __enter__(self) -> Self:
        self.bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.bars.stop()
