"""The latency benchmark from its command line to its files, with an engine that is no model."""

import json
import os
import signal
from pathlib import Path

import pytest

from benchmarks.comparison.comparison import Comparison
from benchmarks.comparison.defects import Defects
from benchmarks.comparison.histograms import Histograms
from benchmarks.comparison.journal import BROKEN, Journal
from benchmarks.comparison.labelled_problems import draw_problems
from benchmarks.comparison.options import DATA, read_options
from benchmarks.comparison.plan import Plan
from benchmarks.comparison.ranking_servers import Contestant, ranking_server
from benchmarks.execution import Executor, Limits, SandboxError, usable_sandbox
from benchmarks.latency import main
from tests.benchmarks.latency_folder import write_folder

FAKE = Contestant("deskcheck-nano", "fake")
LINE = ("speedup_p50", "speedup_p95", "problems", "candidates")
RATES = ("selected_pass_rate", "tests_pass_rate", "original_tests_pass_rate", "random_pass_rate")


@pytest.fixture(scope="module", autouse=True)
def _sandboxed() -> None:
    """Nothing here runs where candidates cannot be held."""
    try:
        usable_sandbox()
    except SandboxError as error:
        pytest.skip(str(error))


def run(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, object]:
    """The last line of a quick run over three problems with four candidates each."""
    flags = ["--quick", "--engine", "fake", "--problems", "3", "--candidates", "4"]
    folders = ["--data", str(folder), "--results", str(folder), "--journals", str(folder)]
    main([*flags, "--minutes", "5", *folders, *more])
    line: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return line


