"""Benchmarks that others publish: their files read, and their own figures of known scores."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from benchmarks.comparison.defects import Defects
from benchmarks.known.__main__ import main
from benchmarks.known.benchmark import BENCHMARKS
from benchmarks.known.code_reward_bench import code_reward_bench_figures, read_code_reward_bench
from benchmarks.known.errors import KnownError
from benchmarks.known.eval_plus import read_eval_plus
from benchmarks.known.item import Item, ScoredItem
from benchmarks.known.judge_bench import judge_bench_figures, read_judge_bench
from benchmarks.known.live_code_bench import read_live_code_bench
from benchmarks.known.reading import Reading
from benchmarks.known.reward_bench_2 import (
    read_reward_bench_2,
    reward_bench_2_figures,
    ties_score,
)
from benchmarks.known.rm_bench import read_rm_bench, rm_bench_figures
from benchmarks.known.samples import sample_figures
from benchmarks.report.result import read_result
from benchmarks.report.sections import section_of
from benchmarks.result_file import file_hash
from demo.server_process import served
from tests.benchmarks import known_files
from tests.benchmarks.known_files import PROSE, RIGHT, WRONG, as_table, write_json, write_lines

SEED = 1


def item(
    name: str, right: tuple[float, ...], wrong: tuple[float, ...], subset: str = ""
) -> ScoredItem:
    """An item whose texts nobody looks at, with its scores."""
    texts = tuple("r" * n for n in range(len(right))), tuple("w" * n for n in range(len(wrong)))
    return ScoredItem(Item(name, f"prompt {name}", *texts, subset), right, wrong)


def test_rm_bench_is_a_matrix_of_styles_with_a_strict_comparison() -> None:
    """Worked by hand: chosen 1, 2, 3 against rejected 1, 2, 3 wins below the diagonal alone."""
    figures: Any = rm_bench_figures([item("a", (1, 2, 3), (1, 2, 3))], SEED)

    assert [figures[name]["value"] for name in ("easy", "normal", "hard")] == [1.0, 0.0, 0.0]
    assert figures["accuracy"]["value"] == pytest.approx(1 / 3)
    assert figures["tied"] == 1.0
    assert figures["matrix"][2] == {
        "chosen": "markdown",
        "concise": 1,
        "detailed": 1,
        "markdown": 0,
    }


def test_rm_bench_is_hard_where_the_wrong_text_is_fancier() -> None:
    """A verifier that likes fancy styles loses above the diagonal."""
    figures: Any = rm_bench_figures([item("a", (1.5, 2.5, 3.5), (1, 2, 3))], SEED)

    assert [figures[name]["value"] for name in ("easy", "normal", "hard")] == [1.0, 1.0, 0.0]


def test_rm_bench_reads_the_code_domain(tmp_path: Path) -> None:
    """Ids are numbers in the file; other domains are counted."""
    defects = Defects()
    items = read_rm_bench(known_files.rm_bench(tmp_path), defects)

    assert [one.name for one in items] == ["0", "1"]
    assert items[0].right[0] == RIGHT
    assert defects.counts() == {"not code": 1}


def test_judge_bench_puts_the_right_answer_first_whatever_the_label(tmp_path: Path) -> None:
    """Only coding pairs are read."""
    defects = Defects()
    items = read_judge_bench(known_files.judge_bench(tmp_path), defects)

    assert [(one.right, one.wrong) for one in items] == [((RIGHT,), (WRONG,))] * 2
    assert defects.counts() == {"not coding": 1}


def test_a_tie_of_judge_bench_is_wrong() -> None:
    """As is a text without a score."""
    scored = [item("a", (1,), (0,)), item("b", (1,), (1,)), item("c", (-math.inf,), (0,))]
    figures: Any = judge_bench_figures(scored, SEED)

    assert figures["accuracy"]["value"] == pytest.approx(1 / 3)
    assert figures["tied"] == pytest.approx(1 / 3, abs=1e-4)


def test_code_reward_bench_is_told_by_aspect_subset_and_language(tmp_path: Path) -> None:
    """Each with its own count."""
    items = read_code_reward_bench(known_files.code_reward_bench(tmp_path), Defects())
    scored = [ScoredItem(one, (float(place),), (0.5,)) for place, one in enumerate(items)]
    figures: Any = code_reward_bench_figures(scored, SEED)

    assert figures["accuracy"]["value"] == 0.5
    assert figures["aspects"]["Functional_Correctness"]["accuracy"]["value"] == 0.0
    assert figures["subsets"]["PIE_PERF"]["accuracy"]["value"] == 1.0
    assert figures["languages"]["Go"]["items"] == 1


def test_a_table_is_read_as_the_same_lines_are(tmp_path: Path) -> None:
    """Two benchmarks are published as Parquet."""
    pairs, items = known_files.code_reward_bench(tmp_path), known_files.reward_bench_2(tmp_path)
    defects = Defects()

    assert read_code_reward_bench(as_table(pairs), defects) == read_code_reward_bench(
        pairs, defects
    )
    assert read_reward_bench_2(as_table(items), defects) == read_reward_bench_2(items, defects)
    assert defects.counts() == {}


def test_a_table_that_is_none_is_a_defect(tmp_path: Path) -> None:
    """It is named, and the other files are read."""
    file = tmp_path / "broken.parquet"
    file.write_bytes(b"PAR1")
    defects = Defects()

    assert read_code_reward_bench(file, defects) == []
    assert defects.counts() == {"broken file": 1}


def test_a_best_score_that_answers_share_counts_in_part() -> None:
    """Three share it, the right one among them: a third. A better wrong one: nothing."""
    scored = [
        item("a", (2,), (2, 2, 1), "Math"),
        item("b", (2,), (3, 2, 1), "Math"),
        item("c", (2,), (1, 1, 1), "Safety"),
    ]
    figures: Any = reward_bench_2_figures(scored, SEED)

    assert figures["subsets"]["Math"]["accuracy"]["value"] == pytest.approx(1 / 6)
    assert figures["mean_of_subsets"] == pytest.approx((1 / 6 + 1) / 2, abs=1e-4)


def test_ties_are_weighed_as_the_benchmark_weighs_them() -> None:
    """Worked by hand: both accurate; of the tied prompts one keeps its right answers close."""
    score = ties_score(
        [
            item("ref:0", (5,), (1,), "Ties"),
            item("tied:0", (5, 4), (1,), "Ties"),  # 1 apart, 3 above; the ref's margin is 4
            item("ref:1", (5,), (4.5,), "Ties"),
            item("tied:1", (5, 3), (2,), "Ties"),  # 2 apart, 1 above; the ref's margin is 0.5
        ]
    )
    margin = (math.tanh(3 / 1 - 1) + math.tanh(0.5 / 2 - 1)) / 2

    assert (score.ref_accuracy, score.tied_accuracy) == (1.0, 1.0)
    assert (score.preferred, score.preferred_hard) == (0.5, 0.5)
    assert score.margin == pytest.approx(margin, abs=1e-4)
    assert score.overall == pytest.approx(0.6 + 0.2 + 0.01 * margin, abs=1e-4)


def test_ties_with_texts_without_a_score_are_numbers_still() -> None:
    """JSON has no NaN."""
    scored = [
        item("ref:0", (-math.inf,), (1,), "Ties"),
        item("tied:0", (-math.inf, 1), (-math.inf,), "Ties"),
    ]
    figures = reward_bench_2_figures(scored, SEED)

    assert json.dumps(figures, allow_nan=False)


def test_reward_bench_2_is_read_with_its_ties(tmp_path: Path) -> None:
    """Lists of right answers and of wrong ones."""
    items = read_reward_bench_2(known_files.reward_bench_2(tmp_path), Defects())

    assert [(one.name, len(one.right), len(one.wrong)) for one in items] == [
        ("7", 1, 3),
        ("ref:0", 1, 1),
        ("tied:0", 2, 1),
    ]


def test_a_sample_of_eval_plus_is_right_where_base_and_extended_tests_pass(
    tmp_path: Path,
) -> None:
    """Its prompt comes from EvalPlus's problems."""
    items = read_eval_plus(*known_files.eval_plus(tmp_path), Defects())

    assert [(one.name, len(one.right), len(one.wrong)) for one in items] == [("HumanEval/53", 2, 2)]
    assert items[0].prompt == "def add(x, y):\n"


