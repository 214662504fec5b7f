"""Policies by verifiers: whose samples are whose, and figures that can be worked by hand."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.comparison.defects import Defects
from benchmarks.known.item import Item, ScoredItem
from benchmarks.matrix.__main__ import main
from benchmarks.matrix.cells import row
from benchmarks.matrix.policies import Policy, chosen, read_policies
from benchmarks.report.result import read_result
from benchmarks.report.section import Table
from benchmarks.report.sections import section_of
from demo.server_process import served
from tests.benchmarks import known_files

LABEL = "deskcheck-nano, embedded"


def record(problem: int, program: str, policy: str, label: int, **extra: object) -> dict[str, Any]:
    """A labelled candidate as the data hold it."""
    return {
        "source": "some",
        "problem_id": f"some/{problem}",
        "problem": f"Write add, number {problem}.",
        "language": "python",
        "candidate": program,
        "policy": policy,
        "label": label,
        "extra": extra,
    }


def samples(problems: int = 3) -> list[dict[str, Any]]:
    """Four samples of each problem by one policy, of which the first is right."""
    return [
        record(problem, f"def add(a, b):\n    return a {sign} b\n", "coder", int(sign == "+"))
        for problem in range(problems)
        for sign in "+-*/"
    ]


def write_data(path: Path, records: list[dict[str, Any]]) -> Path:
    """A compressed file of them."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in records)
    return path


def policies_of(folder: Path, records: list[dict[str, Any]]) -> tuple[dict[str, Policy], Defects]:
    """By name, with the defects."""
    defects = Defects()
    path = write_data(folder / "some.jsonl.gz", records)
    return {one.name: one for one in read_policies([path], None, defects)}, defects


def test_a_program_that_several_policies_wrote_is_a_sample_of_each(tmp_path: Path) -> None:
    """The data hold it once, under the first of them."""
    shared = record(0, "pass", "one", 1, also_by=["other"])
    found, _ = policies_of(tmp_path, [shared, record(0, "x = 1", "other", 0)])

    assert [(one.name, one.samples) for one in found.values()] == [("one", 1), ("other", 2)]
    assert found["other"].items[0].right == ("pass",)


def test_mutants_are_nobodys_samples(tmp_path: Path) -> None:
    """By their policy, and by their source."""
    records = [record(0, "a", "mutant", 0), record(0, "b", "x", 0) | {"source": "leetcode-mutants"}]

    assert policies_of(tmp_path, records)[0] == {}


def test_a_program_with_both_labels_is_left_out_and_named(tmp_path: Path) -> None:
    """As is a record that is none."""
    records = [record(0, "a", "x", 0), record(0, "a", "x", 1), {"source": "some"}]
    found, defects = policies_of(tmp_path, records)

    assert found["x"].samples == 0
    assert defects.counts() == {"program with both labels": 1, "broken record": 1}


def test_policies_with_few_problems_are_named(tmp_path: Path) -> None:
    """A problem with one sample leaves no choice, and does not count."""
    found, defects = policies_of(tmp_path, [*samples(), record(9, "a", "coder", 1)])
    kept = chosen(list(found.values()), least=3, most=4, seed=1, defects=defects)

    assert [len(one.items) for one in kept] == [3]
    assert chosen(kept, least=4, most=4, seed=1, defects=defects) == []
    assert [(one.kind, one.where) for one in defects] == [("policy with too few problems", "coder")]


def test_samples_are_drawn_by_the_seed_whatever_their_labels(tmp_path: Path) -> None:
    """Two of four, the same again."""
    policies = list(policies_of(tmp_path, samples(30))[0].values())
    drawn = [chosen(policies, least=1, most=2, seed=seed, defects=Defects()) for seed in (1, 1, 2)]
    right = [len(item.right) for item in drawn[0][0].items]

    assert drawn[0] == drawn[1] != drawn[2]
    assert all(len(item.texts) == 2 for item in drawn[0][0].items)
    assert 0 < sum(right) < 30


def test_cells_are_exact_means_over_choices_of_n() -> None:
    """The right sample is second of three by one verifier, and best by another."""
    item = Item("a", "prompt", ("r",), ("v", "w"), "python")
    scores = {
        "good": [ScoredItem(item, (3.0,), (2.0, 1.0))],
        "poor": [ScoredItem(item, (2.0,), (3.0, 1.0))],
    }
    (cells,) = row(scores, [2, 4], seed=1)

    assert (cells["size"], cells["problems"]) == (2, 1)
    assert cells["pass_at_1"]["value"] == pytest.approx(1 / 3)
    assert cells["oracle"]["value"] == pytest.approx(2 / 3)
    assert cells["verifiers"]["good"]["best_of_n"]["value"] == pytest.approx(2 / 3)
    assert cells["verifiers"]["poor"]["best_of_n"]["value"] == pytest.approx(1 / 3)
    assert [cells["verifiers"][name]["gap_closed"] for name in ("good", "poor")] == [1.0, 0.0]


