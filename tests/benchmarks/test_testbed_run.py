"""The testbed from its command line to its files, with an engine that is no model."""

import asyncio
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from subprocess import Popen
from threading import Thread
from time import monotonic, sleep

import pytest

from benchmarks.comparison.defects import Defects
from benchmarks.testbed.__main__ import main
from benchmarks.testbed.errors import GoneError, UnjudgedError
from benchmarks.testbed.judge import Scored
from benchmarks.testbed.remote_judge import RemoteJudge
from benchmarks.testbed.score_file import ScoreFile
from benchmarks.testbed.scoring import GONE, REFUSED, scored
from demo.server_process import served
from deskcheck_models.evaluation.labelled_groups import Question
from deskcheck_models.evaluation.scores import Wanted
from tests.benchmarks.testbed_data import records, small_data, write_data

FAKE = ("--verifier", "deskcheck-nano", "--engine", "fake", "--quick")


def run(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, object]:
    """The last line of a quick run over small data."""
    data, scores = str(folder / "data"), str(folder / "scores")
    flags = ["--data", data, "--scores", scores, "--results", str(folder)]
    main([*flags, *(more or FAKE)])
    line: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return line


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server with the fake engine."""
    with served("--engine", "fake") as (url, _):
        yield url


def test_the_last_line_has_the_figures_of_every_split(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the result file all of them, as JSON without a number that is none."""
    small_data(tmp_path)
    line = run(tmp_path, capsys)
    text = (tmp_path / "testbed-quick.json").read_text(encoding="utf-8")
    figures = json.loads(text, parse_constant=_refuse)["figures"]
    (verifier,) = figures["verifiers"]

    assert set(line["splits"]) == {*figures["splits"], "none correct"}  # type: ignore[call-overload]
    assert set(figures["splits"]) >= {"held-out", "strong", "hard", "adversarial", "mixed writers"}
    for name, size in figures["splits"].items():
        assert len(verifier["right"][name]) == size["lists"] == verifier["splits"][name]["lists"]
    assert verifier["calibration"]["fitted_on"] > 0
    assert len(verifier["edits"]) == 9
    assert verifier["cost"]["programs"] > 100


def test_the_same_seed_gives_the_same_numbers_and_takes_scores_from_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With fresh scores as well; another seed draws other lists."""
    folder = tmp_path
    small_data(folder)
    first, again = run(folder, capsys), run(folder, capsys)
    fresh = run(folder, capsys, *FAKE, "--scores", str(tmp_path / "others"))
    other = run(folder, capsys, *FAKE, "--seed", "5")

    assert _without_times(first) == _without_times(again) == _without_times(fresh)
    assert _without_times(first) != _without_times(other)


def test_a_run_goes_on_where_it_was_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half of the scores and half a line are there: only the others are asked for."""
    folder = tmp_path
    small_data(folder)
    whole = run(folder, capsys)
    (file,) = (folder / "scores").iterdir()
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[: len(lines) // 2]) + lines[-1][:20])
    resumed = run(folder, capsys)
    cost = json.loads((folder / "testbed-quick.json").read_text(encoding="utf-8"))["figures"][
        "verifiers"
    ][0]["cost"]

    assert resumed["splits"] == whole["splits"]
    assert resumed["defects"]["broken line of a score file"] == 1  # type: ignore[index]
    assert cost["from_score_file"] == len(lines) // 2
    assert run(folder, capsys)["splits"] == whole["splits"]


def test_a_server_gives_the_figures_that_this_process_gives(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], server: str
) -> None:
    """Through the client, and beside the verifier here: McNemar finds no difference."""
    folder = tmp_path
    small_data(folder)
    here = run(folder, capsys)
    there = run(folder, capsys, "--quick", "--url", server)

    assert there["splits"] == here["splits"]


def test_verifiers_are_compared_list_by_list_with_an_earlier_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A split with other lists is named, and not compared."""
    folder = tmp_path
    small_data(folder)
    run(folder, capsys)
    earlier = folder / "earlier.json"
    (folder / "testbed-quick.json").rename(earlier)
    run(folder, capsys, *FAKE, "--against", str(earlier))
    same = json.loads((folder / "testbed-quick.json").read_text(encoding="utf-8"))["figures"]
    other = run(folder, capsys, *FAKE, "--against", str(earlier), "--seed", "6")

    assert {one["split"] for one in same["mcnemar"]} == set(same["splits"])
    assert all(one["p"] == 1.0 for one in same["mcnemar"])
    assert other["defects"]["split of an earlier result with other lists"] > 0  # type: ignore[index]


def test_a_thinking_verifier_is_measured_by_its_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the first candidate of every second list, and says nothing of the others."""
    folder = tmp_path
    small_data(folder)
    run(folder, capsys, "--quick", "--lists", str(folder / "lists.txt"))
    lists = [json.loads(line) for line in (folder / "lists.txt").read_text("utf-8").splitlines()]
    answers = [
        {"list": one["list"], "answers": [r"</think>\boxed{A}" if n % 2 else "cut"]}
        for n, one in enumerate(lists)
    ]
    path = folder / "answers.txt"
    path.write_text("".join(json.dumps(one) + "\n" for one in answers), encoding="utf-8")
    line = run(folder, capsys, "--quick", "--answers", f"thinker={path}")
    found = line["splits"]["mixed writers"]["thinker, recorded answers"]  # type: ignore[index]

    assert 0.3 < found["parsed"] < 0.7
    assert found["missing"] == 0
    assert found["list_accuracy"] < found["parsed"]