def test_the_last_line_and_the_files_hold_the_comparison(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tests choose rightly; the result is whole; the histograms are text that Prometheus reads."""
    line = run(write_folder(tmp_path), capsys)
    figures = json.loads((tmp_path / "latency-quick.json").read_text(encoding="utf-8"))["figures"]
    histograms = (tmp_path / "latency-quick.prom").read_text(encoding="utf-8")

    assert line.keys() >= {*LINE, *RATES}
    assert (line["problems"], line["candidates"]) == (3, 4)
    assert line["tests_pass_rate"] == line["original_tests_pass_rate"] == 1.0
    assert line["random_pass_rate"] == 0.5
    assert figures["labels"]["disagreements"] == 0
    assert figures["tests"]["median_per_program"] == 4
    assert figures["generate_then_execute"]["modelled"].startswith("generation")
    assert {row["candidates"] for row in figures["ways"]} == {1, 2, 4}
    assert len(figures["samples"]["seconds"][FAKE.way]) == 3
    assert 'way="rerank, deskcheck-nano, fake"' in histograms


def test_the_same_seed_gives_the_same_figures_but_for_times(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Choices, labels, tokens and counts."""
    folder = write_folder(tmp_path)
    few = ("--problems", "2", "--candidates", "2")
    first, second = run(folder, capsys, *few), run(folder, capsys, *few)

    assert [first[name] for name in RATES] == [second[name] for name in RATES]


def test_a_server_that_goes_away_is_named_and_the_rest_is_measured(tmp_path: Path) -> None:
    """Its later problems are counted as failed, and their tests are still run."""
    plan = Plan(candidates=4, sizes=(2, 4), workers=1, every=4)
    defects = Defects()
    problems = draw_problems(
        write_folder(tmp_path), count=3, least=4, most=4, seed=1, defects=defects
    )
    with (
        Executor(usable_sandbox(), Limits(), workers=1) as executor,
        ranking_server(FAKE) as server,
    ):
        journal = Journal.open(tmp_path, "a run", defects)
        comparison = Comparison(plan, [server], {1: executor}, Histograms(), defects, journal)
        done = comparison.measure(
            problems, lambda: False, lambda: os.kill(server.pid, signal.SIGKILL)
        )

    assert done == 3
    assert defects.counts() == {"ranking failed": 4}
    assert [journal.find(problem.id) is not None for problem in problems] == [True, False, False]
    assert not comparison.complete
    assert len(comparison.measurements.of(FAKE.way, 4)) == 1
    assert len(comparison.measurements.of(plan.headline.name, 4)) == 3


def test_problems_that_are_not_reached_in_time_are_named(tmp_path: Path) -> None:
    """A run is bounded; what it leaves out is in the result."""
    plan = Plan(candidates=4, sizes=(4,), workers=1, every=4)
    defects = Defects()
    problems = draw_problems(
        write_folder(tmp_path), count=4, least=4, most=4, seed=1, defects=defects
    )
    journal = Journal.open(tmp_path, "a run", defects)
    comparison = Comparison(plan, [], {}, Histograms(), defects, journal)

    assert comparison.measure(problems, lambda: True, lambda: None) == 0
    assert [one.where for one in defects] == [problem.id for problem in problems]


def test_a_run_that_was_stopped_goes_on_where_it_ended(tmp_path: Path) -> None:
    """Nothing is measured twice, half a line at the end costs its step alone, and a run that is
    complete leaves nothing for the next."""
    plan = Plan(candidates=4, sizes=(4,), workers=1, every=4)
    problems = draw_problems(
        write_folder(tmp_path), count=3, least=4, most=4, seed=1, defects=Defects()
    )
    steps = iter([False, False, True, True])
    with Executor(usable_sandbox(), Limits(), workers=1) as executor:
        journal = Journal.open(tmp_path, "a run", Defects())
        first = Comparison(plan, [], {1: executor}, Histograms(), Defects(), journal)
        first.measure(problems, lambda: next(steps), lambda: None)
        with journal.path.open("ab") as file:
            file.write(b'["half a li')
        defects = Defects()
        again = Journal.open(tmp_path, "a run", defects)
        second = Comparison(plan, [], {1: executor}, Histograms(), defects, again)
        second.measure(problems, lambda: False, lambda: None)

    assert (again.resumed, defects.counts()) == (2, {BROKEN: 1})
    measured = first.measurements.of(plan.headline.name, 4)
    assert second.measurements.of(plan.headline.name, 4)[:2] == measured
    assert (first.complete, second.complete, second.labels.programs) == (False, True, 12)
    assert Journal.open(tmp_path, "another run", defects).resumed == 0


def test_a_complete_run_is_not_gone_on_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next one measures anew."""
    run(write_folder(tmp_path), capsys)

    assert list(tmp_path.glob("*.jsonl")) == []


def test_a_missing_folder_ends_the_benchmark_with_a_message(tmp_path: Path) -> None:
    """Not with a traceback."""
    with pytest.raises(SystemExit, match=r"tests\.jsonl\.gz is missing"):
        main(["--quick", "--data", str(tmp_path)])


@pytest.mark.parametrize("flag", ["--problems", "--candidates", "--rate", "--minutes"])
def test_a_count_of_nothing_is_refused(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By its name and value."""
    with pytest.raises(SystemExit):
        read_options([flag, "0"])

    assert f"{flag} is 0" in capsys.readouterr().err


def test_every_model_meets_every_engine_and_the_first_is_the_headline() -> None:
    """Side by side in one run."""
    options = read_options(["--model", "a", "--model", "b", "--engine", "vllm"])

    assert [one.way for one in options.contestants] == ["rerank, a, vllm", "rerank, b, vllm"]


def test_the_shared_data_holds_over_a_hundred_problems_with_complete_tests() -> None:
    """All drawn have 16 candidates, no file is broken, and the tests of all parse."""
    if not DATA.is_dir():
        pytest.skip(f"there is no folder {DATA}")
    defects = Defects()
    problems = draw_problems(DATA, count=104, least=16, most=16, seed=27, defects=defects)

    assert len(problems) == 104
    assert all(len(problem.candidates) >= 16 for problem in problems)
    assert not {"broken line", "broken tests", "broken file"} & defects.counts().keys()
