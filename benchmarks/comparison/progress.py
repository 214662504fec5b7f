"""How far a run is, on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """A sign of life for what cannot say how far it is."""
    with Console(stderr=True).status(text):
        yield


@contextmanager
def progress(name: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar with the time that is left; gives what to call after each step."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(name, total=total)
        yield lambda: bar.advance(task)
