"""What TensorBoard is told of a run, read back from its event file."""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from deskcheck_models.training.pairs.pair_files import write_pairs
from deskcheck_models.training.recipe import Phase, Reading, Recipe, Shape
from deskcheck_models.training.tensor_board import tensor_board
from deskcheck_models.training.train import Run, train
from tests.models.pair_builder import sum_pairs

pytest.importorskip("torch.utils.tensorboard", reason="needs the train extra and TensorBoard")
events = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")

pytestmark = pytest.mark.torch

SMALL = Recipe(
    shape=Shape(
        vocabulary=300,
        hidden=32,
        layers=1,
        heads=2,
        key_value_heads=1,
        head_width=16,
        intermediate=48,
        positions=512,
    ),
    reading=Reading(Phase(tokens=4 * 64 * 4, learning_rate=3e-3), window=64),
    comparison=Phase(tokens=4_000, learning_rate=1e-3),
    groups_per_step=2,
    reports=2,
)


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    """Step and value of every figure in the event file of a folder."""
    read = events.EventAccumulator(str(folder))
    read.Reload()
    return {
        name: [(one.step, one.value) for one in read.Scalars(name)]
        for name in read.Tags()["scalars"]
    }


def logged(folder: Path) -> dict[str, list[tuple[int, object]]]:
    """The same from the lines of the run's own log."""
    found: dict[str, list[tuple[int, object]]] = defaultdict(list)
    for text in (folder / "log.jsonl").read_text().splitlines():
        line = json.loads(text)
        phase, step = line.pop("phase"), line.pop("step")
        del line["steps"]
        for name, value in line.items():
            found[f"{phase}/{name}"].append((step, pytest.approx(value, rel=1e-6)))
    return found


def test_a_run_tells_tensor_board_what_it_logs(tmp_path: Path) -> None:
    """Every figure of both phases, at its step."""
    pairs = tmp_path / "pairs.jsonl"
    write_pairs(pairs, sum_pairs())
    train(Run(pairs, tmp_path / "run", SMALL, validation=pairs))
    shown = scalars(tmp_path / "run")

    assert shown == logged(tmp_path / "run")
    assert {"language/loss", "comparison/loss", "comparison/valid_accuracy"} <= shown.keys()


def test_figures_that_were_told_are_there_once_it_is_closed(tmp_path: Path) -> None:
    """A run that fails has shown how far it came."""

    def broken_off() -> None:
        with tensor_board(tmp_path) as (tell,):
            tell("comparison", 7, 9, {"loss": 0.5})
            raise KeyError

    with pytest.raises(KeyError):
        broken_off()

    assert scalars(tmp_path) == {"comparison/loss": [(7, 0.5)]}


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
