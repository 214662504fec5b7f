"""`deskcheck feedback export`: from reports to training pairs."""

import gzip
import json
from pathlib import Path

import pytest

from deskcheck_client import Client, Report
from deskcheck_models.training.pairs.pair_files import read_pairs
from tests.command_line.shell import call
from tests.server.answers import ADD, PROBLEM, SILENT, SUBTRACT
from tests.server.live_server import live_server

pytest.importorskip("sqlalchemy", reason="needs SQLAlchemy: pip install '.[feedback]'")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with reports on three groups: a text, a message, and a conversation."""
    place = tmp_path / "feedback.db"
    talk = [
        {"role": "user", "content": "Write add(a, b)."},
        {"role": "assistant", "content": "In which language?"},
        {"role": "user", "content": "Python."},
    ]
    with live_server(feedback_database=str(place)) as live, Client(live.url) as client:
        for problem in (PROBLEM, [{"role": "user", "content": PROBLEM}], talk):
            ranking = client.rerank(problem, [ADD, SUBTRACT, SILENT])  # type: ignore[arg-type]
            client.feedback(
                [
                    Report(ranking.id, i, i == 0, seconds=0.5, policy=("a-7b", None, "c-7b")[i])
                    for i in range(len(ranking))
                ]
            )
    return place


def test_reports_become_pairs(store: Path, tmp_path: Path) -> None:
    """The export is what `deskcheck pairs` reads: a text and its message are one problem."""
    exported, pairs = tmp_path / "feedback.jsonl.gz", tmp_path / "pairs.jsonl"
    outcome = call("feedback", "export", "--feedback-database", store, "-o", exported, "--json")
    made = call("pairs", exported, "-o", pairs, "--split", "all", "--mismatched-share", "0")
    (pair,) = read_pairs(pairs)

    assert (outcome.code, made.code) == (0, 0)
    assert json.loads(outcome.out) == {
        "candidates": 4,
        "passed": 2,
        "problems": 1,
        "without_program": 3,
        "conversations": 2,
    }
    assert (pair.problem, pair.language, pair.source) == (PROBLEM, "python", "feedback")
    assert "a + b" in pair.chosen
    assert "a - b" in pair.rejected


def test_a_line_says_what_is_known(store: Path, tmp_path: Path) -> None:
    """Label, writer, verifier, score and seconds."""
    exported = tmp_path / "feedback.jsonl.gz"
    call("feedback", "export", "--feedback-database", store, "-o", exported)
    line, other, *_ = map(json.loads, gzip.decompress(exported.read_bytes()).splitlines())

    assert (line["label"], other["label"]) == (1, 0)
    assert (line["policy"], other["policy"]) == ("a-7b", "unknown")
    assert line["problem_id"].startswith("feedback/")
    assert line["extra"]["verifier"] == "deskcheck-nano"
    assert line["extra"]["seconds"] == 0.5
    assert isinstance(line["extra"]["score"], float)


def test_the_place_may_stand_in_the_environment(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the server has it."""
    monkeypatch.setenv("DESKCHECK_FEEDBACK_DATABASE", str(store))

    assert call("feedback", "export", "-o", tmp_path / "out.jsonl").code == 0


def test_what_cannot_be_exported_is_told(tmp_path: Path) -> None:
    """No database, none there, an empty one, and a name without a known ending."""
    empty = tmp_path / "empty.db"
    with live_server(feedback_database=str(empty)):
        pass
    out = tmp_path / "out.jsonl"
    named = ("feedback", "export", "-o", out, "--feedback-database")

    assert "no database is named" in call("feedback", "export", "-o", out).err
    assert "does not exist" in call(*named, tmp_path / "none.db").err
    assert "no program was reported on yet" in call(*named, empty).err
    assert "ends in none of" in call("feedback", "export", "-o", tmp_path / "out.csv").err
    assert not (tmp_path / "none.db").exists()
