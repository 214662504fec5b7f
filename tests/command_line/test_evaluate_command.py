"""`deskcheck evaluate` on small made-up data, with the fake engine."""

import gzip
import json
import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from deskcheck_models.training.labelled import Split
from tests.command_line.shell import Outcome, call, run
from tests.models.labelled_group_builder import problems

DATA = Path(__file__).parents[3] / "shared" / "data"
TEST, TRAIN = problems(Split.TEST, 4), problems(Split.TRAIN, 3)


def _records(names: list[str]) -> list[dict[str, object]]:
    return [
        {
            "source": "mbpp",
            "problem_id": name,
            "problem": f"Solve {name}.",
            "language": "python",
            "policy": "small",
            "candidate": f"def solve(n):\n    steps = {place}\n    return n {sign} steps",
            "label": int(sign == "+"),
        }
        for place, name in enumerate(names)
        for sign in ("+", "-", "* 2 -")
    ]


def _written(folder: Path, records: list[dict[str, object]]) -> Path:
    folder.mkdir(exist_ok=True)
    lines = "\n".join(map(json.dumps, records))
    (folder / "mbpp.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of candidates of the test and the training split."""
    return _written(tmp_path / "data", _records([*TEST, *TRAIN]))


def _evaluate(data: Path, *more: str | Path) -> Outcome:
    return call("evaluate", "--data", data, "--engine=fake", "--quick", *more)


def _without_folders(outcome: Outcome, tmp_path: Path) -> str:
    return outcome.err.replace(str(tmp_path), "")


def test_tables_go_to_standard_output(data: Path) -> None:
    """And nothing else does."""
    outcome = _evaluate(data)

    assert (outcome.code, outcome.err) == (0, "")
    assert "Same writer, each group once: 4 groups of 4 problems, 12 programs" in outcome.out
    for row in ("verifier", "word n-grams", "most common", "all six comment edits", "cut"):
        assert f"\n {row} " in outcome.out


def test_json_holds_every_figure(data: Path, tmp_path: Path) -> None:
    """With the command that makes it again, and numbers only."""
    file = tmp_path / "report.json"
    _evaluate(data, "--json", file, "--seed=3")
    report = json.loads(file.read_text())
    first = report["tables"][0]

    assert report["command"] == ("deskcheck evaluate --data FOLDER --engine fake --quick --seed 3")
    assert (report["split"], report["seed"], report["unscored"]) == ("test", 3, 0)
    assert (first["kind"], first["weighting"], first["groups"]) == ("same writer", "groups", 4)
    assert set(first["rows"][0]["figures"]["auc"]) == {"value", "low", "high"}
    assert all(map(math.isfinite, _numbers(report)))


def _numbers(value: object) -> list[float]:
    if isinstance(value, Mapping):
        return [number for one in value.values() for number in _numbers(one)]
    if isinstance(value, list):
        return [number for one in value for number in _numbers(one)]
    return [value] if isinstance(value, int | float) else []


def test_a_card_is_markdown(data: Path, tmp_path: Path) -> None:
    """For the model card."""
    file = tmp_path / "card.md"
    _evaluate(data, "--card", file, "--no-attacks")

    assert file.read_text().startswith(
        "```\ndeskcheck evaluate --data FOLDER --engine fake --no-attacks --quick\n```"
    )
    assert "Attacks" not in file.read_text()


def test_a_run_can_be_made_again(data: Path) -> None:
    """The same seed, the same tables."""
    assert _evaluate(data, "--seed=5").out == _evaluate(data, "--seed=5").out


def test_another_split_is_measured_on_request(tmp_path: Path) -> None:
    """Without the baseline that learned from it."""
    outcome = _evaluate(_written(tmp_path, _records(TRAIN)), "--split=train")

    assert (outcome.code, "word n-grams" in outcome.out) == (0, False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": 2}, "mbpp.jsonl.gz:1 has the label 2"),
        ({"policy": None}, "has None as policy"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, change: dict[str, object], message: str) -> None:
    """With file and line."""
    record, *others = _records(TEST)
    outcome = _evaluate(_written(tmp_path, [{**record, **change}, *others]))

    assert (outcome.code, outcome.out) == (2, "")
    assert message in outcome.err


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    """As it is called."""
    record, *others = _records(TEST)
    del record["label"]
    outcome = _evaluate(_written(tmp_path, [record, *others]))

    assert outcome.code == 2
    assert "mbpp.jsonl.gz:1 lacks label" in outcome.err


def test_data_without_test_problems_are_refused(tmp_path: Path) -> None:
    """With the split that was asked for."""
    outcome = _evaluate(_written(tmp_path, _records(TRAIN)))

    assert outcome.code == 2
    assert "none of the 9 candidates belongs to the test split" in outcome.err


def test_one_sided_groups_are_refused(tmp_path: Path) -> None:
    """Nothing can be ranked there."""
    records = [{**record, "label": 0} for record in _records(TEST)]
    outcome = _evaluate(_written(tmp_path, records))

    assert outcome.code == 2
    assert "(0 of 12 candidates passed)" in outcome.err


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    """With its name."""
    outcome = _evaluate(tmp_path)

    assert outcome.code == 2
    assert str(tmp_path) in outcome.err


def test_a_model_that_cannot_be_read_is_refused(data: Path, tmp_path: Path) -> None:
    """Before minutes are spent on it."""
    (tmp_path / "empty").mkdir()
    outcome = _evaluate(data, "--model", tmp_path / "empty")

    assert (outcome.code != 0, outcome.out) == (True, "")
    assert "is missing" in outcome.err


def test_a_language_model_that_cannot_be_read_is_refused(data: Path, tmp_path: Path) -> None:
    """As a verifier is."""
    outcome = _evaluate(data, "--language-model", tmp_path / "nothing")

    assert outcome.code != 0
    assert "nothing/tokenizer.json is missing" in outcome.err


@pytest.mark.parametrize("option", ["--json", "--card"])
def test_a_file_that_cannot_be_written_is_told_at_once(
    data: Path, tmp_path: Path, option: str
) -> None:
    """And not after the work is done; nothing is left behind."""
    outcome = _evaluate(data, option, tmp_path / "nowhere" / "file")

    assert (outcome.code, outcome.out) == (2, "")
    assert "cannot be written: No such file or directory" in outcome.err


def test_a_run_that_fails_leaves_no_empty_file(tmp_path: Path) -> None:
    """Though it was tried whether it can be written."""
    _evaluate(tmp_path, "--json", tmp_path / "report.json")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled candidates are not beside the project")
def test_a_quick_run_on_the_real_data_ranks_with_the_bundled_verifier(tmp_path: Path) -> None:
    """As people start it."""
    file = tmp_path / "report.json"
    (tmp_path / "mbpp.jsonl.gz").symlink_to(DATA / "mbpp.jsonl.gz")
    outcome = run("evaluate", "--data", tmp_path, "--quick", "--no-attacks", "--json", file)
    report = json.loads(file.read_text())

    assert (outcome.code, outcome.err) == (0, "")
    assert (report["model"], report["engine"]) == ("deskcheck-nano", "embedded")
    assert report["programs"] > 50