def test_a_server_that_goes_away_ends_the_run_with_what_it_answered(tmp_path: Path) -> None:
    """What is missing is counted, what was scored is kept."""
    wanted = _wanted(40)
    defects = Defects()

    async def scored_until_killed() -> int:
        with served("--engine", "fake") as (url, process):
            judge = await RemoteJudge.connect(url, timeout=10, retries=0)
            file = ScoreFile.open(tmp_path, judge, defects)
            judged = await scored(
                judge, wanted, file, defects, lambda done: process.kill() if done else None
            )
            await judge.close()
        return len(judged.verdicts)

    done = asyncio.run(scored_until_killed())

    assert done == 16
    assert defects.counts() == {GONE: 24}


def test_lists_that_were_not_scored_are_missing_and_the_exit_code_tells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The result holds what there is; the same command goes on when the server is back."""
    data, scores = small_data(tmp_path, problems=12), tmp_path / "scores"
    flags = ["--data", str(data), "--scores", str(scores), "--results", str(tmp_path)]
    with served("--engine", "fake") as (url, process):
        watch = Thread(target=_kill_when_there, args=(scores, process))
        watch.start()
        with pytest.raises(SystemExit, match="the same command goes on where this one ended"):
            main([*flags, "--url", url])
        watch.join()
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    mixed = line["splits"]["mixed writers"].values()

    assert line["defects"][GONE] > 0
    assert all(one["missing"] > 0 for one in mixed)


def test_programs_that_a_verifier_refuses_are_named_and_the_others_scored(tmp_path: Path) -> None:
    """One problem that cannot be read costs its own programs only."""
    defects = Defects()
    judge = _Judge(refused="Problem 1.")
    file = ScoreFile.open(tmp_path, judge, defects)
    judged = asyncio.run(scored(judge, _wanted(3), file, defects))

    assert len(judged.verdicts) == 2
    assert defects.counts() == {REFUSED: 1}
    assert judged.orders(Question("Problem 1.", "python"), ["def a(): pass"]) is None


def test_a_program_without_a_score_is_below_all_and_an_invalid_one_below_that(
    tmp_path: Path,
) -> None:
    """As in a ranking."""
    judge = _Judge()
    question, programs = Question("Problem 0.", "python"), ["good", "long", "broken", "bad"]
    wanted = Wanted()
    wanted.add(question, programs)
    file = ScoreFile.open(tmp_path, judge, Defects())
    judged = asyncio.run(scored(judge, wanted, file, Defects()))

    assert judged.orders(question, programs) == (3.0, 1.0, 0.0, 2.0)
    assert judged.verdicts[question, "long"].score == -math.inf


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--data", "nowhere"], "'nowhere' is no file and no folder"),
        (["--verifier", "nothing"], "the verifier nothing on embedded"),
        (["--url", "http://127.0.0.1:9"], "the server at http://127.0.0.1:9 cannot be asked"),
        (["--against", "nowhere.json"], "--against nowhere.json is no result"),
        (["--answers", "x=nowhere.jsonl"], "--answers x: .* is missing"),
    ],
)
def test_what_is_missing_ends_the_run_with_a_message(
    tmp_path: Path, flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its name, and not with a traceback."""
    folder = tmp_path
    small_data(folder)
    more = [] if "--verifier" in flags or "--url" in flags or "--answers" in flags else FAKE
    data = [] if "--data" in flags else ["--data", str(folder / "data")]
    with pytest.raises(SystemExit, match=message):
        main([*data, *more, "--quick", "--results", str(folder), *flags])


def test_data_without_a_list_end_the_run_with_a_message(tmp_path: Path) -> None:
    """It says what to give."""
    folder = write_data(tmp_path, records("own/1", [10, 10]))
    with pytest.raises(SystemExit, match="no list can be made"):
        main([*FAKE, "--split", "all", "--data", str(folder), "--results", str(folder)])


def _wanted(problems: int) -> Wanted:
    wanted = Wanted()
    for number in range(problems):
        wanted.add(Question(f"Problem {number}.", "python"), ["def a(): pass"])
    return wanted


def _kill_when_there(folder: Path, process: Popen[bytes]) -> None:
    """Kill a server as soon as its first scores are kept."""
    until = monotonic() + 60
    while monotonic() < until and not any(file.stat().st_size for file in folder.glob("*")):
        sleep(0.005)
    process.kill()


def _without_times(line: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in line.items() if name not in _TIMES}


_TIMES = ("scoring_seconds", "own_share")


def _refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


class _Judge:
    """Scores by the text: what it says of a program is in its name."""

    verifier, engine, revision = "scripted", "none", "1"

    def __init__(self, refused: str = "") -> None:
        self._refused = refused

    async def judge(self, question: Question, programs: Sequence[str]) -> list[Scored]:
        if question.problem == self._refused:
            raise UnjudgedError("it cannot be read")
        if question.problem == "gone":
            raise GoneError("away")
        known = {"long": Scored(None, True, 0), "broken": Scored(None, False, 0)}
        return [known.get(one, Scored(float(len(one)), True, 1)) for one in programs]

    async def close(self) -> None:
        """Nothing to close."""
