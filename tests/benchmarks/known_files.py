"""Small files in the exact shape in which known benchmarks are published."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

RIGHT = "def add(a, b):\n    return a + b\n"
WRONG = "def add(a, b):\n    return a - b\n"
PROSE = "Sure, this adds two numbers:\n\n```python\n{}```\n"


def write_json(path: Path, content: object) -> Path:
    """One JSON value."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def write_lines(path: Path, records: Sequence[Mapping[str, object]]) -> Path:
    """A JSON value a line."""
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return path


def as_table(lines: Path) -> Path:
    """The same records as a Parquet file beside it."""
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    records = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    table = lines.with_suffix(".parquet")
    parquet.write_table(pyarrow.Table.from_pylist(records), table)
    return table


def rm_bench(folder: Path) -> Path:
    """Two items of code and one of chat."""
    styles = [RIGHT, PROSE.format(RIGHT), "# Answer\n" + PROSE.format(RIGHT)]
    items = [
        {
            "id": number,
            "prompt": f"Write add. ({number})",
            "chosen": styles,
            "rejected": [style.replace("+", "-") for style in styles],
            "domain": domain,
        }
        for number, domain in enumerate(("code", "code", "chat"))
    ]
    return write_json(folder / "total_dataset.json", items)


def judge_bench(folder: Path) -> Path:
    """A pair with either label, and one of another source."""
    pairs = [
        {
            "pair_id": f"pair-{number}",
            "original_id": number,
            "source": source,
            "question": "Write add.",
            "response_model": "gpt-4o-2024-05-13",
            "response_A": RIGHT if label == "A>B" else WRONG,
            "response_B": WRONG if label == "A>B" else RIGHT,
            "label": label,
        }
        for number, (source, label) in enumerate(
            [("livecodebench", "A>B"), ("livecodebench", "B>A"), ("mmlu-pro-law", "A>B")]
        )
    ]
    return write_lines(folder / "judgebench.jsonl", pairs)


def reward_bench_2(folder: Path) -> Path:
    """An item of Math, and a prompt of Ties with its reference."""
    items = [
        {"id": "7", "subset": "Math", "chosen": [RIGHT], "rejected": [WRONG, "no", "maybe"]},
        {"id": "ref:0", "subset": "Ties", "chosen": [RIGHT], "rejected": [WRONG]},
        {"id": "tied:0", "subset": "Ties", "chosen": [RIGHT, "a + b"], "rejected": [WRONG]},
    ]
    return write_lines(
        folder / "reward-bench-2.jsonl", [{"prompt": "Write add.", **one} for one in items]
    )


def code_reward_bench(folder: Path) -> Path:
    """A pair about correctness in Python, and one about speed in Go."""
    kinds = [
        ("Functional_Correctness", "HUMANEVAL_PACK", "Python"),
        ("Runtime_Efficiency", "PIE_PERF", "Go"),
    ]
    pairs = [
        {
            "id": f"{subset}_{number}",
            "prompt": "Write add.",
            "chosen": RIGHT,
            "rejected": WRONG,
            "aspect": aspect,
            "subset": subset,
            "language": language,
        }
        for number, (aspect, subset, language) in enumerate(kinds)
    ]
    return write_lines(folder / "Full.jsonl", pairs)


def eval_plus(folder: Path) -> tuple[Path, Path]:
    """Four samples of a task, one of which fails the extended tests alone; and the problems."""
    statuses = [("pass", "pass"), ("pass", "fail"), ("fail", "fail"), ("pass", "pass")]
    samples = [
        {
            "task_id": "HumanEval/53",
            "solution": f"{RIGHT if plus == 'pass' else WRONG}# sample {number}\n",
            "base_status": base,
            "plus_status": plus,
            "base_fail_tests": [],
            "plus_fail_tests": [],
        }
        for number, (base, plus) in enumerate(statuses)
    ]
    results = {"date": "2026-01-02 03:04", "hash": "fe58", "eval": {"HumanEval/53": samples}}
    problems = [
        {"task_id": "HumanEval/53", "prompt": "def add(x, y):\n", "entry_point": "add"},
        {"task_id": "HumanEval/54", "prompt": "def other():\n", "entry_point": "other"},
    ]
    return (
        write_json(folder / "model_eval_results.json", results),
        write_lines(folder / "HumanEvalPlus.jsonl", problems),
    )


def live_code_bench(folder: Path) -> Path:
    """A problem with two samples, one of them right."""
    problem = {
        "question_title": "Add",
        "question_content": "Add two numbers.",
        "platform": "leetcode",
        "question_id": "2727",
        "contest_id": "weekly",
        "contest_date": "2024-01-06T00:00:00",
        "starter_code": "class Solution:\n    pass\n",
        "difficulty": "easy",
        "output_list": [PROSE.format(RIGHT), PROSE.format(WRONG)],
        "code_list": [RIGHT, WRONG],
        "graded_list": [True, False],
        "pass@1": 0.5,
        "metadata": ["{}", "{}"],
    }
    return write_json(folder / "codegeneration_eval_all.json", [problem])
