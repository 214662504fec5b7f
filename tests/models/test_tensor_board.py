"""TensorBoard's event file, and a machine without TensorBoard; `test_train_run` has a whole run."""

import subprocess
import sys
from pathlib import Path

import pytest

from deskcheck_models.training.tensor_board import tensor_board
from tests.models.event_scalars import event_scalars

pytest.importorskip("torch.utils.tensorboard", reason="needs the train extra and TensorBoard")

pytestmark = pytest.mark.torch


def test_figures_that_were_told_are_there_once_it_is_closed(tmp_path: Path) -> None:
    """A run that fails has shown how far it came."""

    def broken_off() -> None:
        with tensor_board(tmp_path) as (tell,):
            tell("comparison", 7, 9, {"loss": 0.5})
            raise KeyError

    with pytest.raises(KeyError):
        broken_off()

    assert event_scalars(tmp_path) == {"comparison/loss": [(7, 0.5)]}


def test_without_tensor_board_nothing_is_written(tmp_path: Path) -> None:
    """Nor is it missed: said by a process in which it cannot be imported."""
    code = (
        "import sys; sys.modules['tensorboard'] = None\n"
        "from pathlib import Path\n"
        "from deskcheck_models.training.tensor_board import tensor_board\n"
        f"with tensor_board(Path({str(tmp_path)!r})) as board:\n"
        "    print(len(board))\n"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert told.stdout == "0\n"
    assert not list(tmp_path.iterdir())
