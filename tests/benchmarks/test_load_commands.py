"""The benchmarks that load vLLM before anything is started: data that are not there, or too few."""

import sys
from pathlib import Path

import pytest

from tests.benchmarks.latency_folder import Record, write_records

pytest.importorskip("torch", reason="the large verifier is written with torch")
throughput = pytest.importorskip("benchmarks.throughput", reason="its peers need vLLM")
ceiling = pytest.importorskip("benchmarks.ceiling", reason="its server needs vLLM")

pytestmark = [
    pytest.mark.torch,
    pytest.mark.parametrize("name", ["throughput", "ceiling"]),
]


def run(monkeypatch: pytest.MonkeyPatch, name: str, *arguments: str) -> None:
    """The program with these arguments."""
    monkeypatch.setattr(sys, "argv", [f"benchmarks.{name}", *arguments])
    {"throughput": throughput, "ceiling": ceiling}[name].main()


def test_data_that_are_not_there_skip_the_benchmark(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says where it looked, and what to give; nothing is started."""
    run(monkeypatch, name, "--quick", "--data", str(tmp_path / "gone"))
    said = capsys.readouterr().out

    assert said.startswith("skipped: the groups are read from ")
    assert "give --data" in said


def test_too_few_groups_end_the_benchmark(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With how many there are, and how many are needed."""
    record: Record = {"problem": "p", "candidate": "x = 1", "language": "python", "extra": {}}
    write_records(tmp_path / "humaneval.jsonl.gz", [record])

    with pytest.raises(SystemExit, match=r"has 0 groups; \d+ are needed"):
        run(monkeypatch, name, "--quick", "--data", str(tmp_path))
