"""What a run writes of itself, and whom it tells."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.training.training_log import Figures, TrainingLog

Told = list[tuple[str, int, int, Figures]]


def lines(folder: Path) -> list[dict[str, object]]:
    """Of the log."""
    text = (folder / "log.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def silent(folder: Path, told: Told | None = None) -> TrainingLog:
    """One that writes at the last step alone."""
    listeners = [] if told is None else [lambda *each: told.append(each)]
    return TrainingLog(folder, seconds=1e9, tell=listeners)


def test_the_last_step_is_written_with_the_means_of_all_before(tmp_path: Path) -> None:
    """However short the run was."""
    log = silent(tmp_path)
    for step, loss in enumerate((3.0, 2.0, 1.0), 1):
        log.add("comparison", step, 3, 100, {"loss": loss})
    (line,) = lines(tmp_path)

    assert (line["phase"], line["step"], line["steps"], line["loss"]) == ("comparison", 3, 3, 2.0)
    assert isinstance(line["tokens_per_second"], int)


def test_every_step_is_written_where_seconds_are_none(tmp_path: Path) -> None:
    """Each with its own figures: what was written is not counted again."""
    log = TrainingLog(tmp_path, seconds=-1.0)
    for step, loss in enumerate((3.0, 2.0, 1.0), 1):
        log.add("language", step, 9, 100, {"loss": loss})

    assert [line["loss"] for line in lines(tmp_path)] == [3.0, 2.0, 1.0]


def test_a_run_that_goes_on_appends(tmp_path: Path) -> None:
    """The lines of the first part stay."""
    for step in (1, 2):
        silent(tmp_path).add("language", step, step, 100, {"loss": float(step)})

    assert [line["step"] for line in lines(tmp_path)] == [1, 2]


def test_a_note_is_written_at_once(tmp_path: Path) -> None:
    """Such as what validation said; it does not touch the means."""
    log = silent(tmp_path)
    log.add("comparison", 1, 2, 100, {"loss": 4.0})
    log.note("comparison", 1, 2, {"valid_accuracy": 0.6})
    log.add("comparison", 2, 2, 100, {"loss": 2.0})
    note, last = lines(tmp_path)

    assert note == {"phase": "comparison", "step": 1, "steps": 2, "valid_accuracy": 0.6}
    assert last["loss"] == 3.0


def test_listeners_hear_what_is_written(tmp_path: Path) -> None:
    """In the same words."""
    told: Told = []
    log = silent(tmp_path, told)
    log.note("language", 1, 4, {"loss": 1.5})
    log.add("language", 4, 4, 10, {"loss": 2.0})

    assert told[0] == ("language", 1, 4, {"loss": 1.5})
    assert told[1][:3] == ("language", 4, 4)
    assert told[1][3]["loss"] == 2.0


@given(losses=st.lists(st.floats(0, 100), min_size=1, max_size=20))
def test_means_are_those_of_the_steps(
    losses: list[float], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Rounded to four digits."""
    folder = tmp_path_factory.mktemp("log")
    log = silent(folder)
    for step, loss in enumerate(losses, 1):
        log.add("comparison", step, len(losses), 1, {"loss": loss})

    assert lines(folder)[0]["loss"] == pytest.approx(sum(losses) / len(losses), abs=1e-3)
