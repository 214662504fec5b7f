"""What the parity suite is made of: its programs, its fillers, its measure of ranks."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.text.verifier_text import VerifierText
from deskcheck_models.verification import Row, all_hold
from deskcheck_models.verification.built_in_groups import BUILT_IN, BuiltInGroup
from deskcheck_models.verification.exercises import Answers, Exercise, Observed
from deskcheck_models.verification.filler import Filler
from deskcheck_models.verification.judge import Expected, judged_rows
from deskcheck_models.verification.plan import Plan
from deskcheck_models.verification.rank_agreement import rank_agreement
from deskcheck_models.verification.subject import Measured, Sample
from deskcheck_models.verification.tolerance import TOLERANCES, Precision

SCORES = st.lists(st.floats(-20, 20), min_size=2, max_size=12)


@pytest.fixture(scope="module")
def filler() -> Filler:
    """Texts for the bundled verifier."""
    return Filler(VerifierText.read(BUNDLED_FOLDER))


@pytest.mark.parametrize("group", BUILT_IN, ids=lambda group: group.program.split("(")[0].strip())
def test_every_built_in_edit_gives_another_program_that_parses(group: BuiltInGroup) -> None:
    """So that all are scored, and none twice."""
    assert len(set(group.programs)) == len(group.edits) + 1
    assert all(ast.parse(program) for program in group.programs)


@pytest.mark.parametrize("tokens", [1, 2, 3, 40, 700])
def test_a_filler_program_parses_and_has_about_the_tokens_asked_for(
    filler: Filler, tokens: int
) -> None:
    """Where it is cut, two tokens may read as one."""
    program = filler.program(tokens, seed=5)

    assert ast.parse(program)
    assert filler.length("Sort.", program) - filler.length("Sort.", "x") == pytest.approx(
        tokens - 1, abs=2
    )


@pytest.mark.parametrize("limit", [60, 333, 4096])
def test_the_longest_filler_program_reaches_the_limit_and_stays_within(
    filler: Filler, limit: int
) -> None:
    """A few tokens may be left."""
    length = filler.length("Sort.", filler.longest("Sort.", limit, seed=1))

    assert limit - 3 <= length <= limit


def test_fillers_are_the_same_at_each_run_and_differ_by_seed(filler: Filler) -> None:
    """Two tables of one checkpoint can be compared."""
    assert filler.programs([30, 30], seed=1) == filler.programs([30, 30], seed=1)
    assert len({filler.problem(seed) for seed in range(20)}) == 20
    assert len(set(filler.programs([30] * 20, seed=1))) == 20


@given(SCORES)
def test_a_ranking_agrees_with_itself_and_not_with_its_reverse(scores: list[float]) -> None:
    """Kendall's tau is 1 and -1, or undefined where all scores are alike."""
    same = rank_agreement([(scores, scores)], apart=1e-3)
    turned = rank_agreement([(scores, [-score for score in scores])], apart=1e-3)

    assert (same.tau, turned.tau) == ((1.0, -1.0) if same.pairs else (None, None))


def test_tau_counts_pairs_within_groups_and_leaves_near_ties_out() -> None:
    """Three pairs of the first group (kept, turned, scored alike), and none of the second."""
    groups = [([0.0, 1.0, 2.0], [0.0, 1.0, 0.0]), ([5.0, 5.0005], [1.0, 0.0])]
    agreement = rank_agreement(groups, apart=1e-3)

    assert (agreement.pairs, agreement.kept, agreement.turned) == (3, 1, 1)
    assert agreement.tau == 0.0


@pytest.mark.parametrize(("gap", "holds"), [(0.9, True), (1.1, False)])
@pytest.mark.parametrize("precision", list(TOLERANCES))
@pytest.mark.parametrize("score", [0.0, -12.0])
def test_a_score_holds_up_to_its_tolerance(
    gap: float, holds: bool, precision: Precision, score: float
) -> None:
    """Which grows with the largest score of the run, whatever this one is."""
    plan = Plan(BUNDLED_FOLDER, BUNDLED_FOLDER, precision)
    given = gap * TOLERANCES[precision].among([0.0, score])

    assert table(plan, {"x": (0.0, given), "y": (score, score)})[0].holds is holds


def test_a_verifier_that_tells_nothing_apart_cannot_be_judged() -> None:
    """Constant scores agree with any engine that is constant."""
    plan = Plan(BUNDLED_FOLDER, BUNDLED_FOLDER, "float32")
    rows = table(plan, {"x": (1.0, 1.0), "y": (1.0, 1.0)})

    assert [row.note for row in rows if row.holds is False] == ["no two programs score 0.001 apart"]


def test_a_wrong_token_count_fails_its_row() -> None:
    """As where a server renders with another template."""
    sample = Sample("p", "x")
    exercise = Exercise("some", (Observed(sample, Measured(1.0, tokens=8)),))
    plan = Plan(BUNDLED_FOLDER, BUNDLED_FOLDER, "float32")
    rows = judged_rows(
        Answers((exercise,), exercise, Exercise("golden scores", ())),
        {sample: Expected(1.0, tokens=9)},
        plan,
    )

    assert [row.difference for row in rows if row.check == "token counts in replies"] == [1]
    assert not all_hold(rows)


def test_a_table_in_which_nothing_is_judged_does_not_hold() -> None:
    """No evidence is no agreement."""
    assert not all_hold([])
    assert not all_hold([Row("told", 1, 0.0, 1.0, None)])


def table(plan: Plan, scores: dict[str, tuple[float, float]]) -> list[Row]:
    """The rows for programs with their expected and given scores."""
    observed = tuple(
        Observed(Sample("p", program), Measured(given, tokens=9))
        for program, (_, given) in scores.items()
    )
    expected = {Sample("p", program): Expected(score, 9) for program, (score, _) in scores.items()}
    some = Exercise("some", observed)
    return judged_rows(Answers((some,), some, Exercise("golden scores", ())), expected, plan)