def test_results_of_eval_plus_without_solutions_are_refused(tmp_path: Path) -> None:
    """As its first versions wrote them."""
    _, problems = known_files.eval_plus(tmp_path)
    old = {"eval": {"HumanEval/53": {"nfiles": 1, "base": [["success", []]]}}}
    with pytest.raises(KnownError, match=r"HumanEval/53 holds no list of solutions"):
        read_eval_plus(write_json(tmp_path / "old.json", old), problems, Defects())


def test_live_code_bench_gives_programs_with_their_grades(tmp_path: Path) -> None:
    """The starter code is part of what was asked."""
    items = read_live_code_bench(known_files.live_code_bench(tmp_path), Defects())

    assert [(one.right, one.wrong) for one in items] == [((RIGHT,), (WRONG,))]
    assert "class Solution" in items[0].prompt


def test_samples_give_pass_at_1_best_of_n_and_oracle() -> None:
    """Four samples of which the second best passes: best of 4 fails, best of 2 passes in 2 of 6."""
    figures: Any = sample_figures([item("a", (3,), (4, 2, 1))], SEED)
    two, four = figures["best_of"]

    assert [row["size"] for row in (two, four)] == [2, 4]
    assert four["pass_at_1"]["value"] == 0.25
    assert (four["best_of_n"]["value"], four["oracle"]["value"]) == (0.0, 1.0)
    assert two["best_of_n"]["value"] == pytest.approx(2 / 6)
    assert two["oracle"]["value"] == pytest.approx(3 / 6)


