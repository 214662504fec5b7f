"""What TensorBoard shows of a run's folder."""

from pathlib import Path

import pytest


def event_scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    """Step and value of every figure in its event file; skips the test without TensorBoard."""
    pytest.importorskip("torch.utils.tensorboard", reason="needs the train extra and TensorBoard")
    events = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    read = events.EventAccumulator(str(folder))
    read.Reload()
    return {
        name: [(one.step, one.value) for one in read.Scalars(name)]
        for name in read.Tags()["scalars"]
    }
