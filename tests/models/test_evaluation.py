"""A whole evaluation on made-up candidates, through the very path that users get."""

import asyncio
from dataclasses import replace

import pytest

from deskcheck_models import FakeEngine, Reranker, Verifier
from deskcheck_models.evaluation.effort import FULL, QUICK
from deskcheck_models.evaluation.evaluation import Report, evaluate
from deskcheck_models.evaluation.markdown import markdown
from deskcheck_models.evaluation.material import material
from deskcheck_models.evaluation.text_tables import TextTable, text_tables
from deskcheck_models.training.labelled import Labelled, Split
from tests.models.labelled_group_builder import candidate, problems

EFFORT = replace(FULL, draws=50)
SCORERS = [
    "verifier",
    "with parser",
    "random",
    "shortest",
    "longest",
    "first",
    "most common",
    "word n-grams",
]


def _candidates() -> list[Labelled]:
    names = problems(Split.TEST, 6) + problems(Split.TRAIN, 4)
    return [
        candidate(
            f"def solve(n):\n    steps = {place}\n    return n {sign} steps",
            passed=sign == "+",
            problem=name,
            policy=policy,
        )
        for place, name in enumerate(names)
        for policy in ("small", "large")
        for sign in ("+", "-", f"* {len(policy)} -")
    ]


def _report(*, robustness: bool = True, seed: int = 0, max_tokens: int = 4096) -> Report:
    async def run() -> Report:
        found = material(_candidates(), Split.TEST, effort=EFFORT, seed=seed)
        engine = FakeEngine(max_tokens=max_tokens)
        async with Reranker(Verifier.find("deskcheck-nano"), engine) as reranker:
            return await evaluate(reranker, found, effort=EFFORT, robustness=robustness, seed=seed)

    return asyncio.run(run())


@pytest.fixture(scope="module")
def report() -> Report:
    """Of the fake engine, whose scores say nothing of a program."""
    return _report()


def _titled(report: Report, beginning: str) -> TextTable:
    return next(one for one in text_tables(report) if one.title.startswith(beginning))


def test_a_report_has_all_scorers_on_both_kinds_of_groups(report: Report) -> None:
    """In the pooled tables as in those by source."""
    assert [(one.kind.value, one.source) for one in report.tables] == [
        ("same writer", None),
        ("same writer", None),
        ("same writer", "mbpp"),
        ("mixed writers", None),
        ("mixed writers", None),
        ("mixed writers", "mbpp"),
    ]
    assert all([row.scorer for row in table.rows] == SCORERS for table in report.tables)


def test_same_writer_groups_are_counted_by_writer(report: Report) -> None:
    """Six problems of two writers each; mixed, their equal programs count once."""
    same, mixed = report.tables[0], report.tables[3]

    assert (same.groups, same.problems, same.programs) == (12, 6, 36)
    assert (mixed.groups, mixed.problems, mixed.programs) == (6, 6, 18)


def test_the_baseline_that_learns_sees_through_easy_candidates(report: Report) -> None:
    """Programs that passed have a plus in them, in every split."""
    figures = {row.scorer: row.figures for row in report.tables[0].rows}

    assert figures["word n-grams"].auc.value == 1.0
    assert figures["random"].auc.value == 0.5


def test_the_same_seed_gives_the_same_report(report: Report) -> None:
    """To the last digit of every interval."""
    assert _report() == report
    assert _report(seed=1) != report


def test_robustness_can_be_left_out(report: Report) -> None:
    """Then fewer programs are read, and the other figures stay."""
    short = _report(robustness=False)

    assert short.robustness is None
    assert short.tables == report.tables
    assert short.programs < report.programs


def test_a_verifier_that_reads_nothing_is_no_better_than_chance() -> None:
    """All its programs are too long: they tie, and nothing drops out."""
    blind = _report(robustness=False, max_tokens=8)
    verifier = blind.tables[0].rows[0].figures

    assert blind.unscored == blind.programs
    assert (verifier.auc.value, verifier.tied_pairs.value) == (0.5, 1.0)
    assert blind.tables[0].groups == 12


def test_stages_are_told_with_their_steps() -> None:
    """And each is told to its end."""
    told: dict[str, list[int]] = {}

    async def run() -> None:
        found = material(_candidates(), Split.TEST, effort=QUICK)
        async with Reranker(Verifier.find("deskcheck-nano"), FakeEngine()) as reranker:
            await evaluate(
                reranker,
                found,
                effort=QUICK,
                stage=lambda name, steps: told.setdefault(name, [steps]).append,
            )

    asyncio.run(run())

    assert list(told) == ["edit programs", "train word n-grams", "score programs"]
    assert all(sum(done) == steps for steps, *done in told.values())


def test_every_row_of_a_table_has_a_cell_for_every_column(report: Report) -> None:
    """Also where there is nothing to say."""
    for table in text_tables(report):
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_a_cell_shows_a_figure_with_its_interval(report: Report) -> None:
    """As people write it."""
    table = _titled(report, "Same writer, each group once: 12 groups of 6 problems, 36 programs")
    random = next(row for row in table.rows if row[0] == "random")

    assert random[1] == random[3] == "0.500 (0.500 to 0.500)"
    assert random[2].startswith(("+", "-"))


def test_choosing_one_stands_between_chance_and_the_oracle(report: Report) -> None:
    """For each number of programs."""
    table = _titled(report, "Same writer: how often the best one passed")

    assert [row[0] for row in table.rows] == ["2", "4", "8", "16"]
    assert table.rows[0][1:3] == ("12", "33.3 %")
    assert table.rows[0][-1] == "66.7 %"


def test_a_card_holds_the_command_and_every_table(report: Report) -> None:
    """So that whoever doubts a figure can make it again."""
    card = markdown(report, "deskcheck evaluate --data FOLDER")

    assert card.startswith("```\ndeskcheck evaluate --data FOLDER\n```\n")
    assert all(f"### {table.title}\n\n| " in card for table in text_tables(report))
    assert f"0 of {report.programs} programs" in card