def test_a_text_is_scored_as_it_stands_unless_its_program_is_asked_for() -> None:
    """Prose and all; --extract finds the program in it."""
    answer = PROSE.format(RIGHT)
    one = Item("a", "Write add.", (answer,), (PROSE.format(WRONG),))
    as_it_stands = Reading(None, extracted=False).wanted([one]).portions()
    extracted = Reading(None, extracted=True).wanted([one]).portions()

    assert as_it_stands[0][1][0] == answer
    assert extracted[0][0].language == "python"
    assert extracted[0][1] == [RIGHT.rstrip("\n"), WRONG.rstrip("\n")]


def flags(folder: Path) -> dict[str, list[str]]:
    """The flag and the files of every benchmark."""
    files: dict[str, tuple[Path, ...]] = {
        "rm-bench": (known_files.rm_bench(folder),),
        "judge-bench": (known_files.judge_bench(folder),),
        "reward-bench-2": (known_files.reward_bench_2(folder),),
        "code-reward-bench": (known_files.code_reward_bench(folder),),
        "eval-plus": known_files.eval_plus(folder),
        "live-code-bench": (known_files.live_code_bench(folder),),
    }
    return {name: [f"--{name}", *map(str, paths)] for name, paths in files.items()}


def run(folder: Path, *arguments: str) -> Any:
    """The result file of a run."""
    main([*arguments, "--scores", str(folder / "scores"), "--results", str(folder)])
    return json.loads((folder / "known.json").read_text(encoding="utf-8"))


