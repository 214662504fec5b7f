"""Training figures for TensorBoard, where it is installed. Uses torch."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deskcheck_models.training.training_log import Figures


@contextmanager
def tensor_board(folder: Path) -> Iterator[Sequence[Callable[[str, int, int, Figures], None]]]:
    """One function that writes figures to TensorBoard's event file, or none without TensorBoard.

    The file is closed in the end. Figures are named by phase: `comparison/loss`.
    """
    kind = _writer_kind()
    if kind is None:
        yield ()
        return
    with kind(str(folder)) as writer:

        def tell(phase: str, step: int, _steps: int, figures: Figures) -> None:
            for name, value in figures.items():
                writer.add_scalar(f"{phase}/{name}", value, step)

        yield (tell,)


def _writer_kind() -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return None
    return SummaryWriter