def test_where_all_samples_are_alike_there_is_no_gap_to_close() -> None:
    """Neither a quotient by nothing nor a hundred per cent."""
    item = Item("a", "prompt", ("r", "s"), (), "python")
    (cells,) = row({"one": [ScoredItem(item, (1.0, 2.0), ())]}, [2], seed=1)

    assert cells["pass_at_1"]["value"] == cells["oracle"]["value"] == 1.0
    assert cells["verifiers"]["one"]["gap_closed"] is None


def run(folder: Path, *arguments: str) -> dict[str, Any]:
    """The figures of a run."""
    flags = ["--scores", str(folder / "scores"), "--results", str(folder), "--split", "all"]
    main([*arguments, *flags, "--least", "1"])
    result: dict[str, Any] = json.loads((folder / "matrix.json").read_text(encoding="utf-8"))
    return result


def test_a_run_has_a_row_for_each_policy_of_each_kind_of_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Labelled candidates, and samples that EvalPlus and LiveCodeBench graded."""
    results, problems = known_files.eval_plus(tmp_path)
    given = (
        *("--data", str(write_data(tmp_path / "some.jsonl.gz", samples()))),
        *("--eval-plus", f"plus={results}", "--eval-plus-problems", str(problems)),
        *("--live-code-bench", f"live={known_files.live_code_bench(tmp_path)}"),
    )
    result = run(tmp_path, *given)
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    rows = {one["policy"]: one for one in result["figures"]["policies"]}

    assert set(rows) == {"coder", "plus", "live"}
    assert set(line) == {*rows, "all policies"}
    assert rows["coder"]["best_of"][-1]["pass_at_1"]["value"] == 0.25
    assert line["coder"].keys() == {"n", "problems", "pass_at_1", LABEL, "oracle"}
    assert line["all policies"]["problems"] == 4
    assert len(result["inputs"]) == 4


def test_the_same_seed_gives_the_same_figures_and_a_server_too(tmp_path: Path) -> None:
    """In process, again, and over HTTP."""
    data = ("--data", str(write_data(tmp_path / "some.jsonl.gz", samples())))
    first = run(tmp_path / "first", *data)
    again = run(tmp_path / "again", *data)
    with served() as (url, _):
        remote = run(tmp_path / "remote", *data, "--url", url)

    assert first["figures"] == again["figures"]
    assert remote["figures"]["policies"] == first["figures"]["policies"]


def test_the_report_shows_a_row_for_each_policy(tmp_path: Path) -> None:
    """And all policies last, as the papers print the mean."""
    data = ("--data", str(write_data(tmp_path / "some.jsonl.gz", samples())))
    run(tmp_path, *data)
    section = section_of(read_result(tmp_path / "matrix.json"))
    table = section.parts[-1]

    assert isinstance(table, Table)
    assert table.columns == ("policy", "N", "pass@1", LABEL, "oracle", "problems")
    assert [(one[0], one[1]) for one in table.rows] == [
        ("coder", "2"),
        ("coder", "4"),
        ("all policies", "2"),
        ("all policies", "4"),
    ]


def test_no_policy_left_ends_the_run(tmp_path: Path) -> None:
    """It says what to lower."""
    path = write_data(tmp_path / "some.jsonl.gz", samples(2))
    with pytest.raises(SystemExit, match=r"no policy has 3 problems with two samples; lower"):
        main(["--data", str(path), "--split", "all", "--least", "3"])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--eval-plus", "plus=x"], "needs --eval-plus-problems"),
        (["--live-code-bench", "file"], "give POLICY=FILE"),
        (["--samples", "0"], "--samples is 0"),
    ],
)
def test_a_wrong_use_is_refused(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the value and the remedy."""
    with pytest.raises(SystemExit):
        main(arguments)

    assert reason in capsys.readouterr().err


def test_data_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Not with a traceback."""
    with pytest.raises(SystemExit, match=r"benchmarks\.matrix: .*gone\.jsonl\.gz"):
        main(["--data", str(tmp_path / "gone.jsonl.gz")])