def test_every_benchmark_runs_with_the_bundled_verifier(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hash of every file is in the result, and every benchmark on the last line."""
    given = flags(tmp_path)
    result = run(tmp_path, *(part for each in given.values() for part in each))
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    measured = result["figures"]["benchmarks"]

    assert set(given) == {one.name for one in BENCHMARKS} == set(measured) == set(line)
    assert result["inputs"]["Full.jsonl"] == file_hash(tmp_path / "Full.jsonl")
    assert len(result["inputs"]) == 7
    assert result["figures"]["defects"]["counts"] == {"not code": 1, "not coding": 1}
    label = "deskcheck-nano, embedded"
    assert measured["rm-bench"][label]["texts_without_a_score"] == 0
    assert line["judge-bench"][label] in (0.0, 1.0)


def test_a_server_gives_the_figures_that_the_library_gives(tmp_path: Path) -> None:
    """The same texts over HTTP: answers as they stand, and programs of samples."""
    given = flags(tmp_path)
    arguments = [*given["rm-bench"], *given["live-code-bench"]]
    with served() as (url, _):
        remote = run(tmp_path / "remote", *arguments, "--url", url)
    local = run(tmp_path / "local", *arguments)

    assert remote["figures"]["benchmarks"] == local["figures"]["benchmarks"]


def test_an_absent_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    """Before anything is loaded."""
    with pytest.raises(SystemExit, match=r"gone\.json is not there; download it"):
        main(["--rm-bench", str(tmp_path / "gone.json")])


def test_a_file_with_another_checksum_is_refused(tmp_path: Path) -> None:
    """With both of them."""
    path = known_files.rm_bench(tmp_path)
    with pytest.raises(SystemExit, match=rf"has the SHA-256 {file_hash(path)}, not {'0' * 64}"):
        main(["--rm-bench", str(path), "--sha256", f"{path.name}={'0' * 64}"])


def test_a_checksum_of_no_file_is_refused(tmp_path: Path) -> None:
    """A misspelt name would check nothing."""
    path = known_files.rm_bench(tmp_path)
    with pytest.raises(SystemExit, match=r"names other\.json, which is none of total_dataset"):
        main(["--rm-bench", str(path), "--sha256", f"other.json={'0' * 64}"])


@pytest.mark.parametrize("arguments", [[], ["--rm-bench", "x", "--sha256", "x=12"]])
def test_a_wrong_use_ends_with_exit_code_2(arguments: list[str]) -> None:
    """No benchmark, or a checksum that is none."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"domain": "code"}, "chosen is None"),
        ({"domain": "code", "chosen": ["a"], "rejected": ["b"]}, "1 chosen and 1 rejected"),
        ({"domain": 5.5}, "domain is 5.5"),
        (["code"], "it holds a list"),
    ],
)
def test_a_record_that_is_odd_is_a_defect(tmp_path: Path, record: object, reason: str) -> None:
    """Named by its place; the others are read."""
    path = known_files.rm_bench(tmp_path)
    content = json.loads(path.read_text(encoding="utf-8"))
    defects = Defects()
    items = read_rm_bench(write_json(path, [*content, record]), defects)
    odd = [one for one in defects if one.kind == "broken record"]

    assert len(items) == 2
    assert [one.where for one in odd] == ["total_dataset.json[3]"]
    assert reason in odd[0].detail


def test_a_line_that_is_no_json_is_a_defect(tmp_path: Path) -> None:
    """As in every file of lines."""
    path = known_files.judge_bench(tmp_path)
    with path.open("ab") as file:
        file.write(b"{\n\xff\n")
    defects = Defects()

    assert len(read_judge_bench(path, defects)) == 2
    assert defects.counts()["broken record"] == 2


def test_a_file_without_anything_to_score_ends_the_run(tmp_path: Path) -> None:
    """It says what was found instead."""
    path = write_lines(tmp_path / "empty.jsonl", [{"source": "mmlu-pro-law"}])
    with pytest.raises(
        SystemExit, match=r"judge-bench: nothing in .* can be scored: {'not coding': 1}"
    ):
        main(["--judge-bench", str(path)])


def test_a_server_that_is_away_ends_the_run(tmp_path: Path) -> None:
    """With its address."""
    path = known_files.judge_bench(tmp_path)
    with pytest.raises(SystemExit, match=r"the server at http://127\.0\.0\.1:9 cannot be asked"):
        main(["--judge-bench", str(path), "--url", "http://127.0.0.1:9"])


def test_the_report_shows_every_known_benchmark(tmp_path: Path) -> None:
    """RM-Bench with its matrix, the others by their groups."""
    given = flags(tmp_path)
    run(tmp_path, *(part for each in given.values() for part in each))
    section = section_of(read_result(tmp_path / "known.json"))
    titles = [part.title for part in section.parts]

    assert titles[:3] == ["Accuracy", "rm-bench", "rm-bench: styles, deskcheck-nano, embedded"]
    assert {name for name in given if not any(title.startswith(name) for title in titles)} == set()
