"""Scores that outlive a run, and probabilities made of them."""

import asyncio
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.comparison.defects import Defects
from benchmarks.testbed.calibration import Logistic, calibration
from benchmarks.testbed.errors import GoneError, TestbedError, UnjudgedError
from benchmarks.testbed.judge import Scored
from benchmarks.testbed.score_file import BROKEN, ScoreFile
from benchmarks.testbed.scoring import BATCH, GONE, REFUSED, Judged, scored
from deskcheck_models.evaluation.labelled_groups import Question
from deskcheck_models.evaluation.scores import Wanted

QUESTION = Question("Add.", "python")
SCORES = st.floats(-20, 20)


class LengthJudge:
    """Scores programs by their length; refuses some problems, and goes away after a while."""

    verifier = "by length"
    engine = "arithmetic"

    def __init__(self, revision: str = "r1", *, stays: int = 10**6) -> None:
        self.revision = revision
        self.asked: list[str] = []
        self._stays = stays

    async def judge(self, question: Question, programs: Sequence[str]) -> list[Scored]:
        """Its length; None for an empty program."""
        if len(self.asked) >= self._stays:
            raise GoneError("it went away")
        if question.problem == "refused":
            raise UnjudgedError("too long")
        self.asked += programs
        return [
            Scored(float(len(program)) if program else None, bool(program), len(program))
            for program in programs
        ]

    async def close(self) -> None:
        """Nothing is held."""


def wanted(problems: dict[str, list[str]]) -> Wanted:
    """These programs of these problems."""
    found = Wanted()
    for problem, programs in problems.items():
        found.add(Question(problem, "python"), programs)
    return found


def run(folder: Path, judge: LengthJudge, asked: Wanted, defects: Defects | None = None) -> Judged:
    """Score what is wanted, with the file of the folder."""
    noted = defects or Defects()
    return asyncio.run(scored(judge, asked, ScoreFile.open(folder, judge, noted), noted))


def test_every_program_is_scored_once_and_then_taken_from_the_file(tmp_path: Path) -> None:
    """In a second run nothing is asked."""
    asked = wanted({"p": ["a", "bb"], "q": ["ccc"]})
    first, second = LengthJudge(), LengthJudge()
    before, after = run(tmp_path, first, asked), run(tmp_path, second, asked)

    assert sorted(first.asked) == ["a", "bb", "ccc"]
    assert second.asked == []
    assert before.verdicts == after.verdicts
    assert (after.cost.programs, after.cost.from_score_file) == (3, 3)


def test_scores_of_other_weights_are_not_taken(tmp_path: Path) -> None:
    """The file belongs to a revision."""
    asked = wanted({"p": ["a"]})
    run(tmp_path, LengthJudge("r1"), asked)
    other = LengthJudge("r2")
    run(tmp_path, other, asked)

    assert other.asked == ["a"]


def test_a_refused_problem_costs_no_other(tmp_path: Path) -> None:
    """It is named with the reason."""
    defects = Defects()
    judged = run(tmp_path, LengthJudge(), wanted({"refused": ["a"], "q": ["bb"]}), defects)

    assert list(judged.verdicts) == [(Question("q", "python"), "bb")]
    assert defects.counts() == {REFUSED: 1}
    assert next(iter(defects)).detail == "too long"


def test_what_was_scored_before_a_verifier_went_away_is_kept(tmp_path: Path) -> None:
    """And the next run asks for the rest alone."""
    asked = wanted({f"p{number}": [f"x = {number}"] for number in range(3 * BATCH)})
    defects = Defects()
    before = run(tmp_path, LengthJudge(stays=BATCH), asked, defects)
    again = LengthJudge()
    after = run(tmp_path, again, asked)

    assert len(before.verdicts) == BATCH
    assert set(defects.counts()) == {GONE}
    assert len(again.asked) == 2 * BATCH
    assert len(after.verdicts) == 3 * BATCH


def test_a_program_without_a_score_is_below_all_others(tmp_path: Path) -> None:
    """Invalid ones are below those."""
    judged = run(tmp_path, LengthJudge(), wanted({"p": ["", "a", "bb"]}))
    orders = judged.orders(Question("p", "python"), ["bb", "", "a"])

    assert orders == (2.0, 0.0, 1.0)


def test_a_list_with_a_program_that_was_not_scored_has_no_order(tmp_path: Path) -> None:
    """Not even of the others."""
    judged = run(tmp_path, LengthJudge(), wanted({"p": ["a"]}))

    assert judged.orders(Question("p", "python"), ["a", "b"]) is None


def test_equal_scores_have_equal_orders(tmp_path: Path) -> None:
    """To the last bit."""
    judged = run(tmp_path, LengthJudge(), wanted({"p": ["aa", "bb", "c"]}))

    assert judged.orders(Question("p", "python"), ["aa", "bb", "c"]) == (1.0, 1.0, 0.0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    score=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    valid=st.sampled_from([True, False, None]),
    tokens=st.integers(0, 10**6),
    program=st.text(max_size=30),
)
def test_a_score_comes_back_to_the_last_bit(
    tmp_path: Path, score: float | None, valid: bool | None, tokens: int, program: str
) -> None:
    """Whatever the program holds, lone surrogates included."""
    judge = LengthJudge()
    one = Scored(score, valid, tokens)
    ScoreFile.open(tmp_path, judge, Defects()).add(QUESTION, [(program, one)], 0.5)
    kept = ScoreFile.open(tmp_path, judge, Defects()).find(QUESTION, program)

    assert kept is not None
    assert kept.scored == one
    assert kept.seconds == 0.5


