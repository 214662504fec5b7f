"""Training figures for TensorBoard, where it is installed. Uses torch."""

from collections.abc import Callable
from pathlib import Path

from deskcheck_models.training.training_log import Figures


def tensor_board(folder: Path) -> list[Callable[[str, int, int, Figures], None]]:
    """One function that writes figures to TensorBoard's event file, or none without TensorBoard."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return []
    writer = SummaryWriter(str(folder))

    def tell(phase: str, step: int, steps: int, figures: Figures) -> None:
        for name, value in figures.items():
            writer.add_scalar(f"{phase}/{name}", value, step)
        if step == steps:
            writer.flush()

    return [tell]