@pytest.mark.parametrize(
    "tail", [b'["half', b"[1, 2]", b"{}", b'["k", "x", true, 1, 1.0]', b"\xff", b'["k",1,"?",1,1]']
)
def test_a_broken_line_is_scored_again_and_named(tmp_path: Path, tail: bytes) -> None:
    """The lines around it stay good."""
    judge = LengthJudge()
    file = ScoreFile.open(tmp_path, judge, Defects())
    file.add(QUESTION, [("a", Scored(1.0, True, 1))], 0.1)
    with file.path.open("ab") as raw:
        raw.write(tail)
    defects = Defects()
    again = ScoreFile.open(tmp_path, judge, defects)
    again.add(QUESTION, [("b", Scored(2.0, True, 1))], 0.1)
    whole = ScoreFile.open(tmp_path, judge, Defects())

    assert defects.counts() == {BROKEN: 1}
    assert whole.find(QUESTION, "a") is not None
    assert whole.find(QUESTION, "b") is not None


def test_a_score_belongs_to_its_problem_and_its_language(tmp_path: Path) -> None:
    """The same program under another one is another text to read."""
    file = ScoreFile.open(tmp_path, LengthJudge(), Defects())
    file.add(QUESTION, [("a", Scored(1.0, True, 1))], 0.1)

    assert file.find(Question("Subtract.", "python"), "a") is None
    assert file.find(Question("Add.", "java"), "a") is None


def test_a_name_with_slashes_makes_no_folders(tmp_path: Path) -> None:
    """As names of the hub have them."""
    judge = LengthJudge()
    judge.verifier = "org/model: v1"
    file = ScoreFile.open(tmp_path, judge, Defects())

    assert file.path.parent == tmp_path


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """With what the system says of it."""
    place = tmp_path / "scores"
    place.write_text("no folder")

    with pytest.raises(TestbedError, match=r"scores.* cannot be used: "):
        ScoreFile.open(place, LengthJudge(), Defects())


@given(slope=st.floats(0.3, 2.0), intercept=st.floats(-1.5, 1.5))
@settings(max_examples=15, deadline=None)
def test_a_logistic_is_found_again_from_labels_that_it_drew(slope: float, intercept: float) -> None:
    """From 4,000 of them, about."""
    draw = np.random.default_rng(7)
    scores = draw.normal(0, 2, 4000)
    passed = draw.random(4000) < 1 / (1 + np.exp(-(slope * scores + intercept)))
    found = Logistic.fitted(scores.tolist(), passed.tolist())

    assert found.slope == pytest.approx(slope, abs=0.2)
    assert found.intercept == pytest.approx(intercept, abs=0.25)


@given(labels=st.lists(st.booleans(), min_size=4, max_size=40).filter(lambda x: len(set(x)) == 2))
@settings(max_examples=40, deadline=None)
def test_a_fit_promises_as_many_passes_as_there_were(labels: list[bool]) -> None:
    """What maximum likelihood with an intercept means."""
    scores = [float((7 * place) % 11) for place in range(len(labels))]
    logistic = Logistic.fitted(scores, labels)

    assert logistic.probability(scores).mean() == pytest.approx(np.mean(labels), abs=2e-3)


def test_scores_that_separate_the_labels_give_a_finite_line() -> None:
    """The pull to slope 0 keeps it so."""
    logistic = Logistic.fitted([-2.0, -1.0, 1.0, 2.0], [False, False, True, True])

    assert math.isfinite(logistic.slope)
    assert logistic.probability([2.0])[0] > 0.9


@given(scores=st.lists(SCORES, min_size=2, max_size=20))
def test_a_higher_score_has_no_lower_probability(scores: list[float]) -> None:
    """Where the slope says that higher is better."""
    chances = Logistic(0.7, -0.1).probability(sorted(scores)).tolist()

    assert chances == sorted(chances)
    assert all(0.0 <= one <= 1.0 for one in chances)


def test_what_has_no_score_has_no_chance() -> None:
    """Whatever the intercept."""
    assert Logistic(1.0, 5.0).probability([-math.inf]).tolist() == [0.0]


@given(scores=st.lists(SCORES, min_size=1, max_size=60), data=st.data(), slope=st.floats(-1.0, 1.0))
def test_bins_hold_every_program_once_and_lie_within_their_bounds(
    scores: list[float], data: st.DataObject, slope: float
) -> None:
    """A probability of one belongs to the last bin."""
    passed = data.draw(st.lists(st.booleans(), min_size=len(scores), max_size=len(scores)))
    found = calibration(Logistic(slope, 0.2), 9, scores, passed)

    assert sum(one.programs for one in found.bins) == found.measured_on == len(scores)
    for one in found.bins:
        assert one.low - 1e-9 <= one.mean_probability <= one.high + 1e-9
    assert 0.0 <= found.expected_error <= 1.0


def test_a_coin_that_promises_a_half_is_off_by_how_often_it_falls() -> None:
    """Three of four passed: a quarter off, and a Brier score of a quarter."""
    found = calibration(Logistic(0.0, 0.0), 4, [1.0, 2.0, 3.0, 4.0], [True, True, True, False])

    assert found.expected_error == pytest.approx(0.25)
    assert found.brier == pytest.approx(0.25)
    assert found.brier_of_base_rate == pytest.approx(0.1875)
